"""Campaigns and leads as screens see them, in the shape that the API promises."""

from acd.adapters.http.campaign_views import CampaignView, ShownLead
from acd.engine.outbound import campaign_views
from acd.model.campaigns import CampaignMode
from acd.testing.engine import NOON_MS, Script, passes, script, unknown
from tests.scenarios.campaigns import (
    agent_takes,
    calling,
    campaign,
    dials,
    fetches,
    gives,
    lead,
    person_answers,
    starts,
    supplies,
)
from tests.scenarios.words import logs_in

PEOPLE = lead(1, fields={"debt": "12"}), lead(2)


def test_a_campaign_that_never_ran() -> None:
    play = script(calling())
    [view] = campaign_views.campaigns(play.state, NOON_MS)
    shown = CampaignView.model_validate(view)
    assert (shown.state, shown.dialled, shown.leads, shown.since, shown.decision) == ("stopped", 0, 0, None, None)
    assert shown.abandonment_rate is None


def test_a_campaign_at_work() -> None:
    attempt = unknown()
    play = _talking(attempt)
    [view] = campaign_views.campaigns(play.state, play.now_ms)
    shown = CampaignView.model_validate(view)
    assert (shown.state, shown.by, shown.dialled, shown.persons, shown.connected) == ("running", "boss", 1, 1, 1)
    assert (shown.in_flight, shown.talking, shown.leads) == (0, 1, 1)
    assert shown.decision is not None
    assert (shown.decision.dialled, shown.decision.reason) == (1, "enough")
    [tomorrow] = campaign_views.campaigns(play.state, play.now_ms + 86_400_000)
    assert (tomorrow["dialled"], tomorrow["talking"]) == (0, 1)


def test_the_lead_before_an_agent() -> None:
    attempt = unknown()
    play = _talking(attempt)
    view = campaign_views.shown_lead(play.state, "101")
    shown = ShownLead.model_validate(view)
    assert (shown.number, shown.lead, shown.fields, shown.state) == ("+79000000001", 1, {"debt": "12"}, "talking")
    assert campaign_views.shown_lead(play.state, "102") is None
    assert campaign_views.shown_lead(play.state, "999") is None


def _talking(attempt: object) -> Script:
    """Agent 101 talks with lead 1; lead 2 is at hand."""
    request = unknown()
    return (
        script(calling())
        >> starts()
        << fetches(request)
        >> logs_in("101")
        >> supplies(request, *PEOPLE)
        << dials(attempt, PEOPLE[0])
        >> passes(4)
        >> person_answers(attempt)
        << gives(attempt, "101")
        >> agent_takes(attempt, "1001")
    )


def test_the_lead_of_a_preview() -> None:
    """The phone rings, and nobody was dialled yet."""
    request = unknown()
    play = (
        script(calling(campaign(mode=CampaignMode.PREVIEW)))
        >> starts()
        << fetches(request, of=campaign(mode=CampaignMode.PREVIEW))
        >> logs_in("101")
    )
    play.handle(supplies(play.state.campaigns["spring"].request, *PEOPLE[:1]))
    view = campaign_views.shown_lead(play.state, "101")
    assert view is not None
    shown = ShownLead.model_validate(view)
    assert (shown.number, shown.state, shown.fields) == ("+79000000001", "announced", {"debt": "12"})
