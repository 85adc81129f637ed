"""Facts for the tests: one of each kind, a reproducible day of them, and any value that a type allows."""

import random
from dataclasses import replace

from hypothesis import strategies as st

from acd.adapters.sql.codec import CHANGES, KINDS
from acd.model.campaigns import CampaignMode, CampaignState
from acd.model.facts import (
    AgentStateFact,
    AttemptBegunFact,
    AttemptFact,
    BarredFact,
    CallbackFact,
    CallFact,
    CampaignFact,
    CdrFact,
    DispositionFact,
    Fact,
    LeadFact,
    OfferFact,
    PacingFact,
    SurveyFact,
    TransferFact,
    VisitFact,
    VoicemailFact,
)
from acd.model.leads import AttemptResult, LeadStatus, Verdict
from acd.model.states import (
    AgentState,
    CallbackOutcome,
    HungUpBy,
    OfferResult,
    TransferKind,
    TransferResult,
    TransferTarget,
    VisitOutcome,
)

BEGIN_MS = 1_767_225_600_000  # 2026-01-01 00:00:00 UTC
HOUR_MS = 3_600_000
QUEUES = [("sales", "shop"), ("support", "shop"), ("taxi", "city"), ("sales", "city")]

CALL = CallFact(
    id=11, node="main", uniqueid="1767225600.7", project="shop", queue="sales", caller_number="+74951234567",
    caller_name="Иван", dialled="100", arrived_ms=BEGIN_MS, answered_ms=BEGIN_MS + 4_125, ended_ms=BEGIN_MS + 64_125,
    agent="101", hung_up_by=HungUpBy.CALLER, outcome=VisitOutcome.ANSWERED,
)  # fmt: skip
VISIT = VisitFact(
    id=12, call=11, queue="sales", project="shop", entered_ms=BEGIN_MS, ended_ms=BEGIN_MS + 4_125, wait_ms=4_125,
    outcome=VisitOutcome.ANSWERED, agent="101", offers=1, within_service_level=True,
    service_level_ms=20_000, level=1, expected_wait_ms=5_000,
)  # fmt: skip
OFFER = OfferFact(
    id=13, call=11, visit=12, queue="sales", agent="101", phone="phone1", offered_ms=BEGIN_MS + 10,
    ended_ms=BEGIN_MS + 64_125, result=OfferResult.ANSWERED, talk_ms=60_000, reason="ready longest",
    hold_ms=7_000, end_reason="caller", project="shop",
)  # fmt: skip
STAY = AgentStateFact(
    id=14, agent="101", state=AgentState.TALKING, reason="", phone="phone1", call=11, began_ms=BEGIN_MS + 4_125,
    ended_ms=BEGIN_MS + 64_125, queue="sales", project="shop",
)  # fmt: skip
CDR = CdrFact(
    node="main", uniqueid="1767225600.7", sequence=3, linkedid="1767225600.7", accountcode="", src="+74951234567",
    dst="100", dcontext="acd-wait", clid='"Иван" <+74951234567>', channel="PJSIP/trunk-00000001",
    dstchannel="PJSIP/phone1-00000002", lastapp="Dial", lastdata="PJSIP/phone1,20", start="2026-01-01 00:00:00",
    answer="2026-01-01 00:00:04", end="2026-01-01 00:01:04", duration=64, billsec=60, disposition="ANSWERED",
    amaflags="DOCUMENTATION", userfield="", peeraccount="",
)  # fmt: skip
TRANSFER = TransferFact(
    id=15, call=11, from_agent="101", kind=TransferKind.ATTENDED, target_kind=TransferTarget.QUEUE, target="support",
    started_ms=BEGIN_MS + 30_000, ended_ms=BEGIN_MS + 50_000, result=TransferResult.COMPLETED, queue="sales",
    project="shop",
)  # fmt: skip
CALLBACK = CallbackFact(
    id=16, call=11, queue="sales", number="+74951234567", asked_ms=BEGIN_MS + 20_000, place_ms=BEGIN_MS,
    ended_ms=BEGIN_MS + 900_000, attempts=2, outcome=CallbackOutcome.CONNECTED, project="shop",
)  # fmt: skip
VOICEMAIL = VoicemailFact(
    id=17, call=11, queue="sales", agent=None, file="17.wav", duration_ms=12_000, recorded_ms=BEGIN_MS, state="new",
)  # fmt: skip
SURVEY = SurveyFact(id=18, call=11, agent="101", queue="sales", question="csat", answer=5, at_ms=BEGIN_MS + 70_000)
BEGUN = AttemptBegunFact(
    id=19, campaign="winback", project="shop", lead=1, number="+74951234567", at_ms=BEGIN_MS,
)  # fmt: skip
ATTEMPT = AttemptFact(
    id=19, campaign="winback", project="shop", mode=CampaignMode.PREDICTIVE, lead=1, list="spring",
    number="+74951234567", attempt=2, node="main", uniqueid="acd-a19", trunk="carrier", caller_id="+74950000000",
    began_ms=BEGIN_MS, ended_ms=BEGIN_MS + 90_000, result=AttemptResult.CONNECTED, rang_ms=BEGIN_MS + 1_500,
    picked_up_ms=BEGIN_MS + 9_000, reached_ms=BEGIN_MS + 9_900, call=11, agent="101", wait_ms=120,
    dial_status="ANSWER", cause=16, sip=200, verdict=Verdict.PERSON, verdict_cause="HUMAN-900-800", decision=21,
    keys="1",
)  # fmt: skip
LEAD = LeadFact(
    id=20, lead=1, attempts=2, status=LeadStatus.CALLBACK, result=AttemptResult.CONNECTED, at_ms=BEGIN_MS + 90_000,
    next_attempt_ms=BEGIN_MS + HOUR_MS, number_index=1, wanted_agent="101",
)  # fmt: skip
PACING = PacingFact(id=21, campaign="winback", at_ms=BEGIN_MS, dialled=3, inputs='{"idle": 2}', reason="two idle")
CAMPAIGN = CampaignFact(
    id=22, campaign="winback", state=CampaignState.PAUSED, reason="the trunk rejects everything", by="", at_ms=BEGIN_MS,
)  # fmt: skip
DISPOSITION = DispositionFact(
    id=23, call=11, attempt=19, lead=1, campaign="winback", agent="101", disposition="later", note="после шести",
    at_ms=BEGIN_MS + 95_000, callback_ms=BEGIN_MS + HOUR_MS, callback_agent="101",
)  # fmt: skip
BARRED = BarredFact(
    id=24, number="+74957654321", project="shop", campaign="", reason="opted out by key", at_ms=BEGIN_MS, attempt=19,
)  # fmt: skip
ROWS: tuple[Fact, ...] = (
    *(CALL, VISIT, OFFER, STAY, TRANSFER, CALLBACK, VOICEMAIL, SURVEY),
    *(ATTEMPT, PACING, CAMPAIGN, DISPOSITION, CDR),
)
"""One of each kind that becomes a row."""

