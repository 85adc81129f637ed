"""Calls that we have Asterisk make: to whom, under which id, and that no text of a caller's gets into the dialplan."""

import dataclasses
from typing import Any

import pytest

from acd.adapters.asterisk.actions import encode_action
from acd.adapters.asterisk.encode import encode
from acd.commands import AskCallback, RecordMessage, RingAgent, TellCallback
from acd.errors import CallerError

CALL = RingAgent(
    node="main",
    uniqueid="acd-17",
    offer=17,
    agent="101",
    phone="p101",
    phone_node="main",
    ring_ms=20_500,
    call=3,
    visit=4,
    queue="sales",
    number="+74950000001",
    name="Ann",
    dialled="700",
    language="en",
    customer_ring_ms=30_000,
)


def headers(**changed: Any) -> dict[str, list[str]]:
    [action] = encode(dataclasses.replace(CALL, **changed))
    found: dict[str, list[str]] = {}
    for name, value in action:
        found.setdefault(name, []).append(value)
    return found


def test_the_agents_phone_is_rung_under_our_own_id() -> None:
    found = headers()
    assert found["Action"] == ["Originate"]
    assert found["Channel"] == ["PJSIP/p101"]
    assert found["ChannelId"] == ["acd-17"]
    assert (found["Context"], found["Exten"]) == (["acd-callback"], ["17*101*p101*21*14*13"])
    assert found["Timeout"] == ["20500"]
    assert found["Async"] == ["true"]
    assert found["CallerID"] == ['"Ann" <+74950000001>']
    assert found["Variable"] == [
        "__ACD_DIALLED=700",
        "__ACD_QUEUE=sales",
        "ACD_NUMBER=+74950000001",
        "ACD_SHOWN=700",
        "ACD_LANGUAGE=en",
        "ACD_RING=30",
    ]


def test_a_phone_at_another_node_is_reached_through_it() -> None:
    assert headers(phone_node="north")["Channel"] == ["PJSIP/p101@north"]


@pytest.mark.parametrize("name", ['"<evil>,A=1', "Ann\r\nApplication: System", "x" * 200, "", "${SHELL(id)}"])
def test_a_hostile_name_is_only_a_name(name: str) -> None:
    found = headers(name=name)
    [shown] = found["CallerID"]
    assert shown.count('"') == 2
    assert shown.count("<") == shown.count(">") == 1
    assert not {"\r", "\n", "$", ","} & set(shown)
    assert len(found["Variable"]) == 6
    assert encode_action(encode(dataclasses.replace(CALL, name=name))[0], "id-1")


@pytest.mark.parametrize("number", ["", "1234,__X=1", "12;34", "+7 495", "abc", "1" * 30, "123\r\nA: b"])
def test_what_is_no_number_is_never_called(number: str) -> None:
    with pytest.raises(CallerError, match="telephone numbers"):
        encode(dataclasses.replace(CALL, number=number))


def test_a_caller_is_asked_and_told() -> None:
    [asked] = encode(AskCallback("main", "PJSIP/t-1", "+7495", "ru", again=True))
    assert dict(asked)["Context"] == "acd-to-callback-ask"
    assert dict(asked)["Exten"] == "a+7495*ru*1"
    [agreed] = encode(TellCallback("main", "PJSIP/t-1", agreed=True))
    [refused] = encode(TellCallback("main", "PJSIP/t-1", agreed=False))
    assert [dict(told)["Context"] for told in (agreed, refused)] == [
        "acd-to-callback-agreed",
        "acd-to-callback-refused",
    ]


def test_a_message_is_heard_in_a_context_of_its_own() -> None:
    found = headers(file="2026-01-01/17", number="", name="")
    assert found["Context"] == ["acd-listen"]
    assert {"ACD_MESSAGE=2026-01-01/17", "ACD_NUMBER="} <= set(found["Variable"])


@pytest.mark.parametrize("file", ["../../etc/passwd", "2026-01-01/17,__A=1", "x"])
def test_no_other_file_is_played(file: str) -> None:
    with pytest.raises(CallerError, match="no file of a message"):
        encode(dataclasses.replace(CALL, file=file))


def test_a_message_is_recorded() -> None:
    record, redirect = encode(RecordMessage("main", "PJSIP/t-1", 17, "vm-intro", 180_000, 4_500, "ru"))
    assert dict(record)["Value"] == "vm-intro&180&5&ru"
    assert (dict(redirect)["Context"], dict(redirect)["Exten"]) == ("acd-to-voicemail", "17")
