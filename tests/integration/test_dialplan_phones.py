"""What agents dial, and what they and callers are told."""

import re
import time
from pathlib import Path

import pytest

from acd.commands import Spoken
from acd.model.centre import Message
from acd.resources import resource
from tests.integration.ami import Ami
from tests.integration.conftest import Sip, Switch
from tests.integration.test_dialplan import arrived


@pytest.mark.parametrize(("dialled", "keys"), [("*11101", "4711#"), ("*11", "101#4711#")])
def test_login_asks_for_the_pin(ami: Ami, sip: Sip, dialled: str, keys: str) -> None:
    sip.dial("1008", dialled, keys)
    asked = ami.event("AcdFeature")
    assert (asked["Feature"], asked["Agent"], asked["Pin"], asked["Phone"]) == ("login", "101", "4711", "1008")


@pytest.mark.parametrize(
    ("dialled", "feature", "reason"),
    [
        ("*12", "logout", ""),
        ("*13", "ready", ""),
        ("*14", "not-ready", ""),
        ("*143", "not-ready", "3"),
        ("*15", "extend", ""),
        ("*16", "one-more", ""),
        ("*163", "one-more", "3"),
    ],
)
def test_feature_codes_tell_who_asks_for_what(ami: Ami, sip: Sip, dialled: str, feature: str, reason: str) -> None:
    sip.dial("1008", dialled)
    asked = ami.event("AcdFeature")
    assert (asked["Feature"], asked["Reason"], asked["Phone"]) == (feature, reason, "1008")


def test_the_key_of_a_lamp_tells_whose_it_is(ami: Ami, sip: Sip) -> None:
    sip.dial("1008", "*17101")
    asked = ami.event("AcdFeature")
    assert (asked["Feature"], asked["Agent"], asked["Phone"]) == ("toggle", "101", "1008")


def test_a_feature_code_writes_no_cdr(switch: Switch, ami: Ami, sip: Sip) -> None:
    """Its fields would show the PIN."""
    sip.dial("1008", "*11101", keys="4711#")
    asked = ami.event("AcdFeature")
    ami.redirect(asked["Channel"], "acd-spoken", "logged-in")
    ami.event("Hangup", Uniqueid=asked["Uniqueid"])
    call = arrived(ami, sip)
    ami.action("Hangup", Channel=call["Channel"])
    ami.event("Cdr", UniqueID=call["Uniqueid"])
    assert not [message for message in ami.heard if message.get("UniqueID") == asked["Uniqueid"]]
    assert b"4711" not in written(switch.asterisk.cdr_file, call["Uniqueid"])


def written(cdr_file: Path, uniqueid: str) -> bytes:
    """Asterisk's CDR file, once it has the call: that is a moment after the event."""
    deadline = time.monotonic() + 5
    while not cdr_file.exists() or uniqueid.encode() not in cdr_file.read_bytes():
        assert time.monotonic() < deadline, f"no row of {uniqueid}"
        time.sleep(0.05)
    return cdr_file.read_bytes()


def test_without_an_answer_from_the_daemon_the_phone_is_told_to_try_later(ami: Ami, sip: Sip) -> None:
    sip.dial("1008", "*13")
    asked = ami.event("AcdFeature")
    end = ami.event("Hangup", Uniqueid=asked["Uniqueid"], seconds=20)
    assert (end["Context"], end["Exten"]) == ("acd-spoken", "try-later")


def test_a_phone_can_call_a_number_of_the_centre(ami: Ami, sip: Sip) -> None:
    sip.dial("1008", "700")
    assert ami.event("AcdArrived")["CallerIDNum"] == "1008"


def test_keys_pressed_while_waiting_are_told_and_lose_no_place(ami: Ami, sip: Sip) -> None:
    sip.dial("1008", "700", keys="1#*5")
    call = ami.event("AcdArrived")
    ami.listen(2)
    told = [message for message in ami.events() if message.get("UserEvent") == "AcdKey"]
    assert [(message["Uniqueid"], message["Key"]) for message in told] == [(call["Uniqueid"], key) for key in "1#*5"]
    ami.channel(call, Context="acd-wait")


def test_phones_call_each_other(ami: Ami, sip: Sip) -> None:
    sip.phones("1009", ring=100, talk=300)
    sip.dial("1008", "1009")
    assert ami.event("DialEnd")["DestChannel"].startswith("PJSIP/1009-")


@pytest.mark.parametrize(
    ("context", "exten", "language"),
    [
        *(("acd-message", f"{message}*{language}", language) for message in Message for language in ("en", "ru")),
        *(("acd-spoken", str(spoken), "en") for spoken in Spoken),
    ],
)
def test_everything_that_can_be_said_is_said(
    switch: Switch, ami: Ami, sip: Sip, context: str, exten: str, language: str
) -> None:
    call = arrived(ami, sip)
    ami.redirect(call["Channel"], context, exten)
    ami.channel(call, Application="Playback", Context=context, Language=language)
    assert_no_sound_was_missing(switch)


def test_a_message_ends_the_call(ami: Ami, sip: Sip) -> None:
    call = arrived(ami, sip)
    ami.redirect(call["Channel"], "acd-message", "all-busy*ru")
    assert ami.event("Hangup", Uniqueid=call["Uniqueid"])["Context"] == "acd-message"


def test_a_word_that_nobody_knows_ends_the_call(ami: Ami, sip: Sip) -> None:
    call = arrived(ami, sip)
    ami.redirect(call["Channel"], "acd-spoken", "nonsense")
    ami.event("Hangup", Uniqueid=call["Uniqueid"])


def assert_no_sound_was_missing(switch: Switch) -> None:
    log = (switch.asterisk.log_folder / "messages.log").read_text()
    assert not re.findall(r"WARNING.*file\.c.*", log)


def test_every_prompt_is_in_both_languages(switch: Switch) -> None:
    text = "".join(file.read_text() for file in resource("dialplan").glob("*.conf"))
    text = re.sub(r"\$\{IF\([^?]*\?([\w-]+):([\w-]+)\)\}", r"\1&\2", text)  # one prompt or the other
    text = re.sub(r"\$\{[^}]*\}", "", text)  # what the daemon names
    prompts = {name for played in re.findall(r"Playback\((.+?)\)", text) for name in played.split("&") if name}
    prompts |= set(re.findall(r"Read\(\w+,([\w-]+),", text))
    assert len(prompts) > 8
    sounds = switch.asterisk.sounds_folder
    missing = {
        language: [name for name in sorted(prompts) if not list((sounds / language).glob(f"{name}.*"))]
        for language in ("en", "ru")
    }
    assert missing == {"en": [], "ru": []}
