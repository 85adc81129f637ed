"""What a stranger can put into a SIP request: names and numbers that try to be commands, markup or other callers."""

import re
import string
from contextlib import closing

import pytest

from tests.integration.ami import Ami
from tests.integration.centre import TRUNK, Centre
from tests.integration.softphone import SipCall, Softphone

NAMES = {
    "quotes": ('"a \\"b\\" \\\\ c"', None),
    "comma": ('"Smith, Anna"', "Smith, Anna"),
    "expansion": ('"${SHELL(id)} ${EXTEN} $[1+1]"', "${SHELL(id)} ${EXTEN} $[1+1]"),
    "markup": ('"<img src=x onerror=alert(1)>"', "<img src=x onerror=alert(1)>"),
    "emoji": ('"Анна 🐱"', "Анна 🐱"),
    "formula": ('"=1+1"', "=1+1"),
    "sql": ('"\'); drop table call; --"', "'); drop table call; --"),
    "escaped line end": ('"Eve%0d%0aEvent: Hangup"', "Eve%0d%0aEvent: Hangup"),
    "backslash line end": ('"Eve\\\\r\\\\nEvent: Hangup"', None),
    "none": ("", ""),
}


@pytest.mark.parametrize("kind", NAMES)
def test_a_callers_name_stays_a_name(centre: Centre, kind: str) -> None:
    name, expected = NAMES[kind]
    number = f"+74950004{list(NAMES).index(kind):02d}"
    with closing(Ami(centre.ami)) as ami:
        caller = centre.caller("700", number, name)
        live = centre.wait_call(number, "waiting", queue="sales")
        caller.hang_up()
        record = centre.record(number)
        ami.event("Cdr", UniqueID=record["uniqueid"])
        assert_whole_events(ami)
    assert record["caller_name"] == live["caller_name"]
    assert expected is None or record["caller_name"] == expected
    assert record["caller_name"].isprintable()
    [cdr] = centre.rows(1, "select * from cdr where uniqueid = ?", record["uniqueid"])
    assert cdr["clid"].isprintable()
    assert cdr["src"] == number


def assert_whole_events(ami: Ami) -> None:
    """Every line that Asterisk wrote is a header, and every message begins once."""
    for block in ami.raw[1:]:
        lines = block.decode("utf-8", "replace").split("\r\n")
        assert all(re.match("[A-Za-z0-9_-]+:", line) for line in lines), lines
        assert sum(line.startswith(("Event:", "Response:")) for line in lines) == 1, lines


def test_a_name_of_300_characters_is_cut(centre: Centre) -> None:
    caller = centre.caller("700", "+7495000421", '"' + "Ы" * 300 + '"')
    live = centre.wait_call("+7495000421", "waiting")
    assert live["caller_name"] == "Ы" * len(live["caller_name"])
    assert 30 <= len(live["caller_name"]) <= 80
    caller.hang_up()
    assert centre.record("+7495000421")["caller_name"] == live["caller_name"]


NUMBERS = ["${SHELL(id)}", "a,b", "<script>", "x" * 300, "1;drop", "=1+1", "1'2"]


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_a_callers_number_may_be_anything_printable(centre: Centre, number: str) -> None:
    """The call goes on like any other, and what it says of itself is text."""
    call = stranger(centre, "700", escaped(number))
    assert call.answered_at, call.refused
    centre.until(lambda: any(row["caller_name"] == "Mallory" for row in centre.calls()), "the call")
    [live] = [row for row in centre.calls() if row["caller_name"] == "Mallory"]
    assert live["state"] == "waiting"
    assert live["caller_number"].isprintable()
    assert live["caller_number"] == number.partition(";")[0][:79]  # Asterisk keeps no parameters
    call.hang_up()


def escaped(user: str) -> str:
    """As a SIP URI's user part carries it."""
    return "".join(char if char.isalnum() else f"%{ord(char):02x}" for char in user)


LINE_ENDS = ["1%0d%0aEvent:%20Hangup", "1%0d%0a%0d%0aAction:%20Originate", "%00", "1%0a2"]


@pytest.mark.parametrize("number", LINE_ENDS)
def test_a_number_with_a_line_end_or_nul_forges_nothing(centre: Centre, number: str) -> None:
    fair_number = f"+749500043{LINE_ENDS.index(number)}"
    with closing(Ami(centre.ami)) as ami:
        call = stranger(centre, "700", number)
        fair = centre.caller("700", fair_number)
        centre.wait_call(fair_number, "waiting")
        names = [row["caller_name"] for row in centre.calls()]
        call.hang_up()
        fair.hang_up()
        record = centre.record(fair_number)
        ami.event("Hangup", Uniqueid=record["uniqueid"])
        assert_whole_events(ami)
    assert "Mallory" not in names


def stranger(centre: Centre, dialled: str, number: str) -> SipCall:
    """A call from the trunk that is answered or refused."""
    line = Softphone(centre.sip, TRUNK)
    centre.softphones.append(line)
    call = line.dial(dialled, number, '"Mallory"')
    line.until(lambda: bool(call.answered_at or call.refused), "any answer")
    return call


DIALLED = ["700%0d%0aVariable:%20x", "%24%7bEXTEN%7d", "700%2c1", "_X.", "h", "700%26SIP", "%d1%85"]


@pytest.mark.parametrize("dialled", DIALLED)
def test_a_dialled_number_is_never_expanded(centre: Centre, dialled: str) -> None:
    number = f"+749500044{DIALLED.index(dialled)}"
    call = stranger(centre, dialled, number)
    if call.refused:
        assert call.refused in (400, 404, 484, 603)
        return
    centre.wait_call(number, "leaving", queue=None)
    call.hang_up()
    assert set(centre.record(number)["dialled"]) <= set(string.ascii_letters + string.digits + "+*#_.-")


def test_an_anonymous_caller_is_served_without_a_number(centre: Centre) -> None:
    phone = centre.log_in("101")
    line = Softphone(centre.sip, TRUNK)
    centre.softphones.append(line)
    call = line.dial("700", "anonymous", '"Anonymous"')
    ringing = phone.incoming()
    ringing.answer()
    call.wait_hears(ringing)
    call.hang_up()


def test_a_stranger_is_not_let_in(centre: Centre) -> None:
    """Neither from an address of no trunk, nor to a phone with a wrong password."""
    line = Softphone(centre.sip, "127.0.0.9")
    centre.softphones.append(line)
    call = line.dial("700", "+74950004601")
    call.phone.until(lambda: bool(call.answered_at or call.refused), "any answer")
    assert call.refused in (401, 403), call.refused
    thief = Softphone(centre.sip, user="1001", password="guessed")
    centre.softphones.append(thief)
    with pytest.raises(AssertionError, match="registration"):
        thief.register(seconds=1)