ONE_OF_EACH: tuple[Fact, ...] = (*ROWS, BEGUN, LEAD, BARRED)

any_row: st.SearchStrategy[Fact] = st.one_of(*(st.builds(kind) for kind in KINDS))
any_fact: st.SearchStrategy[Fact] = st.one_of(any_row, *(st.builds(kind) for kind in CHANGES))


def numbered_call(number: int) -> CallFact:
    return replace(CALL, id=number, uniqueid=f"{BEGIN_MS // 1000 + number}.{number}")


def day_of_facts(seed: int, calls: int = 150) -> list[Fact]:
    """Facts of three hours, in no order, with every outcome, result and state, over two projects."""
    chance = random.Random(seed)
    facts: list[Fact] = []
    for number in range(calls):
        facts += _call_with_parts(chance, number * 10 + 1)
        facts += [_stay(chance, number * 10 + 9), _transfer(chance, number * 10 + 8)]
        facts.append(_callback(chance, number * 10 + 8))
    chance.shuffle(facts)
    return facts


def _call_with_parts(chance: random.Random, first: int) -> list[Fact]:
    queue, project = chance.choice(QUEUES)
    arrived_ms = BEGIN_MS + chance.randrange(3 * HOUR_MS)
    outcome = chance.choice([*VisitOutcome, VisitOutcome.ANSWERED, VisitOutcome.ABANDONED, None])
    wait_ms = chance.randrange(30_000)
    answered = outcome is VisitOutcome.ANSWERED
    ended_ms = arrived_ms + wait_ms + (chance.randrange(300_000) if answered else 0)
    agent = chance.choice(["101", "102", "103"])
    call = replace(
        CALL, id=first, uniqueid=f"{arrived_ms // 1000}.{first}", project=project, queue=queue, outcome=outcome,
        arrived_ms=arrived_ms, answered_ms=arrived_ms + wait_ms if answered else None, ended_ms=ended_ms,
        agent=agent if answered else None,
    )  # fmt: skip
    if outcome is None:
        return [replace(call, project=None, queue=None)]
    visit = replace(
        VISIT, id=first + 1, call=first, queue=queue, project=project, entered_ms=arrived_ms, wait_ms=wait_ms,
        ended_ms=arrived_ms + wait_ms, outcome=outcome, within_service_level=answered and wait_ms <= 20_000,
        service_level_ms=20_000, agent=agent if answered else None,
    )  # fmt: skip
    offers = [_offer(chance, first + 2 + number, visit, agent, ended_ms) for number in range(chance.randrange(3))]
    rows = [
        replace(
            CDR, uniqueid=chance.choice([call.uniqueid, f"agent.{first}.{row}"]), sequence=first + row,
            linkedid=chance.choice([call.uniqueid, "another"]), disposition=chance.choice(["ANSWERED", "NO ANSWER"]),
            node=chance.choice(["main", "main", "second"]),
        )
        for row in range(chance.randrange(3))
    ]  # fmt: skip
    return [call, visit, *offers, *rows]


