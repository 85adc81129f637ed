"""Leads that an agent has before they are dialled: previews, numbers that agents ask for, promised callbacks."""

from typing import Any

import pytest

from acd.commands import HangUp, ReleaseLeads, Reply, RingAgent
from acd.events import (
    CustomerMissed,
    LeadDialRequested,
    NodeConnected,
    NumbersBarred,
    Origin,
    PlacingFailed,
    PreviewSkipRequested,
)
from acd.model.campaigns import CampaignMode
from acd.model.facts import AttemptBegunFact, AttemptFact, CallFact, LeadFact, OfferFact, VisitFact
from acd.model.leads import AttemptResult, Lead, LeadStatus
from acd.model.states import AgentState, OfferResult, PhoneState
from acd.testing.engine import NODE, NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.callbacks import agent_answers, agents_channel_ends, customer_answers
from tests.scenarios.campaigns import (
    OWN_NUMBER,
    calling,
    campaign,
    fetches,
    lead,
    pauses,
    starts,
    stops,
    supplies,
)
from tests.scenarios.words import (
    PHONES,
    arrives,
    connects,
    hangs_up,
    logs_in,
    logs_out,
    phone_is,
    rings,
)

ASKED = Origin(request="r1")


def shown(agent: str, whom: Lead) -> RingAgent:
    """The phone of the agent rings: that is the preview."""
    return RingAgent(
        node=NODE,
        uniqueid=unknown(),
        offer=unknown(),
        agent=agent,
        phone=PHONES[agent],
        phone_node=NODE,
        ring_ms=20_000,
        call=unknown(),
        visit=unknown(),
        queue="sales",
        number=whom.number,
        name=whom.name,
        dialled=OWN_NUMBER,
        language="en",
        customer_ring_ms=25_000,
        trunk="out",
    )


def declines(rung: RingAgent) -> PlacingFailed:
    return PlacingFailed(NODE, rung.uniqueid, OfferResult.REFUSED)


def missed(rung: RingAgent, dial_status: str, cause: int) -> CustomerMissed:
    return CustomerMissed(NODE, rung.uniqueid, OfferResult.NO_ANSWER, dial_status, cause)


def preview(*leads: Lead, **given: Any) -> Script:
    """Agent 101 is ready, and the campaign has these leads; nothing happened with them yet."""
    request, shows = unknown(), campaign(mode=CampaignMode.PREVIEW, **given)
    play = script(calling(shows))
    assert play >> starts() << fetches(request, of=shows) >> supplies(request, *leads)
    return play


def test_answering_dials_the_lead() -> None:
    rung = shown("101", lead(1))
    play = preview(lead(1), lead(2))
    assert (
        play
        >> logs_in("101")
        << rung
        << recorded(AttemptBegunFact, lead=1, number=lead(1).number, campaign="spring")
        >> rings("1001")
        >> passes(3)
        >> agent_answers(rung)
        >> passes(6)
        >> customer_answers(rung)
        >> passes(30)
        >> [*hangs_up("k1"), agents_channel_ends(rung), phone_is("1001", PhoneState.IDLE)]
        << recorded(OfferFact, result=OfferResult.ANSWERED, talk_ms=30_000, agent="101")
        << recorded(CallFact, uniqueid="k1", caller_number=lead(1).number, agent="101")
        << recorded(
            AttemptFact,
            lead=1,
            result=AttemptResult.CONNECTED,
            agent="101",
            mode=CampaignMode.PREVIEW,
            wait_ms=0,
            caller_id=OWN_NUMBER,
            trunk="out",
        )
        << recorded(LeadFact, lead=1, attempts=1, status=LeadStatus.DONE, result=AttemptResult.CONNECTED)
        << shown("101", lead(2))
    )
    assert not play.recorded(VisitFact), "it is no stay in a queue"


def test_each_ready_agent_is_shown_one_lead() -> None:
    play = preview(lead(1), lead(2), lead(3))
    assert play >> logs_in("101") << shown("101", lead(1)) >> logs_in("102") << shown("102", lead(2))


def test_declining_skips_the_lead_and_is_no_refusal() -> None:
    rung = shown("101", lead(1))
    play = preview(lead(1), lead(2))
    assert (
        play
        >> logs_in("101")
        << rung
        >> declines(rung)
        << recorded(AttemptFact, lead=1, result=AttemptResult.AGENT_GONE)
        << recorded(LeadFact, lead=1, status=LeadStatus.RETRY)
        << shown("101", lead(2))
    )
    assert play.agent("101").refusals == 0


