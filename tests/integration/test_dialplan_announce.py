"""What acd-announce says, on a real Asterisk: every prompt there, in both languages, and back to waiting."""

import re

import pytest

from tests.integration.ami import Ami
from tests.integration.conftest import Sip, Switch
from tests.integration.test_dialplan import arrived

PLACES = [f"place*{position}*{minutes}" for position, minutes in ((1, 0), (2, 1), (20, 5), (21, 0), (99, 90), (0, 45))]


def missing(switch: Switch) -> list[str]:
    log = (switch.asterisk.log_folder / "messages.log").read_text()
    return re.findall(r"WARNING.*(?:file\.c|pbx|Background).*", log)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("told", [*PLACES, "sound*queue-thankyou"])
def test_what_is_told_is_there_and_the_caller_waits_on(
    switch: Switch, ami: Ami, sip: Sip, told: str, language: str
) -> None:
    before = missing(switch)
    call = arrived(ami, sip)
    ami.redirect(call["Channel"], "acd-announce", f"{told}*{language}")
    ami.channel(call, Context="acd-announce", Language=language)
    ami.channel(call, Context="acd-wait")
    assert missing(switch) == before


def test_a_key_ends_it_and_is_told(ami: Ami, sip: Sip) -> None:
    sip.dial("1008", "700", keys="7")
    call = ami.event("AcdArrived")
    ami.redirect(call["Channel"], "acd-announce", "place*1*5*en")
    assert ami.event("AcdKey", Uniqueid=call["Uniqueid"])["Key"] == "7"
    ami.channel(call, Context="acd-wait")