def _offer(chance: random.Random, number: int, visit: VisitFact, agent: str, ended_ms: int) -> OfferFact:
    result = chance.choice(list(OfferResult))
    talk_ms = chance.randrange(1, 100_000) if result is OfferResult.ANSWERED else 0
    return replace(
        OFFER, id=number, call=visit.call, visit=visit.id, queue=visit.queue, agent=agent, result=result,
        offered_ms=visit.entered_ms, ended_ms=ended_ms + talk_ms, talk_ms=talk_ms, hold_ms=talk_ms // 3,
        project=visit.project,
    )  # fmt: skip


def _stay(chance: random.Random, number: int) -> AgentStateFact:
    began_ms = BEGIN_MS + chance.randrange(-HOUR_MS, 3 * HOUR_MS)
    ended_ms = began_ms + chance.choice([0, 1_000, 60_000, HOUR_MS, 4 * HOUR_MS])
    agent, state = chance.choice(["101", "102", "104"]), chance.choice(list(AgentState))
    queue, project = chance.choice(QUEUES) if state in (AgentState.TALKING, AgentState.WRAP_UP) else (None, None)
    return replace(
        STAY, id=number, agent=agent, state=state, began_ms=began_ms, ended_ms=ended_ms, queue=queue, project=project,
        paid=state is not AgentState.NOT_READY or chance.random() < 0.5,
    )  # fmt: skip


def _transfer(chance: random.Random, number: int) -> TransferFact:
    queue, project = chance.choice([*QUEUES, (None, None)])
    result, started_ms = chance.choice([TransferResult.COMPLETED, *TransferResult]), _moment(chance)
    agent = chance.choice(["101", "102", "105"])
    return replace(
        TRANSFER, id=number, from_agent=agent, queue=queue, project=project, result=result, started_ms=started_ms,
        ended_ms=started_ms + 1,
    )  # fmt: skip


def _callback(chance: random.Random, number: int) -> CallbackFact:
    queue, project = chance.choice(QUEUES)
    outcome, asked_ms = chance.choice(list(CallbackOutcome)), _moment(chance)
    return replace(CALLBACK, id=number, queue=queue, project=project, outcome=outcome, asked_ms=asked_ms)


def _moment(chance: random.Random) -> int:
    return BEGIN_MS + chance.randrange(3 * HOUR_MS)
