"""Presets of rules: each value with its source, each promise as the law named there has it."""

from dataclasses import fields

import pytest

from acd.dialer.jurisdictions import JURISDICTIONS, Rules
from acd.model.calendar import Calendar
from acd.model.campaigns import RING_MIN_MS, AttemptCaps, CampaignMode
from acd.model.leads import AttemptResult

HOUR_MS = 3_600_000
PLAIN = Rules("", "", JURISDICTIONS["none"].hours, ())
WITHOUT_SOURCE = {"id", "name", "sources", "binding"}


@pytest.mark.parametrize("rules", JURISDICTIONS.values(), ids=lambda rules: rules.id)
def test_every_value_has_a_source(rules: Rules) -> None:
    unlike = {field.name for field in fields(Rules) if getattr(rules, field.name) != getattr(PLAIN, field.name)}
    promised = {"hours", "zones", "limits", "connect_within_ms", "ring_min_ms", "lockouts", "message_required"}
    assert (unlike | promised) - WITHOUT_SOURCE <= set(rules.sources)
    assert set(rules.sources) <= {field.name for field in fields(Rules)}
    assert all(rules.sources.values())


@pytest.mark.parametrize("rules", JURISDICTIONS.values(), ids=lambda rules: rules.id)
def test_nobody_is_hung_up_on_early_and_every_calendar_can_be_read(rules: Rules) -> None:
    assert rules.ring_min_ms >= RING_MIN_MS
    assert rules.connect_within_ms == 2_000
    assert Calendar(rules.hours).next_change_ms(0) is None or Calendar(rules.hours).is_open(12 * HOUR_MS)
    assert all(limit.share == 0.03 for limit in rules.limits)


def test_what_the_laws_named_say() -> None:
    us, uk, ru, debt = (JURISDICTIONS[id_] for id_ in ("us", "uk", "ru", "ru-debt"))
    assert us.hours.week == {"mon-sun": ("08:00-21:00",)}
    assert [limit.name for limit in us.limits] == ["campaign", "30 days"]
    assert [limit.name for limit in uk.limits] == ["campaign", "24 hours"]
    assert uk.lockouts == {AttemptResult.ABANDONED: 72 * HOUR_MS, AttemptResult.MACHINE: 24 * HOUR_MS}
    assert debt.caps == AttemptCaps(1, 2, 8)
    assert debt.hours.week["mon-fri"] == ("08:00-22:00",)
    assert debt.hours.dates["05-09"] == ("09:00-20:00",)
    assert set(ru.consent) == set(CampaignMode)
    assert "38-FZ" in ru.automatic_forbidden
    assert not debt.automatic_forbidden


def test_the_strictest_is_as_strict_as_each_of_the_others() -> None:
    strict = JURISDICTIONS["strict"]
    for rules in JURISDICTIONS.values():
        assert set(rules.limits) <= set(strict.limits)
        assert set(rules.consent) <= set(strict.consent)
        assert all(strict.lockouts.get(result, 0) >= lockout_ms for result, lockout_ms in rules.lockouts.items())
        assert strict.connect_within_ms <= rules.connect_within_ms
        assert strict.caps.per_day == 1
