"""What is written to Asterisk: no text can add a header or an action."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.adapters.asterisk.actions import HEADERS_MAX, LINE_BYTES_MAX, Outcome, Reply, clean, encode_action
from acd.adapters.asterisk.framing import Parser
from acd.errors import CallerError

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def lines_as_asterisk_reads_them(data: bytes) -> list[bytes]:
    """main/manager.c, get_input: a line ends at LF or CR LF, and a C string at NUL."""
    return [line.removesuffix(b"\r").partition(b"\0")[0] for line in data.split(b"\n")]


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_no_text_injects_a_header(headers: list[tuple[str, str]]) -> None:
    try:
        data = encode_action([("Action", "Setvar"), *headers], "id-1")
    except CallerError:
        return
    expected = [("Action", "Setvar"), *headers, ("ActionID", "id-1")]
    assert lines_as_asterisk_reads_them(data) == [f"{n}: {v}".encode() for n, v in expected] + [b"", b""]


@given(st.text(max_size=200))
def test_cleaned_text_can_always_be_sent(text: str) -> None:
    data = encode_action([("Action", "Setvar"), ("Value", clean(text))], "id-1")
    assert len(lines_as_asterisk_reads_them(data)) == 5


@pytest.mark.parametrize("name", ["", "Na me", "Name:", "Name\r\n", "Имя", "A:B"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(CallerError):
        encode_action([(name, "value")], "id-1")


def test_a_line_has_at_most_1024_bytes_with_its_end() -> None:
    longest = "x" * (LINE_BYTES_MAX - len("Value: "))
    assert max(map(len, encode_action([("Value", longest)], "1").splitlines(keepends=True))) == 1024
    with pytest.raises(CallerError, match="1023 bytes"):
        encode_action([("Value", longest + "x")], "1")
    with pytest.raises(CallerError):
        encode_action([("Value", "я" * 600)], "1")


def test_an_action_has_at_most_128_headers() -> None:
    most = [("Variable", "x")] * (HEADERS_MAX - 1)
    assert encode_action(most, "1").count(b"\r\n") == HEADERS_MAX + 1
    with pytest.raises(CallerError, match="at most 128"):
        encode_action([*most, ("Variable", "x")], "1")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Иванов", "Иванов"),
        ("a\r\n\0\tb\x7f\u2028c", "abc"),
        ("x" * 300, "x" * 80),
        ("<img onerror>", "<img onerror>"),  # escaping is the business of whoever shows it
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_reply_tells_what_asterisk_said() -> None:
    said = Parser().parse_leniently(b"Response: Error\r\nMessage: No such\x07 channel")
    assert Reply(Outcome.ERROR, said).text == "No such channel"
    assert Reply(Outcome.TIMED_OUT).text == "timed out"
