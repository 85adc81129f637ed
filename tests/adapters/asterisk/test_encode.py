"""Commands as actions."""

import re
from pathlib import Path

import pytest

from acd.adapters.asterisk import encode as encode_module
from acd.adapters.asterisk.actions import Headers
from acd.adapters.asterisk.encode import encode, landing, set_variable, telling
from acd.commands import (
    AddCaller,
    Announce,
    CallCommand,
    ConnectCaller,
    HangUp,
    HoldCaller,
    JoinCaller,
    JoinOutside,
    MarkCaller,
    PlayMessage,
    ReturnCaller,
    Say,
    SendOutside,
    Spoken,
)
from acd.errors import CallerError
from acd.model.centre import Message
from acd.resources import resource

CALLER = "PJSIP/trunk-00000001"
LEG = "PJSIP/p101-00000002"


def connect(**changed: object) -> ConnectCaller:
    fields: dict[str, object] = {
        "node": "main",
        "channel": CALLER,
        "uniqueid": "1.1",
        "offer": 17,
        "agent": "101",
        "phone": "p101",
        "phone_node": "main",
        "ring_ms": 20_000,
    }
    return ConnectCaller(**{**fields, **changed})  # type: ignore[arg-type]


def redirect(context: str, exten: str, channel: str = CALLER) -> Headers:
    target = ("Context", f"acd-to-{context.removeprefix('acd-')}"), ("Exten", exten), ("Priority", "2")
    return (("Action", "Redirect"), ("Channel", channel), *target)


@pytest.mark.parametrize(
    ("command", "actions"),
    [
        (connect(), (redirect("acd-connect", "17*101*p101*20"),)),
        (connect(phone_node="north"), (redirect("acd-connect", "17*101*p101@north*20"),)),
        (connect(call=3, visit=4), (redirect("acd-connect", "17*101*p101*20*14*13"),)),
        (connect(call=3, visit=17), (redirect("acd-connect", "17*101*p101*20"),)),
        (
            connect(survey="1&5&beep"),
            (set_variable("ACD_SURVEY", "1&5&beep", CALLER), redirect("acd-connect", "17*101*p101*20")),
        ),
        (
            connect(auto_answer=True),
            (set_variable("ACD_AUTO_ANSWER", "1", CALLER), redirect("acd-connect", "17*101*p101*20")),
        ),
        (
            connect(call=3, visit=4, phone="p" * 30, phone_node="n" * 32),
            (redirect("acd-connect", f"17*101*{'p' * 30}@{'n' * 32}*20*14*13"),),
        ),
        (
            connect(call=3, visit=4, phone="p" * 30, phone_node="n" * 33),
            (redirect("acd-connect", f"17*101*{'p' * 30}@{'n' * 33}*20"),),
        ),
        (
            connect(also=(("p102", "main"), ("p103", "north"))),
            (
                set_variable("ACD_PHONES", "PJSIP/p101&PJSIP/p102&PJSIP/p103@north", CALLER),
                redirect("acd-connect", "17*101*+*20"),
            ),
        ),
        (connect(ring_ms=1), (redirect("acd-connect", "17*101*p101*1"),)),
        (connect(ring_ms=1500), (redirect("acd-connect", "17*101*p101*2"),)),
        (ReturnCaller("main", CALLER), (redirect("acd-wait", "s"),)),
        (ReturnCaller("main", CALLER, consult=True), (redirect("acd-consult", "s"),)),
        (connect(consult=True), (redirect("acd-consult-connect", "17*101*p101*20"),)),
        (
            HoldCaller("main", CALLER, LEG),
            (
                (
                    *redirect("acd-hold", "s"),
                    ("ExtraChannel", LEG),
                    ("ExtraContext", "acd-to-own-hold"),
                    ("ExtraExten", "s"),
                    ("ExtraPriority", "2"),
                ),
            ),
        ),
        (
            JoinCaller("main", CALLER, LEG, 17, "101", "p101", "main", 3, 4),
            (redirect("acd-join", LEG), set_variable("__ACD_OFFER", "17*101*p101*1*14*13", CALLER)),
        ),
        (SendOutside("main", CALLER, "+7495", 1500), (redirect("acd-external", "+7495*2"),)),
        (SendOutside("main", LEG, "+7495", 1500, consult=True), (redirect("acd-consult-external", "+7495*2", LEG),)),
        (JoinOutside("main", CALLER, LEG), (redirect("acd-join-outside", LEG),)),
        (AddCaller("main", CALLER, LEG), (redirect("acd-conference", LEG),)),
        (PlayMessage("main", CALLER, Message.NO_SERVICE, "ru"), (redirect("acd-message", "no-service*ru"),)),
        (Announce("main", CALLER, "ru", 21, 5), (redirect("acd-announce", "place*21*5*ru"),)),
        (Announce("main", CALLER, "en", sound="custom/a-b"), (redirect("acd-announce", "sound*custom/a-b*en"),)),
        (Say("main", CALLER, Spoken.PAUSED), (redirect("acd-spoken", "try-later"),)),
        (
            MarkCaller("main", CALLER, "sales", "jazz"),
            (
                set_variable("__ACD_QUEUE", "sales", CALLER),
                set_variable("CHANNEL(musicclass)", "jazz", CALLER),
            ),
        ),
        (MarkCaller("main", CALLER, "sales", ""), (set_variable("__ACD_QUEUE", "sales", CALLER),)),
        (HangUp("main", CALLER), ((("Action", "Hangup"), ("Channel", CALLER), ("Cause", "16")),)),
    ],
)
def test_commands(command: CallCommand, actions: tuple[Headers, ...]) -> None:
    assert encode(command) == actions


def test_every_context_that_is_redirected_to_has_a_landing() -> None:
    dialplan = (resource("dialplan") / "acd-to.conf").read_text("utf-8")
    named = set(re.findall(r'"(acd-[a-z-]*[a-z])"', Path(encode_module.__file__).read_text("utf-8")))
    assert named >= {"acd-wait", "acd-connect", "acd-own-hold", "acd-spoken"}
    for context in named:
        assert f"\n[{landing(context)}](acd-to" in dialplan


def test_a_global_variable_has_no_channel() -> None:
    assert set_variable("A", "1") == (("Action", "Setvar"), ("Variable", "A"), ("Value", "1"))


@pytest.mark.parametrize(
    "command",
    [
        AddCaller("main", CALLER, "PJSIP/1,x"),
        HoldCaller("main", CALLER, ""),
        HangUp("main", "/.*/"),  # a regular expression over all channels
        HangUp("main", ""),
        ReturnCaller("main", ""),
        connect(phone="p101*1"),
        connect(phone="p101@north"),
        connect(agent=""),
        connect(phone_node="n*1"),
        PlayMessage("main", CALLER, Message.CLOSED, "en*x"),
        Announce("main", CALLER, "en*x", 1),
        Announce("main", CALLER, "en", sound="a*b"),
    ],
)
def test_what_would_mean_something_else_is_refused(command: CallCommand) -> None:
    with pytest.raises(CallerError):
        encode(command)


def test_the_redirect_tells_whether_an_offer_was_possible() -> None:
    actions = encode(connect(survey=""))
    assert telling(actions) == actions[1] == redirect("acd-connect", "17*101*p101*20")
    hang_up = encode(HangUp("main", CALLER))
    assert telling(hang_up) == hang_up[0]