def test_a_phone_that_rang_and_declines_is_there() -> None:
    """Asterisk tells of 603 as of a phone that is out of order."""
    rung = shown("101", lead(1))
    play = preview(lead(1))
    play >> logs_in("101") << rung >> rings("1001") >> PlacingFailed(NODE, rung.uniqueid, OfferResult.UNREACHABLE)
    assert play.agent("101").state is AgentState.READY


def test_a_lead_is_skipped_by_request() -> None:
    rung = shown("101", lead(1))
    play = preview(lead(1))
    assert (
        play
        >> logs_in("101")
        << rung
        >> PreviewSkipRequested("101", "knows him", ASKED)
        << HangUp(NODE, rung.uniqueid)
        << Reply("r1", "ok", "the lead is skipped")
        << recorded(AttemptFact, lead=1, result=AttemptResult.AGENT_GONE)
    )
    assert play >> PreviewSkipRequested("101", "", ASKED) << Reply("r1", "conflict", "no lead is shown to agent 101")
    assert play.agent("101").state is AgentState.READY


@pytest.mark.parametrize(
    ("dial_status", "cause", "result"),
    [
        ("BUSY", 17, AttemptResult.BUSY),
        ("NOANSWER", 19, AttemptResult.NO_ANSWER),
        ("CHANUNAVAIL", 1, AttemptResult.INVALID_NUMBER),
    ],
)
def test_a_lead_who_does_not_answer_frees_the_agent(dial_status: str, cause: int, result: AttemptResult) -> None:
    rung = shown("101", lead(1))
    play = preview(lead(1))
    assert (
        play
        >> logs_in("101")
        << rung
        >> agent_answers(rung)
        >> passes(5)
        >> missed(rung, dial_status, cause)
        << recorded(AttemptFact, lead=1, result=result, dial_status=dial_status, cause=cause)
        << recorded(LeadFact, lead=1, result=result, attempts=1)
    )
    assert play.agent("101").state is AgentState.READY
    assert not play.state.attempts


def test_an_agent_who_hangs_up_first_has_not_called() -> None:
    rung = shown("101", lead(1))
    play = preview(lead(1))
    assert (
        play
        >> logs_in("101")
        << rung
        >> agent_answers(rung)
        >> passes(2)
        >> [agents_channel_ends(rung), phone_is("1001", PhoneState.IDLE)]
        << recorded(AttemptFact, lead=1, result=AttemptResult.AGENT_GONE)
    )


def test_a_caller_who_waits_comes_before_previews() -> None:
    play = preview(lead(1), lead(2))
    assert play >> arrives("c1", "100") >> logs_in("101") << connects("c1", "101", offer=unknown())


def test_asterisk_restarts_while_the_agents_phone_rings() -> None:
    rung = shown("101", lead(1))
    play = preview(lead(1))
    play >> logs_in("101") << rung
    play >> NodeConnected(NODE, restarted=True)
    assert len(play.recorded(AttemptFact)) == 1
    assert not play.state.attempts


# An agent's own calls.


def test_an_agent_calls_a_number() -> None:
    whom = Lead(0, "", "+79001234567")
    rung = shown("101", whom)
    play = script(calling(campaign(mode=CampaignMode.MANUAL)))
    assert (
        play
        >> logs_in("102")
        >> logs_in("101")
        >> LeadDialRequested("101", "spring", "+7 900 123-45-67", None, ASKED)
        << Reply("r1", "ok", unknown())
        << rung
        >> agent_answers(rung)
        >> customer_answers(rung)
        >> [*hangs_up("k1"), agents_channel_ends(rung), phone_is("1001", PhoneState.IDLE)]
        << recorded(AttemptFact, lead=0, result=AttemptResult.CONNECTED, mode=CampaignMode.MANUAL, agent="101")
    )
    assert not play.recorded(LeadFact), "it is nobody on a list"


def test_an_agent_calls_a_lead() -> None:
    rung = shown("101", lead(5))
    play = script(calling(campaign(mode=CampaignMode.MANUAL)))
    assert (
        play
        >> logs_in("101")
        >> LeadDialRequested("101", "spring", lead(5).number, lead(5), ASKED)
        << Reply("r1", "ok", unknown())
        << rung
        >> agent_answers(rung)
        >> missed(rung, "BUSY", 17)
        << recorded(LeadFact, lead=5, result=AttemptResult.BUSY, status=LeadStatus.RETRY)
    )


