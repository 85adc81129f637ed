"""Leads as orders to Asterisk."""

from dataclasses import replace

import pytest

from acd.adapters.asterisk.dial import SETUP_MS
from acd.adapters.asterisk.encode import encode
from acd.commands import DialLead, PlayAbandoned
from acd.errors import CallerError
from acd.model.campaigns import RING_MIN_MS, Agentless, AnsweringMachines, KeyAction, MachineAction

DIAL = DialLead(
    node="main",
    uniqueid="acd-a7",
    attempt=7,
    campaign="spring",
    lead=12,
    queue="sales",
    trunk="carrier",
    number="+74951234567",
    caller_id="+74950000000",
    ring_ms=25_000,
    language="ru",
    limit_ms=2_000,
    message="sorry&goodbye",
    opt_out_key="9",
)


def variables(command: DialLead) -> dict[str, str]:
    (action,) = encode(command)
    pairs = [value.partition("=") for header, value in action if header == "Variable"]
    assert not any("," in value for _, _, value in pairs)  # Asterisk would cut there
    return {name: value for name, _, value in pairs}


def test_the_order() -> None:
    (action,) = encode(DIAL)
    assert action[:9] == (
        ("Action", "Originate"),
        ("Channel", "PJSIP/+74951234567@trunk-carrier"),
        ("ChannelId", "acd-a7"),
        ("Context", "acd-outbound"),
        ("Exten", "s"),
        ("Priority", "1"),
        ("Timeout", "35000"),
        ("CallerID", "<+74950000000>"),
        ("Async", "true"),
    )


def test_the_persons_channel_knows_all_it_needs_without_a_daemon() -> None:
    assert variables(DIAL) == {
        "__ACD_ATTEMPT": "7*spring*12",
        "__ACD_DIALLED": "+74951234567",
        "__ACD_QUEUE": "sales",
        "CHANNEL(language)": "ru",
        "ACD_LIMIT": "2",
        "ACD_ABANDONED": "sorry&goodbye",
        "ACD_OPT_OUT": "9",
    }
    assert variables(replace(DIAL, limit_ms=1_850))["ACD_LIMIT"] == "1.85"


def test_nobody_is_hung_up_on_before_the_least_time_of_ringing() -> None:
    (action,) = encode(replace(DIAL, ring_ms=1))
    assert dict(action)["Timeout"] == str(RING_MIN_MS + SETUP_MS)


@pytest.mark.parametrize(
    ("machines", "told"),
    [
        (AnsweringMachines(), {}),
        (AnsweringMachines(on_machine=MachineAction.CONNECT), {"ACD_ON_MACHINE": "connect"}),
        (
            AnsweringMachines(on_machine=MachineAction.MESSAGE, machine_message="call-us"),
            {"ACD_MACHINE_MESSAGE": "call-us"},
        ),
    ],
)
def test_answering_machines(machines: AnsweringMachines, told: dict[str, str]) -> None:
    given = variables(replace(DIAL, machines=machines))
    assert given.items() >= {"ACD_AMD": "2500&1500&800&5000&2&256", **told}.items()
    assert len(given) == len(variables(DIAL)) + 1 + len(told)


def test_without_agents() -> None:
    keys = {"1": KeyAction.CONNECT, "*": KeyAction.OPT_OUT, "#": KeyAction.ANSWER}
    given = variables(replace(DIAL, queue="", agentless=Agentless("survey&beep", keys, wait_ms=2_500)))
    assert "__ACD_QUEUE" not in given
    assert {name: value for name, value in given.items() if "KEY" in name or "AGENTLESS" in name} == {
        "ACD_AGENTLESS": "survey&beep",
        "ACD_KEY_WAIT": "2.5",
        "ACD_KEY_1": "connect",
        "ACD_KEY_star": "opt-out",
        "ACD_KEY_hash": "answer",
    }


@pytest.mark.parametrize("number", ["", "12", "+7495&PJSIP/1001", "+7 495 1234567", "7495@evil"])
@pytest.mark.parametrize("field", ["number", "caller_id"])
def test_nothing_but_a_number_is_dialled_and_shown(field: str, number: str) -> None:
    with pytest.raises(CallerError):
        encode(replace(DIAL, **{field: number}))  # type: ignore[arg-type]  # a field's name


@pytest.mark.parametrize(
    "changed",
    [
        {"message": "sorry,Variable=X"},
        {"message": "${SHELL(x)}"},
        {"opt_out_key": "99"},
        {"language": "en)"},
        {"trunk": "x@y"},
        {"machines": AnsweringMachines(on_machine=MachineAction.MESSAGE, machine_message="a)b")},
        {"agentless": Agentless("hello", {"12": KeyAction.ANSWER})},
        {"agentless": Agentless("$[1]")},
    ],
)
def test_what_the_dialplan_would_read_as_something_else_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(CallerError):
        encode(replace(DIAL, **changed))  # type: ignore[arg-type]  # fields by their names


def test_an_abandoned_person_is_sent_to_the_message() -> None:
    (action,) = encode(PlayAbandoned("main", "PJSIP/trunk-carrier-1"))
    assert ("Context", "acd-to-abandoned") in action
