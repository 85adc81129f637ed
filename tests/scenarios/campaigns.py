"""Words for campaigns: a centre that calls people, what leads and Asterisk do, and what the engine asks for."""

from dataclasses import replace
from typing import Any

from acd.commands import ConnectCaller, DialLead, FetchLeads, HangUp, PlayAbandoned, ReleaseLeads
from acd.engine.outbound.state import Attempt
from acd.events import (
    NOBODY,
    AttemptAbandoned,
    AttemptFailed,
    AttemptKey,
    AttemptPickedUp,
    AttemptRang,
    AttemptReached,
    CampaignPauseRequested,
    CampaignStartRequested,
    CampaignStopRequested,
    ChannelHungUp,
    Event,
    HangupRequested,
    LeadsFetched,
    OfferAnswered,
    Origin,
    PhoneStateChanged,
)
from acd.model.campaigns import CallerId, Campaign, CampaignList, CampaignMode
from acd.model.centre import Centre, Trunk
from acd.model.facts import AttemptFact, LeadFact
from acd.model.leads import Lead, Verdict
from acd.model.states import PhoneState
from acd.testing.engine import NODE, Recorded, Script, Unknown, recorded, unknown
from tests.scenarios.words import NORMAL_CLEARING, PHONES, centre

LIMIT_MS = 2_000
RING_MS = 25_000
OWN_NUMBER = "+74950000000"


def campaign(name: str = "spring", mode: CampaignMode = CampaignMode.PROGRESSIVE, **given: Any) -> Campaign:
    """One that lacks nothing: list people, trunk out, queue sales."""
    plain = Campaign(
        name,
        name.title(),
        "shop",
        mode,
        lists=(CampaignList("people"),),
        trunks=("out",),
        caller_ids=(CallerId(OWN_NUMBER),),
        queue="sales",
        abandoned_message="sorry",
    )
    return replace(plain, **given)


def calling(
    *campaigns: Campaign,
    agents: dict[str, tuple[str, ...]] | None = None,
    trunks: tuple[Trunk, ...] = (),
    **queues: dict[str, Any],
) -> Centre:
    """The scenarios' centre, which calls people; without campaigns it has ``campaign()``."""
    out = trunks or (Trunk("out", NODE, (), outbound="carrier.example"),)
    return replace(
        centre(agents, **queues),
        campaigns={each.id: each for each in campaigns or (campaign(),)},
        trunks={trunk.id: trunk for trunk in out},
    )


def lead(number: int, **given: Any) -> Lead:
    """Lead 7 has the number +79000000007."""
    return replace(Lead(number, "people", f"+7900{number:07}", f"Lead {number}"), **given)


# What happens.


def starts(name: str = "spring", origin: Origin = NOBODY) -> Event:
    return CampaignStartRequested(name, "boss", origin)


def pauses(name: str = "spring", origin: Origin = NOBODY) -> Event:
    return CampaignPauseRequested(name, "boss", origin)


def stops(name: str = "spring", origin: Origin = NOBODY) -> Event:
    return CampaignStopRequested(name, "boss", origin)


def supplies(request: Any, *leads: Lead, name: str = "spring", next_due_ms: int | None = None) -> Event:
    """The leads that were asked for."""
    return LeadsFetched(name, request, leads, next_due_ms)


def uniqueid(attempt: Any) -> str:
    """Of the channel that was ordered for the attempt, whose id was met in a command."""
    return f"acd-a{attempt.value if isinstance(attempt, Unknown) else attempt}"


def it_rings(attempt: Any) -> Event:
    return AttemptRang(NODE, uniqueid(attempt))


def picked_up(attempt: Any) -> Event:
    return AttemptPickedUp(NODE, channel(attempt), uniqueid(attempt))


def channel(attempt: Any) -> str:
    return f"PJSIP/acd-trunk-out-{uniqueid(attempt)}"


def person_answers(attempt: Any, verdict: Verdict = Verdict.OFF, waited_ms: int = 0) -> list[Event]:
    return [picked_up(attempt), AttemptReached(NODE, uniqueid(attempt), verdict, "", waited_ms)]


