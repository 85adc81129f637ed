"""What docs/outbound.md says of defaults and rules is what the program does, and its examples are right."""

import re
from pathlib import Path

import pytest

from acd.config.campaign_presets import PRESETS
from acd.config.centre import parse_centre
from acd.config.notes import centre_notes
from acd.dialer.jurisdictions import JURISDICTIONS, Rules
from acd.dialer.readiness import missing
from acd.dialer.retries import DEFAULTS
from acd.model.campaigns import RING_MIN_MS, CampaignMode, Retry
from acd.model.leads import AttemptResult

TEXT = (Path(__file__).resolve().parent.parent / "docs/outbound.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
SHOP = """\
[projects.shop]
name = "Shop"
[queues.sales]
name = "Sales"
project = "shop"
[numbers]
1 = { queue = "sales" }
"""
AGENT = '[agents]\n101 = { name = "A", queues = ["sales"] }\n'
UNITS = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"))


def rows(header: str) -> list[list[str]]:
    """The cells of the table that begins so."""
    body = TEXT.split(header, 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body]


def duration(ms: int) -> str:
    unit, name = next((unit, name) for unit, name in UNITS if ms % unit == 0)
    return f"{ms // unit} {name}"


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_accepted_without_a_remark_and_their_campaigns_can_start(example: str) -> None:
    centre = parse_centre(SHOP + AGENT + example)
    assert centre_notes(centre) == []
    assert [missing(centre, campaign) for campaign in centre.campaigns.values()] == [[] for _ in centre.campaigns]


def test_the_retries_are_the_defaults() -> None:
    def told(result: AttemptResult, retry: Retry) -> list[str]:
        grows = retry.factor != 1
        return [
            result.value,
            duration(retry.delay_ms),
            str(retry.attempts_max or "any number"),
            f"{retry.factor:g}" if grows else "",
            duration(retry.delay_max_ms) if grows else "",
        ]

    assert rows("| result | again after") == [told(result, retry) for result, retry in DEFAULTS.items()]


def test_the_jurisdictions_are_the_data() -> None:
    def on(rules: Rules, days: str) -> str:
        week = rules.hours.week
        found = next(hours for named, hours in week.items() if named in (days, "mon-sun", "sat-sun"))
        return found[0] if found else "closed"

    def told(rules: Rules) -> list[str]:
        days = [on(rules, day) for day in ("mon-fri", "sat", "sun")]
        caps = [rules.caps.per_day, rules.caps.per_week, rules.caps.per_month]
        return [
            f"`{rules.id}`",
            "always" if days[0] == "00:00-24:00" else ", ".join(days),
            f"{rules.limits[0].share:.0%}: ".replace("%", " %") + ", ".join(limit.name for limit in rules.limits),
            ", ".join(f"{result} {ms // 3_600_000} h" for result, ms in rules.lockouts.items()),
            ", ".join(map(str, caps)) if any(caps) else "",
        ]

    assert rows("| jurisdiction |") == [told(rules) for rules in JURISDICTIONS.values()]
    assert {rules.ring_min_ms for rules in JURISDICTIONS.values()} == {RING_MIN_MS} == {15_000}
    assert {rules.connect_within_ms for rules in JURISDICTIONS.values()} == {2_000}


def test_the_modes_and_presets_are_all_there() -> None:
    assert [row[0] for row in rows("| mode | who")] == [f"`{mode}`" for mode in CampaignMode]
    told = [(row[0], row[2], row[3]) for row in rows("| preset |")]
    assert told == [(f"`{name}`", f"`{keys['mode']}`", f"`{keys['order']}`") for name, keys in PRESETS.items()]
