"""Leads in memory: each is with one daemon or none, and comes back when it is due."""

from acd.commands import FetchLeads, ReleaseLeads
from acd.events import LeadsFetched
from acd.model.facts import AttemptBegunFact, LeadFact
from acd.model.leads import AttemptResult, LeadStatus
from acd.sim.outbound.leads import LOST_RETRY_MS, SPAN, Leads
from acd.sim.scenario import Dialled
from tests.sim.outbound.campaigns import calling
from tests.sim.outbound.stages import Bare

SPRING = calling(1).campaigns["spring"]


def shelf(leads: int) -> tuple[Leads, Bare]:
    stage = Bare()
    return Leads(stage, (Dialled("spring", leads),), latency_ms=20), stage


def fetch(leads: Leads, stage: Bare, count: int) -> tuple[list[int], int | None]:
    leads.carry_out(FetchLeads(SPRING, 7, count))
    stage.pass_ms(20)
    answer = stage.told.pop()
    assert isinstance(answer, LeadsFetched)
    assert (answer.campaign, answer.request) == ("spring", 7)
    return [lead.id - SPAN for lead in answer.leads], answer.next_due_ms


def known(lead: int, id_: int, status: LeadStatus, next_ms: int | None) -> LeadFact:
    return LeadFact(id_, SPAN + lead, 1, status, AttemptResult.BUSY, 0, next_ms)


def test_a_lead_is_fetched_once_until_it_is_released() -> None:
    leads, stage = shelf(3)
    assert fetch(leads, stage, 2) == ([1, 2], stage.now_ms)
    assert fetch(leads, stage, 2) == ([3], None)
    leads.carry_out(ReleaseLeads((SPAN + 2,)))
    assert fetch(leads, stage, 2) == ([2], None)


def test_a_lead_that_is_to_be_dialled_again_comes_when_it_is_due() -> None:
    leads, stage = shelf(1)
    fetch(leads, stage, 1)
    due_ms = stage.now_ms + 60_000
    leads.recorded(known(1, 5, LeadStatus.RETRY, due_ms))
    leads.recorded(known(1, 4, LeadStatus.DONE, None))  # older
    assert fetch(leads, stage, 1) == ([], due_ms)
    assert leads.waits(SPAN + 1)
    stage.pass_ms(60_000)
    assert fetch(leads, stage, 1)[0] == [1]
    assert not leads.waits(SPAN + 1)
    leads.recorded(known(1, 9, LeadStatus.DONE, None))
    assert fetch(leads, stage, 1) == ([], None)


def test_a_daemon_that_starts_anew_gives_back_what_it_does_not_know() -> None:
    leads, stage = shelf(3)
    fetch(leads, stage, 3)
    leads.recorded(AttemptBegunFact(11, "spring", "shop", SPAN + 1, "", 0))
    leads.recorded(AttemptBegunFact(12, "spring", "shop", SPAN + 2, "", 0))
    assert leads.recover({SPAN + 1}, {11}) == [12]
    assert fetch(leads, stage, 3) == ([3], stage.now_ms - 20 + LOST_RETRY_MS)
    assert leads.kept[SPAN + 2].attempts == 1
