"""The rules that a campaign keeps: its jurisdiction's, stricter where the campaign says so."""

from collections.abc import Mapping
from dataclasses import replace

from acd.dialer.jurisdictions import JURISDICTIONS, NOT_LEGAL_ADVICE, STRICT, Rules
from acd.model.calendar import Hours
from acd.model.campaigns import AGENT_FIRST, MARKETING, AttemptCaps, Campaign
from acd.model.leads import AttemptResult


def rules_of(campaign: Campaign) -> Rules:
    """Its jurisdiction's, stricter where the campaign says so; a name nobody knows has the strictest."""
    rules = JURISDICTIONS.get(campaign.jurisdiction, STRICT)
    lockouts = dict(rules.lockouts)
    if campaign.lockout_ms is not None:
        lockouts[AttemptResult.ABANDONED] = _longer(campaign.lockout_ms, lockouts.get(AttemptResult.ABANDONED), rules)
    return replace(
        rules,
        limits=tuple(
            replace(limit, share=_smaller(campaign.abandonment_max, limit.share, rules)) for limit in rules.limits
        ),
        connect_within_ms=int(_smaller(campaign.connect_within_ms, rules.connect_within_ms, rules)),
        lockouts=lockouts,
        caps=strictest_caps(campaign.caps, rules.caps),
    )


def hours_of(campaign: Campaign, calendars: Mapping[str, Hours]) -> Hours:
    """When its people may be called: its own calendar's, else its jurisdiction's."""
    return calendars.get(campaign.hours or "") or rules_of(campaign).hours


def zones_of(campaign: Campaign, calendars: Mapping[str, Hours]) -> tuple[str, ...]:
    """Where a lead may be of whom nothing is known: in any zone of the jurisdiction, else in that of its calendar."""
    own = calendars.get(campaign.hours or "")
    return rules_of(campaign).zones or ((own.zone,) if own is not None else ())


def consent_needed(campaign: Campaign) -> bool:
    """Whether only people may be called who consented to the campaign's purpose."""
    by_law = campaign.purpose == MARKETING and campaign.mode in rules_of(campaign).consent
    return campaign.consent_required or by_law


def law_warnings(campaign: Campaign) -> list[str]:
    """What the law, as known here, may forbid; it is said and not prevented, since exceptions exist."""
    forbidden = rules_of(campaign).automatic_forbidden
    if not forbidden or campaign.purpose != MARKETING or campaign.mode in AGENT_FIRST:
        return []
    return [
        f'mode "{campaign.mode}" for marketing: {forbidden}; modes manual and preview have a human ({NOT_LEGAL_ADVICE})'
    ]


def strictest_caps(first: AttemptCaps, second: AttemptCaps) -> AttemptCaps:
    return AttemptCaps(
        _fewer(first.per_day, second.per_day),
        _fewer(first.per_week, second.per_week),
        _fewer(first.per_month, second.per_month),
        _fewer(first.lifetime, second.lifetime),
    )


def _fewer(first: int, second: int) -> int:
    """Of two caps, of which 0 is none."""
    return min(first, second) if first and second else first or second


def _smaller(wanted: float | None, preset: float, rules: Rules) -> float:
    if wanted is None:
        return preset
    return min(wanted, preset) if rules.binding else wanted


def _longer(wanted: int, preset: int | None, rules: Rules) -> int:
    return max(wanted, preset or 0) if rules.binding else wanted
