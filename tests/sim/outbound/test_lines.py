"""What a simulated Asterisk tells of a lead's phone, in its order."""

from collections.abc import Sequence
from typing import Any

import pytest

from acd.commands import DialLead, PlayAbandoned
from acd.errors import EngineBug
from acd.events import AttemptAbandoned, AttemptFailed, AttemptPickedUp, AttemptRang, AttemptReached, ChannelHungUp
from acd.model.campaigns import AnsweringMachines, MachineAction
from acd.model.channels import Place
from acd.model.leads import Verdict
from acd.sim.chance import uniforms
from acd.sim.dialing.callees import Callees, callee
from acd.sim.distributions import Fixed
from acd.sim.outbound.leads import SPAN
from acd.sim.outbound.lines import Answer, Lines, answer_of
from acd.sim.outbound.listing import listed
from acd.sim.scenario import SURE, Detection
from tests.sim.outbound.campaigns import EVERYBODY, MACHINES, NOBODY, WRONG, calling, outbound
from tests.sim.outbound.stages import Bare


def order(number: int = 1, **more: Any) -> DialLead:
    values: dict[str, Any] = {
        "node": "main", "uniqueid": f"acd-a{number}", "attempt": number, "campaign": "spring", "lead": SPAN + number,
        "queue": "sales", "trunk": "out", "number": "+447", "caller_id": "", "ring_ms": 25_000, "language": "",
        "limit_ms": 2_000, "message": "sorry", "opt_out_key": "9", "machines": AnsweringMachines(), **more,
    }  # fmt: skip
    return DialLead(**values)


def dialled(callees: Callees, detection: Detection = SURE, **more: Any) -> tuple[Lines, Bare]:
    stage = Bare()
    lines = Lines(stage, outbound(calling(1), 1, callees, detection=detection), "1")
    lines.dial(order(**more))
    stage.pass_ms(40_000)
    return lines, stage


def kinds(told: Sequence[object]) -> list[type]:
    return [type(event) for event in told]


def test_a_person_waits_until_the_limit_and_hears_the_message() -> None:
    _, stage = dialled(EVERYBODY)
    assert kinds(stage.told)[:4] == [AttemptRang, AttemptPickedUp, AttemptReached, AttemptAbandoned]
    reached = stage.told[2]
    assert isinstance(reached, AttemptReached)
    assert reached.verdict is Verdict.PERSON
    assert not stage.channels


@pytest.mark.parametrize("callees", [NOBODY, WRONG])
def test_in_vain_the_hang_up_comes_first_and_then_why(callees: Callees) -> None:
    _, stage = dialled(callees)
    assert kinds(stage.told)[-2:] == [ChannelHungUp, AttemptFailed]
    assert not stage.channels


def test_a_machine_is_hung_up_or_hears_the_message() -> None:
    _, stage = dialled(MACHINES)
    assert [event.verdict for event in stage.told if isinstance(event, AttemptReached)] == [Verdict.MACHINE]
    message = AnsweringMachines(on_machine=MachineAction.MESSAGE)
    stage = Bare()
    lines = Lines(stage, outbound(calling(1), 1, MACHINES), "1")
    lines.dial(order(machines=message))
    stage.pass_ms(24_500)
    assert lines.lines["acd-a1"].place is Place.TOLD


def test_detection_errs_and_takes_its_time() -> None:
    deaf = Detection(machines_found=0.0, persons_mistaken=1.0, listens=Fixed(2))
    for callees, verdict in ((MACHINES, Verdict.PERSON), (EVERYBODY, Verdict.MACHINE)):
        _, stage = dialled(callees, deaf)
        assert [event.verdict for event in stage.told if isinstance(event, AttemptReached)] == [verdict]
        waited = [event.waited_ms for event in stage.told if isinstance(event, AttemptReached)]
        assert waited == [800 if verdict is Verdict.PERSON else 0]


def test_the_daemon_gives_up_or_wants_the_message_earlier() -> None:
    stage = Bare()
    lines = Lines(stage, outbound(calling(1), 1, NOBODY), "1")
    lines.dial(order())
    stage.pass_ms(5_000)
    lines.hang_up(lines.lines["acd-a1"])
    assert kinds(stage.told) == [AttemptRang, ChannelHungUp, AttemptFailed]
    stage = Bare()
    lines = Lines(stage, outbound(calling(1), 1, EVERYBODY), "1")
    lines.dial(order())
    while AttemptReached not in kinds(stage.told):
        stage.pass_ms(100)
    lines.play(PlayAbandoned("main", "PJSIP/trunk-acd-a1"))
    stage.pass_ms(1)
    assert kinds(stage.told)[-1] is AttemptAbandoned
    assert stage.redirected == ["PJSIP/trunk-acd-a1"]


def test_a_carrier_has_only_so_many_lines() -> None:
    stage = Bare()
    lines = Lines(stage, outbound(calling(1), 2, NOBODY, carriers=(("out", 1),)), "1")
    lines.dial(order(1))
    lines.dial(order(2))
    stage.pass_ms(200)
    assert [event.cause for event in stage.told if isinstance(event, AttemptFailed)] == [34]
    with pytest.raises(EngineBug, match="while its phone rings"):
        lines.dial(order(1))


def test_every_kind_of_answer_has_its_share() -> None:
    callees, counts = Callees(), dict.fromkeys(Answer, 0)
    for number in range(4_000):
        answer = answer_of(callees, callee(callees, "s", number, 0), uniforms("s", number), 0)
        counts[answer] += 1
    shares = {answer: count / 4_000 for answer, count in counts.items()}
    assert shares[Answer.PERSON] == pytest.approx(0.245, abs=0.03)
    assert shares[Answer.MACHINE] == pytest.approx(0.30, abs=0.03)
    bad = shares[Answer.BUSY] + shares[Answer.INVALID] + shares[Answer.CONGESTION]
    assert bad == pytest.approx(0.10, abs=0.02)


def test_an_audit_lists_what_stands_on_the_channel() -> None:
    stage = Bare()
    lines = Lines(stage, outbound(calling(1), 1, NOBODY), "1")
    lines.dial(order())
    stage.pass_ms(5_000)
    audit = listed(stage.channels.values(), lines.lines, ["sim-1001"], stage.now_ms)
    (snapshot,) = audit.channels
    assert (snapshot.place, snapshot.attempt, snapshot.age_ms) == (Place.DIALLED, f"1*spring*{SPAN + 1}", 5_000)
