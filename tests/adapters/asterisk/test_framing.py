"""The byte stream, cut anywhere, well-formed or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.adapters.asterisk.framing import LAYOUTS_MAX, Framer, Message, Parser

GREETING = b"Asterisk Call Manager/11.0.0\r\n"


def frames_of(stream: bytes, *cuts: int, limit: int = 1000) -> tuple[list[bytes], int]:
    """The frames of a stream fed in pieces, and how many messages were skipped."""
    framer = Framer(limit)
    frames: list[bytes] = []
    for start, end in zip((0, *cuts), (*cuts, len(stream)), strict=True):
        frames += framer.feed(stream[start:end])
    return frames, framer.oversize


def message(*lines: str) -> Message:
    parsed = Parser().parse("\r\n".join(lines).encode())
    assert parsed is not None
    return parsed


STREAM = GREETING + "Event: A\r\nName: Иванов\r\n\r\nResponse: Success\r\nLast: \r\n\r\n\r\nEvent: B\r\n\r\n".encode()


@pytest.mark.parametrize("cut", range(len(STREAM)))
def test_a_stream_cut_at_any_byte_gives_the_same_frames(cut: int) -> None:
    assert frames_of(STREAM, cut) == frames_of(STREAM)


def test_a_stream_byte_by_byte_gives_the_same_frames() -> None:
    assert frames_of(STREAM, *range(1, len(STREAM))) == frames_of(STREAM)


pieces = st.sampled_from(
    [b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"Event: A", b": ", b"x" * 40, b"\0", b"\xd0", b"\xff", b"Response: Success"]
)
streams = st.lists(pieces, max_size=30).map(b"".join).map(GREETING.__add__)


@given(streams, st.data())
def test_any_stream_gives_the_same_however_it_is_cut(stream: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    assert frames_of(stream, *cuts, limit=100) == frames_of(stream, limit=100)


@given(streams)
def test_no_bytes_are_made_up_or_lost(stream: bytes) -> None:
    frames, oversize = frames_of(stream)
    joined = b"\r\n\r\n".join(frames)
    assert oversize == 0
    assert stream.removeprefix(GREETING).startswith(joined)


@pytest.mark.parametrize("first", [b"HTTP/1.1 400 Bad Request\r\n", b"x" * 5000, b"Asterisk Call Managex/1\r\n"])
def test_another_greeting_is_foreign(first: bytes) -> None:
    framer = Framer()
    assert framer.feed(first) == []
    assert framer.foreign
    assert framer.feed(b"Event: A\r\n\r\n") == []


def test_an_endless_greeting_is_foreign() -> None:
    framer = Framer()
    framer.feed(b"Asterisk Call Manager/" + b"1" * 2000)
    assert framer.foreign


@pytest.mark.parametrize("limit", [50, 100])
def test_a_message_over_the_limit_is_skipped_whole(limit: int) -> None:
    fits, over = b"a" * limit, b"b" * (limit + 1)
    stream = GREETING + b"\r\n\r\n".join([fits, over, fits, b""])
    expected = [fits, fits], 1
    assert frames_of(stream, limit=limit) == expected
    assert frames_of(stream, *range(1, len(stream)), limit=limit) == expected


def test_headers_are_found_in_any_letter_case() -> None:
    found = message("Event: A", "ChannelState: 6", "channelstate: 7")
    assert found.get("ChannelState") == "6"
    assert found.get("channelstate") == "7"
    assert found.get("CHANNELSTATE") == "6"
    assert found.getall("ChannelState") == ["6", "7"]
    assert found.repeated
    assert "CHANNELstate" in found
    assert "State" not in found


def test_repeated_headers_keep_all_values_and_order() -> None:
    found = message("Event: Status", "Variable: A=1", "Other: x", "Variable: B=2")
    assert found.getall("variable") == ["A=1", "B=2"]
    assert found.get("Variable") == "A=1"
    assert found.names == ("Event", "Variable", "Other")


def test_an_absent_header_gives_the_default() -> None:
    found = message("Event: A", "Empty: ")
    assert found.get("Empty", "default") == ""
    assert found.get("Absent", "default") == "default"
    assert found.getall("Absent") == []


@pytest.mark.parametrize("line", ["no colon", "", ": no name", "Colon:without space", "\t"])
def test_a_line_that_is_no_header_spoils_an_event_but_not_an_answer(line: str) -> None:
    frame = f"Response: Success\r\n{line}\r\nName: value".encode()
    assert Parser().parse(frame) is None
    lenient = Parser().parse_leniently(frame)
    assert (lenient.get("Response"), lenient.get("Name")) == ("Success", "value")


def test_bytes_that_are_no_utf8_are_replaced_and_swallow_nothing() -> None:
    found = Parser().parse(b"Event: A\r\nName: \xd0\r\nNext: \xffb")
    assert found is not None
    assert (found.get("Name"), found.get("Next")) == ("�", "�b")


def test_values_do_not_show_in_the_representation() -> None:
    assert repr(message("Event: UserEvent", "Pin: 1234")) == "Message(Event, Pin)"


names = st.sampled_from(["Event", "Uniqueid", "UNIQUEID", "Channel", "ChanVariable", "X"])
values = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=8)
lines = st.one_of(st.tuples(names, values).map(": ".join), st.sampled_from(["rubbish", "", ":", "Empty:"]))


@given(st.lists(st.lists(lines, min_size=1, max_size=6), min_size=1, max_size=8))
def test_a_known_layout_changes_nothing(frames: list[list[str]]) -> None:
    """The parser that has seen other frames reads each as a new one would."""
    practised = Parser()
    for frame_lines in frames:
        frame = "\r\n".join(frame_lines).encode()
        for _ in range(2):
            known, new = practised.parse(frame), Parser().parse(frame)
            assert (known is None) == (new is None)
            if known is not None and new is not None:
                assert known.names == new.names
                assert known.repeated == new.repeated
                assert [known.getall(name) for name in new.names] == [new.getall(name) for name in new.names]


def test_a_line_that_a_caller_adds_is_not_taken_for_another() -> None:
    """The layout is known with the same number of lines, and yet each line is looked at."""
    parser = Parser()
    assert parser.parse(b"Event: Hangup\r\nNum: 5\r\nUniqueid: 1.1\r\nCause: 16\r\nTechCause: 486")
    forged = parser.parse(b"Event: Hangup\r\nNum: 5\r\nUniqueid: 6.6\r\nUniqueid: 1.2\r\nCause: 16")
    assert forged is not None
    assert forged.repeated
    assert forged.getall("Uniqueid") == ["6.6", "1.2"]
    assert forged.get("Cause") == "16"


def test_layouts_are_bounded() -> None:
    parser = Parser()
    for number in range(3 * LAYOUTS_MAX):
        parser.parse(b"Event: A\r\nName%d: x" % number if number % 2 else b"Event: %d\r\nName: x" % number)
    assert len(parser._layouts) <= LAYOUTS_MAX
