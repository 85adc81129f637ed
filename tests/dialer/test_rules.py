"""What a campaign keeps: its jurisdiction's rules, never laxer."""

from dataclasses import replace
from typing import Any

import pytest

from acd.dialer.jurisdictions import JURISDICTIONS
from acd.dialer.rules import consent_needed, hours_of, law_warnings, rules_of, strictest_caps, zones_of
from acd.model.calendar import Hours
from acd.model.campaigns import AttemptCaps, Campaign, CampaignList, CampaignMode
from acd.model.leads import AttemptResult

HOUR_MS = 3_600_000


def campaign(jurisdiction: str, mode: CampaignMode = CampaignMode.PREDICTIVE, **more: Any) -> Campaign:
    return Campaign("c", "C", "p", mode, (CampaignList("l"),), ("t",), (), "q", jurisdiction=jurisdiction, **more)


def test_without_a_word_the_jurisdiction_holds() -> None:
    for id_, rules in JURISDICTIONS.items():
        assert rules_of(campaign(id_)) == rules


def test_a_campaign_is_stricter_but_never_laxer() -> None:
    strict = rules_of(campaign("us", abandonment_max=0.01, connect_within_ms=1_000, lockout_ms=100 * HOUR_MS))
    assert {limit.share for limit in strict.limits} == {0.01}
    assert strict.connect_within_ms == 1_000
    assert strict.lockouts[AttemptResult.ABANDONED] == 100 * HOUR_MS
    lax = rules_of(campaign("us", abandonment_max=0.5, connect_within_ms=9_000, lockout_ms=0))
    assert lax == JURISDICTIONS["us"]


def test_where_no_law_binds_the_campaign_decides() -> None:
    rules = rules_of(campaign("none", abandonment_max=0.1, connect_within_ms=5_000, lockout_ms=HOUR_MS))
    assert [limit.share for limit in rules.limits] == [0.1]
    assert rules.connect_within_ms == 5_000
    assert rules.lockouts == {AttemptResult.ABANDONED: HOUR_MS}
    assert rules_of(campaign("none", abandonment_max=0.0)).limits[0].share == 0.0


def test_an_unknown_jurisdiction_has_the_strictest_rules() -> None:
    assert rules_of(campaign("atlantis")) == JURISDICTIONS["strict"]


def test_of_two_caps_the_smaller_one_holds_and_none_is_no_cap() -> None:
    assert strictest_caps(AttemptCaps(3, 0, 0, 5), AttemptCaps(1, 2, 0, 7)) == AttemptCaps(1, 2, 0, 5)
    assert rules_of(campaign("ru-debt", caps=AttemptCaps(per_day=3, lifetime=4))).caps == AttemptCaps(1, 2, 8, 4)


def test_its_own_calendar_comes_first() -> None:
    own = {"own": Hours("own", "Europe/Berlin", {"mon-sun": ("10:00-11:00",)})}
    assert hours_of(campaign("uk", hours="own"), own) == own["own"]
    assert hours_of(campaign("uk"), own) == JURISDICTIONS["uk"].hours
    assert zones_of(campaign("uk", hours="own"), own) == ("Europe/London",)
    assert zones_of(campaign("strict", hours="own"), own) == ("Europe/Berlin",)
    assert zones_of(campaign("strict"), own) == ()


@pytest.mark.parametrize(
    ("jurisdiction", "mode", "purpose", "needed"),
    [
        ("us", CampaignMode.PREDICTIVE, "marketing", False),
        ("us", CampaignMode.AGENTLESS, "marketing", True),
        ("us", CampaignMode.AGENTLESS, "service", False),
        ("ru", CampaignMode.PREVIEW, "marketing", True),
        ("ru", CampaignMode.PREVIEW, "service", False),
        ("ru-debt", CampaignMode.PREDICTIVE, "debts", False),
        ("none", CampaignMode.AGENTLESS, "marketing", False),
    ],
)
def test_who_must_have_consented(jurisdiction: str, mode: CampaignMode, purpose: str, needed: bool) -> None:
    asked = campaign(jurisdiction, mode, purpose=purpose)
    assert consent_needed(asked) is needed
    assert consent_needed(replace(asked, consent_required=True))


def test_automatic_dialling_for_advertising_in_russia_names_the_law() -> None:
    [warning] = law_warnings(campaign("ru"))
    assert "38-FZ" in warning
    assert "not legal advice" in warning
    assert law_warnings(campaign("ru", CampaignMode.PREVIEW)) == []
    assert law_warnings(campaign("ru", purpose="service")) == []
    assert law_warnings(campaign("uk")) == []
