"""The benchmark of the link compares like with like: it ends with an error when the two deliver different values."""

from benchmarks.ami_ingest import READS, call_events, measure


async def test_both_deliver_the_same_values() -> None:
    result = await measure(events=400)
    assert result["events"] == 400
    assert result["ratio"] > 1
    assert result["handled_share"] == 0.6


def test_a_call_has_twenty_events_and_every_handler_its_headers() -> None:
    events = call_events(1)
    assert len(events) == 20
    for text in events:
        name = text.partition("\r\n")[0].removeprefix("Event: ")
        for header in READS.get(name, ()):
            assert f"\r\n{header}: " in text
