"""What every supply of leads does: the one in memory, SQLite, PostgreSQL. Subclasses give a ``shelf`` fixture."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import pytest

from acd.dialer.eligibility import CONSENT_HOLD_MS, RESERVED_HOLD_MS, Cap, Fetched, LeadRules, LeadsWanted
from acd.model.campaigns import Campaign, CampaignList, CampaignMode, LeadOrder
from acd.model.facts import AttemptBegunFact, AttemptFact, BarredFact, Fact, LeadFact
from acd.model.leads import AttemptResult, Lead, LeadStatus
from acd.testing.leads import BarredNumber, KeptLead

NOW = 1_800_000_000_000
HOUR, DAY = 3_600_000, 86_400_000
MOSCOW, OMSK = ("Europe/Moscow",), ("Asia/Omsk",)
CAMPAIGN = Campaign(
    "winback", "Win back", "shop", CampaignMode.PREDICTIVE, (CampaignList("a"),), ("carrier",), (),
    order=LeadOrder.PRIORITY,
)  # fmt: skip


class Shelf(Protocol):
    """Leads with what a test needs to see."""

    async def fetch(self, wanted: LeadsWanted) -> Fetched: ...

    async def release(self, leads: Collection[int]) -> None: ...

    async def barred(self, campaign: str, project: str) -> frozenset[str]: ...

    async def reserved(self, campaign: str) -> frozenset[int]: ...

    async def recover(self, held: Collection[int], attempts: Collection[int], now_ms: int) -> int: ...

    async def add(self, leads: Iterable[KeptLead]) -> None: ...

    async def apply(self, facts: Sequence[Fact]) -> None: ...

    async def bar(self, entry: BarredNumber) -> None: ...

    async def consent(self, number: str, purpose: str) -> None: ...

    async def status(self, lead: int) -> tuple[LeadStatus, int | None]:
        """And when it is due."""
        ...


def kept(id_: int, **more: Any) -> KeptLead:
    of_lead = {"list": "a", "number": f"+7916000{id_:04}", "zones": MOSCOW} | {
        name: more.pop(name) for name in list(more) if name in Lead.__dataclass_fields__ and name != "number_index"
    }
    return KeptLead(Lead(id=id_, **of_lead), **({"next_attempt_ms": NOW - DAY} | more))


def rules(open_zones: Collection[str] = MOSCOW, **more: Any) -> LeadRules:
    return LeadRules(
        is_open=lambda zones, _: all(zone in open_zones for zone in zones),
        next_open_ms=lambda _, now_ms: now_ms + 9 * HOUR,
        **more,
    )


def wanted(count: int = 10, campaign: Campaign = CAMPAIGN, now_ms: int = NOW, **more: Any) -> LeadsWanted:
    return LeadsWanted(campaign, count, more.pop("rules", None) or rules(**more), now_ms)


def attempt(id_: int, number: str, result: AttemptResult, at_ms: int, lead: int = 0) -> AttemptFact:
    return AttemptFact(
        id_, "other", "shop", CampaignMode.POWER, lead, "a", number, 1, "main", f"acd-a{id_}", "carrier", "100",
        at_ms, at_ms + 1_000, result,
    )  # fmt: skip


def ids(fetched: Fetched) -> list[int]:
    return [lead.id for lead in fetched.leads]


class ShelfContract:
    async def test_where_agents_choose_only_promised_callbacks_come(self, shelf: Shelf) -> None:
        promised = kept(2, status=LeadStatus.CALLBACK)
        await shelf.add([kept(1), promised, kept(3, status=LeadStatus.RETRY)])
        manual = replace(CAMPAIGN, mode=CampaignMode.MANUAL)
        fetched = await shelf.fetch(wanted(campaign=manual))
        assert [lead.id for lead in fetched.leads] == [2]
        assert fetched.next_due_ms is None

    async def test_a_lead_is_given_out_whole_and_once(self, shelf: Shelf) -> None:
        await shelf.add([
            kept(1, name="Анна", language="ru", fields={"debt": "100"}, priority=3, attempts=2, wanted_agent="101",
                 status=LeadStatus.CALLBACK, alternatives=("+74950000001",)),
        ])  # fmt: skip
        await shelf.apply([attempt(5, "+79160000001", AttemptResult.BUSY, NOW - HOUR, lead=1)])
        fetched = await shelf.fetch(wanted())
        [lead] = fetched.leads
        assert lead == Lead(
            id=1, list="a", number="+79160000001", name="Анна", language="ru", zones=MOSCOW, priority=3, attempts=2,
            results={AttemptResult.BUSY: 1}, alternatives=("+74950000001",), fields={"debt": "100"},
            wanted_agent="101", callback=True,
        )  # fmt: skip
        assert await shelf.fetch(wanted()) == Fetched((), None)
        assert await shelf.reserved("winback") == {1}

    async def test_what_is_released_is_given_out_again(self, shelf: Shelf) -> None:
        await shelf.add([kept(1), kept(2)])
        assert ids(await shelf.fetch(wanted(1))) == [1]
        await shelf.release([1])
        assert await shelf.reserved("winback") == frozenset()
        assert ids(await shelf.fetch(wanted(2))) == [1, 2]

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            (LeadOrder.PRIORITY, [6, 4, 5, 1, 3, 2]),
            (LeadOrder.NEW_FIRST, [6, 4, 1, 3, 5, 2]),
            (LeadOrder.OLDEST_ATTEMPT, [6, 2, 5, 4, 1, 3]),
            (LeadOrder.RANDOM, [6, 5, 2, 4, 3, 1]),
        ],
    )
    async def test_the_order(self, shelf: Shelf, order: LeadOrder, expected: list[int]) -> None:
        retry: dict[str, Any] = {"status": LeadStatus.RETRY, "attempts": 1}
        await shelf.add([
            kept(1, shuffle=9),
            kept(2, next_attempt_ms=NOW - 1, last_attempt_ms=NOW - 3 * DAY, **retry),
            kept(3, shuffle=8),
            kept(4, priority=5, shuffle=7, next_attempt_ms=NOW - 2 * DAY),
            kept(5, priority=5, next_attempt_ms=NOW - HOUR, last_attempt_ms=NOW - 2 * DAY, **retry),
            kept(6, status=LeadStatus.CALLBACK, next_attempt_ms=NOW),
            kept(7, status=LeadStatus.CALLBACK, next_attempt_ms=NOW + 1),
            kept(8, status=LeadStatus.DONE, next_attempt_ms=None),
        ])  # fmt: skip
        campaign = replace(CAMPAIGN, order=order)
        fetched = await shelf.fetch(wanted(10, campaign))
        assert ids(fetched) == expected
        assert fetched.next_due_ms == NOW + 1

    async def test_lists_are_mixed_by_their_shares(self, shelf: Shelf) -> None:
        await shelf.add([kept(number, list="a" if number <= 30 else "b") for number in range(1, 61)])
        campaign = replace(CAMPAIGN, lists=(CampaignList("a", 3), CampaignList("b", 1)))
        taken = [lead.list for _ in range(4) for lead in (await shelf.fetch(wanted(5, campaign))).leads]
        assert (taken.count("a"), taken.count("b")) == (15, 5)
        rest = await shelf.fetch(wanted(100, campaign))
        assert (len(rest.leads), rest.next_due_ms) == (40, None)

    async def test_nobody_is_called_where_it_is_night(self, shelf: Shelf) -> None:
        both = ("Asia/Omsk", "Europe/Moscow")
        await shelf.add([kept(1, zones=OMSK, priority=9), kept(2, zones=both, priority=9), kept(3), kept(4)])
        assert ids(await shelf.fetch(wanted(2))) == [3, 4]
        night = await shelf.fetch(wanted(2))
        assert night == Fetched((), NOW + 9 * HOUR)
        assert ids(await shelf.fetch(wanted(9, open_zones=both))) == [1, 2]

    async def test_barred_numbers_are_passed_over(self, shelf: Shelf) -> None:
        await shelf.add([kept(number) for number in range(1, 7)])
        await shelf.add([kept(7, alternatives=("+74950000001",)), kept(8, alternatives=("+78120000008",))])
        for entry in (
            BarredNumber("+79160000001"),
            BarredNumber("+79160000002", project="shop"),
            BarredNumber("+79160000003", campaign="winback"),
            BarredNumber("+79160000004", project="other"),
            BarredNumber("+79160000005", project="shop", campaign="other"),
            BarredNumber("+7916000000*", project="nobody"),
            BarredNumber("+79160000007"),
            BarredNumber("+7812*"),
        ):
            await shelf.bar(entry)
        fetched = await shelf.fetch(wanted())
        assert ids(fetched) == [4, 5, 6, 7, 8]
        assert [(lead.number, lead.alternatives, lead.number_index) for lead in fetched.leads[3:]] == [
            ("+74950000001", (), 1),
            ("+79160000008", (), 0),
        ]
        assert await shelf.status(1) == (LeadStatus.BARRED, None)
        assert await shelf.status(2) == (LeadStatus.NEW, NOW + DAY)  # another project may call

    async def test_a_million_barred_in_front_hide_nobody(self, shelf: Shelf) -> None:
        await shelf.add([kept(number) for number in range(1, 301)])
        await shelf.bar(BarredNumber("+791600000*"))
        await shelf.bar(BarredNumber("+791600001*"))
        assert ids(await shelf.fetch(wanted(5))) == [200, 201, 202, 203, 204]

    async def test_consent_where_it_is_needed(self, shelf: Shelf) -> None:
        await shelf.add([kept(1), kept(2), kept(3, alternatives=("+74950000001",))])
        await shelf.consent("+79160000002", "marketing")
        await shelf.consent("+79160000001", "surveys")
        await shelf.consent("+74950000001", "marketing")
        fetched = await shelf.fetch(wanted(consent=True))
        assert [(lead.id, lead.number) for lead in fetched.leads] == [(2, "+79160000002"), (3, "+74950000001")]
        assert fetched.next_due_ms == NOW + CONSENT_HOLD_MS
        await shelf.consent("+79160000001", "marketing")
        later = wanted(consent=True, now_ms=NOW + CONSENT_HOLD_MS)
        assert ids(await shelf.fetch(later)) == [1]

    async def test_caps_count_attempts_of_all_campaigns(self, shelf: Shelf) -> None:
        await shelf.add([kept(number) for number in range(1, 4)])
        await shelf.apply(
            [
                *(attempt(10 + n, "+79160000001", AttemptResult.BUSY, NOW - n * HOUR) for n in (1, 2)),
                attempt(20, "+79160000002", AttemptResult.BUSY, NOW - 25 * HOUR),
                *(attempt(30 + n, "+79160000003", AttemptResult.BUSY, NOW - n * 30 * DAY) for n in range(1, 6)),
            ]
        )
        caps = (Cap(2, DAY), Cap(5, None))
        fetched = await shelf.fetch(wanted(caps=caps))
        assert ids(fetched) == [2]
        assert await shelf.status(1) == (LeadStatus.NEW, NOW - 2 * HOUR + DAY + 1)
        assert await shelf.status(3) == (LeadStatus.DONE, None)
        assert fetched.next_due_ms == NOW - 2 * HOUR + DAY + 1

    async def test_an_attempt_that_goes_on_counts(self, shelf: Shelf) -> None:
        await shelf.add([kept(1), kept(2)])
        await shelf.apply([AttemptBegunFact(5, "other", "shop", 0, "+79160000001", NOW - 1_000)])
        assert ids(await shelf.fetch(wanted(caps=(Cap(1, DAY),)))) == [2]

    async def test_after_an_abandoned_call_an_agent_must_be_there(self, shelf: Shelf) -> None:
        await shelf.add([kept(1), kept(2)])
        await shelf.apply(
            [
                attempt(5, "+79160000001", AttemptResult.ABANDONED, NOW - 71 * HOUR),
                attempt(6, "+79160000002", AttemptResult.ABANDONED, NOW - 73 * HOUR),
            ]
        )
        fetched = await shelf.fetch(wanted(lockouts={AttemptResult.ABANDONED: 72 * HOUR}))
        assert [lead.agent_first for lead in fetched.leads] == [True, False]

    async def test_one_number_is_with_one_campaign_at_a_time(self, shelf: Shelf) -> None:
        other = replace(CAMPAIGN, id="other", lists=(CampaignList("b"),))
        shared = "+79160000001"
        await shelf.add([kept(1), kept(2, list="b", number=shared), kept(3, list="b", alternatives=(shared,))])
        assert ids(await shelf.fetch(wanted())) == [1]
        assert await shelf.fetch(wanted(campaign=other)) == Fetched((), NOW + RESERVED_HOLD_MS)
        await shelf.release([1])
        later = NOW + RESERVED_HOLD_MS
        assert ids(await shelf.fetch(wanted(campaign=other, now_ms=later))) == [2]

    async def test_another_campaign_may_give_a_lead_back(self, shelf: Shelf) -> None:
        other = replace(CAMPAIGN, id="other")
        await shelf.add([kept(1)])
        await shelf.fetch(wanted())
        assert await shelf.fetch(wanted(campaign=other)) == Fetched((), NOW + RESERVED_HOLD_MS)

    async def test_a_fact_says_when_and_over_which_number_next(self, shelf: Shelf) -> None:
        await shelf.add([kept(1, alternatives=("+74950000001", "+74950000002"))])
        await shelf.fetch(wanted())
        retry = LeadFact(9, 1, 1, LeadStatus.RETRY, AttemptResult.BUSY, NOW, next_attempt_ms=NOW + HOUR, number_index=1)
        await shelf.apply([retry])
        assert await shelf.reserved("winback") == frozenset()
        assert await shelf.fetch(wanted()) == Fetched((), NOW + HOUR)
        [lead] = (await shelf.fetch(wanted(now_ms=NOW + HOUR))).leads
        assert (lead.number, lead.number_index, lead.attempts) == ("+74950000001", 1, 1)
        assert lead.alternatives == ("+74950000002", "+79160000001")
        await shelf.apply([retry])  # again, after a crash: it is older than the reservation, and changes nothing
        assert await shelf.reserved("winback") == {1}
        await shelf.apply([replace(retry, id=10, status=LeadStatus.DONE, next_attempt_ms=None)])
        assert await shelf.fetch(wanted(now_ms=NOW + DAY)) == Fetched((), None)

    async def test_attempts_are_never_fewer_than_they_were(self, shelf: Shelf) -> None:
        """A daemon that lost its memory knows of an attempt that it finds, but of none before."""
        await shelf.add([kept(1, attempts=3)])
        await shelf.fetch(wanted())
        found = LeadFact(9, 1, 1, LeadStatus.RETRY, AttemptResult.CONNECTED, NOW, next_attempt_ms=NOW)
        await shelf.apply([found])
        [lead] = (await shelf.fetch(wanted())).leads
        assert lead.attempts == 3

    async def test_numbers_barred_while_reserved_are_told(self, shelf: Shelf) -> None:
        await shelf.add([kept(1), kept(2), kept(3)])
        await shelf.fetch(wanted(2))
        assert await shelf.barred("winback", "shop") == frozenset()
        await shelf.apply([BarredFact(50, "+79160000001", "shop", "", "asked", NOW)])
        await shelf.bar(BarredNumber("+79160000003"))
        assert await shelf.barred("winback", "shop") == {"+79160000001"}
        await shelf.release([1])
        assert await shelf.barred("winback", "shop") == frozenset()

    async def test_after_a_restart(self, shelf: Shelf) -> None:
        await shelf.add([kept(number) for number in range(1, 5)])
        await shelf.fetch(wanted(3))
        begun = [AttemptBegunFact(10 + n, "winback", "shop", n, f"+7916000000{n}", NOW) for n in (1, 2)]
        await shelf.apply(begun)
        assert await shelf.recover(held=[1], attempts=[11], now_ms=NOW + 1_000) == 1
        assert await shelf.reserved("winback") == {1}
        assert await shelf.status(2) == (LeadStatus.RETRY, NOW + 1_000 + HOUR)
        assert ids(await shelf.fetch(wanted(now_ms=NOW + 2_000))) == [3, 4]
        assert await shelf.recover(held=[1, 3, 4], attempts=[11], now_ms=NOW + 3_000) == 0
        assert await shelf.reserved("winback") == {1, 3, 4}
