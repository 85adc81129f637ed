"""Callers who try to be more than callers."""

import pytest

from tests.integration.ami import Ami
from tests.integration.conftest import Sip


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ('"Smith, Ann|Bob"', "Smith, Ann|Bob"),
        ('"${EPOCH} $[1+1]"', "${EPOCH} $[1+1]"),
        ('"%0d%0aEvent: Hangup"', "%0d%0aEvent: Hangup"),
        ('"Ёлка 🎄"', "Ёлка 🎄"),
        ('"<img onerror=alert(1)>"', "<img onerror=alert(1)>"),
        ('"' + "x" * 300 + '"', "x" * 79),
        # Asterisk escapes like C in the names of manager events; SIP's own escapes stay.
        ('"O\'Brien?"', "O\\'Brien\\?"),
        ('"Ann \\"A\\""', 'Ann \\\\\\"A\\\\\\"'),
        ('"tab\there"', "tab\\there"),
        ("", "<unknown>"),
    ],
)
def test_names_arrive_as_text(ami: Ami, sip: Sip, sent: str, heard: str) -> None:
    sip.call(name=sent)
    call = ami.event("AcdArrived")
    assert call["CallerIDName"] == heard
    assert call["CallerIDNum"] == "+15551234"
    assert_unforged(ami)


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("anonymous", "anonymous"),
        ("%22%27%3C%3E", "\"'<>"),
        ("%24%7BEPOCH%7D", "${EPOCH}"),
        ("1" * 300, "1" * 79),
    ],
)
def test_numbers_arrive_as_text(ami: Ami, sip: Sip, sent: str, heard: str) -> None:
    sip.call(caller=sent)
    assert ami.event("AcdArrived")["CallerIDNum"] == heard
    assert_unforged(ami)


@pytest.mark.parametrize("sent", ["%0d%0aEvent:%20Cdr%0d%0aX", "1%0A", "1%00", "%0D%0A%0D%0AEvent:%20Hangup"])
def test_a_line_break_in_the_callers_number_is_no_call(ami: Ami, sip: Sip, sent: str) -> None:
    sip.call(caller=sent)
    assert_refused(ami, sip)


@pytest.mark.parametrize("sent", ["700%0d%0aEvent:%20Cdr", "9%0A"])
def test_a_line_break_in_the_dialled_number_is_no_call(ami: Ami, sip: Sip, sent: str) -> None:
    sip.call(number=sent)
    assert_refused(ami, sip)


def test_a_line_break_in_a_number_too_long_to_be_looked_at_loses_the_number(ami: Ami, sip: Sip) -> None:
    sip.call(caller="1" * 30 + "%0d%0a" * 1500)
    assert ami.event("AcdArrived")["CallerIDNum"] == "<unknown>"
    ami.listen(0.5)
    assert_unforged(ami)


@pytest.mark.parametrize(
    ("sent", "heard"), [("70%2C0", "700"), ("x,1", "x1"), ("7-00", "700"), ("s", "s"), ("9" * 60, "9" * 40)]
)
def test_the_dialled_number_keeps_only_what_a_number_may_have(ami: Ami, sip: Sip, sent: str, heard: str) -> None:
    sip.call(number=sent)
    assert ami.event("AcdArrived")["Dialled"] == heard


@pytest.mark.parametrize("sent", ["h", "i", "t", "%24%7BEPOCH%7D", "%d0%81"])
def test_what_is_no_number_at_all_is_no_call(ami: Ami, sip: Sip, sent: str) -> None:
    sip.call(number=sent)
    assert_refused(ami, sip)


def assert_refused(ami: Ami, sip: Sip) -> None:
    """SIPp ends with its call; nothing of it reached the manager interface."""
    sip.wait_for_callers()
    sip.call(name='"the next caller"')
    assert ami.event("AcdArrived")["CallerIDName"] == "the next caller"
    assert_unforged(ami)


def assert_unforged(ami: Ami) -> None:
    for block in ami.raw:
        names = [line.partition(b": ")[0] for line in block.split(b"\r\n")]
        assert len(names) == len(set(names)), block
        assert b"\r" not in block.replace(b"\r\n", b"")
        assert b"\n" not in block.replace(b"\r\n", b"")
