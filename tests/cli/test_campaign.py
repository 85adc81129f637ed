"""Campaigns on the command line: the list, one of them, and what may be done with one."""

import json

import pytest

from acd.commands import Reply
from acd.events import (
    CampaignPauseRequested,
    CampaignStartRequested,
    CampaignStopRequested,
    DispositionRequested,
    LeadDialRequested,
    PreviewSkipRequested,
)
from acd.model.centre import Centre
from acd.testing.backend import FakeBackend
from tests.adapters.http.campaigns_of import CAMPAIGN, LAST, campaign, decision
from tests.cli.conftest import Acd


@pytest.fixture
def centre(backend: FakeBackend) -> FakeBackend:
    backend.current = Centre(campaigns={"winback": CAMPAIGN})
    backend.campaign_views = [
        campaign(
            dialled=207, persons=50, connected=49, abandoned=1, abandonment_rate=0.02, in_flight=4, leads=12,
            state="paused", reason="the trunk refuses everything", decision=LAST, warnings=["consent is needed"],
        )
    ]  # fmt: skip
    return backend


def test_no_campaigns(acd: Acd, backend: FakeBackend) -> None:
    assert acd("campaign", "list").out.startswith("The centre has no campaigns")


def test_the_list(acd: Acd, centre: FakeBackend) -> None:
    out = acd("campaign", "list").out
    for text in ("winback", "paused", "207", "49", "2.00%"):
        assert text in out
    assert json.loads(acd("campaign", "list", "--json").out) == {"campaigns": centre.campaign_views}


def test_one_campaign(acd: Acd, centre: FakeBackend) -> None:
    out = acd("campaign", "show", "winback").out
    for text in (
        "Campaign winback (Win back): paused",
        "the trunk refuses everything",
        "207 dialled, 50 persons answered, 49 connected, 1 abandoned (2.00%)",
        "beware: consent is needed",
        "last dialled 3 at",
        "acd explain --campaign winback",
    ):
        assert text in out
    assert json.loads(acd("campaign", "show", "winback", "--json").out) == centre.campaign_views[0]
    refused = acd("campaign", "show", "nobody")
    assert (refused.code, "campaign nobody is not configured" in refused.err) == (1, True)


def test_it_is_started_paused_and_stopped(acd: Acd, centre: FakeBackend) -> None:
    for action in ("start", "pause", "stop"):
        assert acd("campaign", action, "winback", "--by", "eva").out == "done\n"
    kinds = [CampaignStartRequested, CampaignPauseRequested, CampaignStopRequested]
    assert [(type(asked), asked.campaign, asked.by) for asked in centre.asked] == [  # type: ignore[union-attr] # one of these
        (kind, "winback", "eva") for kind in kinds
    ]


def test_what_it_lacks_is_told(acd: Acd, centre: FakeBackend) -> None:
    centre.reply = Reply("", "conflict", "campaign winback cannot start: it has no caller-ID")
    assert acd("campaign", "start", "winback").err == "acd: campaign winback cannot start: it has no caller-ID\n"


def test_an_agent_skips_and_sees_a_lead_and_gives_a_call_its_outcome(acd: Acd, centre: FakeBackend) -> None:
    centre.shown["101"] = {
        "call": 4, "attempt": 5, "campaign": "winback", "state": "ringing", "lead": 3, "list": "spring",
        "number": "+74951234567",
        "name": "Ann\x1b[2J", "language": "en", "attempts": 0, "callback": False, "zones": [], "fields": {"debt": "12"},
    }  # fmt: skip
    shown = acd("agent", "lead", "101").out
    assert "+74951234567, Ann" in shown
    assert "debt: 12" in shown
    assert "\x1b" not in shown
    assert acd("agent", "skip", "101", "--reason", "dead").out == "done\n"
    later = ("--callback", "2026-01-02T10:00", "--timezone", "Europe/Moscow", "--mine")
    assert acd("call", "dispose", "7", "later", "--agent", "101", *later).out == "done\n"
    skipped, disposed = centre.asked
    assert isinstance(skipped, PreviewSkipRequested)
    assert isinstance(disposed, DispositionRequested)
    assert (disposed.call, disposed.disposition, disposed.callback_ms) == (7, "later", 1_767_337_200_000)


def test_why_it_dials_so_many(acd: Acd, centre: FakeBackend) -> None:
    centre.stories["winback"] = {"campaign": campaign(), "summary": "is running", "decisions": [decision()]}
    out = acd("explain", "--campaign", "winback", "--last", "3").out
    assert "Campaign winback is running." in out
    assert "Dialled 3, and not more" in out
    assert "agents: 2 ready" in out
    assert centre.explained == [("winback", centre.now, 3)]
    centre.stories["winback"] = {"campaign": campaign(), "summary": "is stopped", "decisions": []}
    assert "No decision to dial is recorded" in acd("explain", "--campaign", "winback").out
    for wrong in (("7", "--campaign", "winback"), ("--campaign", "winback", "--agent", "101"), ("7", "--last", "3")):
        assert acd("explain", *wrong).code == 2


def test_an_agent_calls_a_number(acd: Acd, centre: FakeBackend) -> None:
    assert acd("agent", "dial", "101", "+74951234567", "--campaign", "winback").out == "done\n"
    [asked] = centre.asked
    assert isinstance(asked, LeadDialRequested)
    assert (asked.agent, asked.campaign, asked.number) == ("101", "winback", "+74951234567")
    refused = acd("agent", "dial", "101", "Ann", "--campaign", "winback")
    assert (refused.code, "no phone number" in refused.err) == (1, True)