def test_who_is_not_free_cannot_call_and_the_lead_is_given_back() -> None:
    play = script(calling(campaign(mode=CampaignMode.MANUAL)))
    asks = LeadDialRequested("101", "spring", lead(5).number, lead(5), ASKED)
    assert play >> asks << ReleaseLeads((5,)) << Reply("r1", "not_found", unknown())
    assert (
        play
        >> logs_in("101")
        >> phone_is("1001", PhoneState.IN_USE)
        >> asks
        << ReleaseLeads((5,))
        << Reply("r1", "conflict", "agent 101 is not free to call (ready)")
    )


@pytest.mark.parametrize(
    ("agent", "name", "number", "code", "says"),
    [
        ("101", "autumn", "+79001234567", "not_found", "not configured"),
        ("999", "spring", "+79001234567", "not_found", "not configured"),
        ("104", "spring", "+79001234567", "conflict", "does not serve queue sales"),
        ("101", "spring", "hello", "conflict", "no telephone number"),
        ("101", "spring", "+79000000666", "conflict", "do-not-call"),
    ],
)
def test_what_an_agent_cannot_call(agent: str, name: str, number: str, code: str, says: str) -> None:
    play = script(calling(campaign(mode=CampaignMode.MANUAL)))
    play >> logs_in("101") >> logs_in("104") >> NumbersBarred(("+79000000666",))
    play >> LeadDialRequested(agent, name, number, None, ASKED)
    reply = next(command for command in reversed(play.commands) if isinstance(command, Reply))
    assert reply.code == code
    assert says in reply.text
    assert play << reply


# Promised callbacks, and leads for whom an agent has to be there.


def progressive(*leads: Lead) -> Script:
    request = unknown()
    play = script(calling())
    assert play >> starts() << fetches(request) >> supplies(request, *leads)
    return play


def test_a_promised_callback_waits_for_its_agent() -> None:
    promised = lead(1, callback=True, wanted_agent="102")
    rung = shown("102", promised)
    play = progressive(promised)
    assert play >> logs_in("101") >> passes(600) >> logs_in("102") << rung >> agent_answers(rung)
    assert (
        play
        >> customer_answers(rung)
        >> [*hangs_up("k1"), agents_channel_ends(rung)]
        << recorded(AttemptFact, lead=1, result=AttemptResult.CONNECTED, agent="102")
    )


def test_a_callback_whose_agent_does_not_come_goes_back() -> None:
    promised = lead(1, callback=True, wanted_agent="102")
    play = progressive(promised)
    play >> passes(4 * 3600 + 1) << ReleaseLeads((1,))
    assert not play.state.calls
    assert not play.recorded(AttemptFact)
    assert not play.recorded(CallFact)


def test_who_was_abandoned_lately_is_called_by_an_agent_who_is_there() -> None:
    lately = lead(1, agent_first=True)
    rung = shown("101", lately)
    play = progressive(lately)
    assert play >> logs_in("101") << rung


@pytest.mark.parametrize("ends", [pauses, stops])
def test_who_waits_for_an_agent_is_given_back_with_the_campaign(ends: Any) -> None:
    play = progressive(lead(1, callback=True, wanted_agent="102"))
    assert play >> ends() << ReleaseLeads((1,))
    assert not play.state.calls


def test_who_wants_no_calls_any_more_is_not_called_back() -> None:
    play = progressive(lead(1, callback=True, wanted_agent="102"))
    assert play >> NumbersBarred((lead(1).number,)) << ReleaseLeads((1,)) >> logs_in("102")
    assert not play.state.calls


def test_a_lead_shown_to_an_agent_who_logs_out_is_not_lost() -> None:
    rung = shown("101", lead(1))
    play = preview(lead(1))
    play >> logs_in("101") << rung
    play >> logs_out("101") << HangUp(NODE, rung.uniqueid)
    assert [fact.result for fact in play.recorded(AttemptFact)] == [AttemptResult.AGENT_GONE]


def test_an_agent_cannot_call_at_night() -> None:
    midnight_ms = NOON_MS + 12 * 3_600_000
    play = script(calling(campaign(mode=CampaignMode.MANUAL)), midnight_ms)
    assert (
        play
        >> logs_in("101")
        >> LeadDialRequested("101", "spring", lead(5).number, None, ASKED)
        << Reply("r1", "conflict", "it is outside the hours in which people may be called there")
    )
