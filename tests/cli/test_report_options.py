"""The query that the options of a report make."""

from acd.cli.report_options import query_of


def test_what_was_not_given_is_not_asked() -> None:
    assert query_of(from_="today", to=None, short_s=2.5, queue="sales", after=7) == {
        "from": "today",
        "short_s": "2.5",
        "queue": "sales",
        "after": "7",
    }