def machine_answers(attempt: Any) -> list[Event]:
    return [picked_up(attempt), AttemptReached(NODE, uniqueid(attempt), Verdict.MACHINE, "TOOLONG")]


def nobody_answers(attempt: Any, dial_status: str = "NOANSWER", cause: int = 19, sip: int = 0) -> list[Event]:
    """Asterisk tells so twice."""
    return [
        ChannelHungUp(NODE, uniqueid(attempt), cause),
        AttemptFailed(NODE, uniqueid(attempt), dial_status, cause, sip),
    ]


def is_busy(attempt: Any) -> list[Event]:
    return nobody_answers(attempt, "BUSY", 17, 486)


def agent_takes(attempt: Any, phone: str) -> list[Event]:
    """The agent's phone answers the person's call."""
    name = uniqueid(attempt)
    return [
        PhoneStateChanged(phone, PhoneState.IN_USE),
        OfferAnswered(NODE, name, f"PJSIP/{phone}-{name}", f"{name}-{phone}"),
    ]


def person_hangs_up(attempt: Any, phone: str = "") -> list[Event]:
    """``phone``: of the agent with whom the person talks."""
    gone: list[Event] = [
        HangupRequested(NODE, uniqueid(attempt)),
        ChannelHungUp(NODE, uniqueid(attempt), NORMAL_CLEARING),
    ]
    if phone:
        gone += [
            ChannelHungUp(NODE, f"{uniqueid(attempt)}-{phone}", NORMAL_CLEARING),
            PhoneStateChanged(phone, PhoneState.IDLE),
        ]
    return gone


def limit_is_over(attempt: Any) -> Event:
    """The dialplan plays the message."""
    return AttemptAbandoned(NODE, uniqueid(attempt))


def presses_key(attempt: Any, key: str) -> Event:
    return AttemptKey(NODE, uniqueid(attempt), key)


# What the engine asks for.


def fetches(request: Any, count: Any = None, of: Campaign | None = None) -> FetchLeads:
    return FetchLeads(of or campaign(), request, unknown() if count is None else count)


def gives_back(*leads: int) -> ReleaseLeads:
    return ReleaseLeads(leads)


class Uniqueid:
    """Equal to the uniqueid of the attempt, whose id may not be known yet: it is met first."""

    def __init__(self, attempt: Any) -> None:
        self.attempt = attempt

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and bool(self.attempt == int(other.removeprefix("acd-a")))

    __hash__ = None  # type: ignore[assignment]  # it may still become equal to another

    def __repr__(self) -> str:
        return f"acd-a{self.attempt!r}"


def dials(attempt: Any, of: Lead, **given: Any) -> DialLead:
    plain = DialLead(
        node=NODE,
        uniqueid=Uniqueid(attempt),  # type: ignore[arg-type]  # a placeholder
        attempt=attempt,
        campaign="spring",
        lead=of.id,
        queue="sales",
        trunk="out",
        number=of.number,
        caller_id=OWN_NUMBER,
        ring_ms=RING_MS,
        language="en",
        limit_ms=LIMIT_MS,
        message="sorry",
        opt_out_key="9",
    )
    return replace(plain, **given)


def gives(attempt: Any, agent: str, offer: Any = None, ring_ms: int = LIMIT_MS) -> ConnectCaller:
    """The person is offered to an agent, whose phone is to answer by itself."""
    ids = unknown(), unknown()
    which = unknown() if offer is None else offer
    return ConnectCaller(
        NODE, channel(attempt), uniqueid(attempt), which, agent, PHONES[agent], NODE, ring_ms, *ids, auto_answer=True
    )


def says_sorry(attempt: Any) -> PlayAbandoned:
    return PlayAbandoned(NODE, channel(attempt))


def ends(attempt: Any) -> HangUp:
    """Before anybody has picked up."""
    return HangUp(NODE, uniqueid(attempt))


def ended(result: Any, **given: Any) -> Recorded:
    return recorded(AttemptFact, result=result, **given)


def lead_is(status: Any, **given: Any) -> Recorded:
    return recorded(LeadFact, status=status, **given)


def attempt_of(play: Script, attempt: Any) -> Attempt:
    return play.state.attempts[attempt.value if isinstance(attempt, Unknown) else attempt]
