"""The same days in several modes of dialling, side by side: the same leads, people and agents for each.

What differs is told by pairs of days, so a difference is surer than either figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from acd.model.campaigns import CampaignMode
from acd.sim.scenario import Scenario
from acd.sim.simulate import Outcome, Progress, simulate
from acd.sim.statistics import Estimate, estimates

ARMS = (CampaignMode.PROGRESSIVE, CampaignMode.POWER, CampaignMode.PREDICTIVE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``gains``: by mode, campaign and figure, how much more than in the first mode."""

    outcomes: dict[CampaignMode, Outcome]
    gains: dict[CampaignMode, dict[str, dict[str, Estimate]]]


def in_mode(scenario: Scenario, mode: CampaignMode) -> Scenario:
    """All campaigns that it dials, in this mode."""
    campaigns = {of.campaign: replace(scenario.centre.campaigns[of.campaign], mode=mode) for of in scenario.dialled}
    return replace(scenario, centre=replace(scenario.centre, campaigns={**scenario.centre.campaigns, **campaigns}))


def compare(scenario: Scenario, modes: Sequence[CampaignMode], progress: Progress) -> Comparison:
    outcomes: dict[CampaignMode, Outcome] = {}
    for place, mode in enumerate(modes):

        def told(done: float, place: int = place) -> None:
            progress((place + done) / len(modes))

        outcomes[mode] = simulate(in_mode(scenario, mode), told)
    first = outcomes[modes[0]]
    return Comparison(outcomes, {mode: _gains(outcome, first) for mode, outcome in outcomes.items()})


def _gains(outcome: Outcome, first: Outcome) -> dict[str, dict[str, Estimate]]:
    pairs = list(zip(outcome.campaign_samples, first.campaign_samples, strict=True))
    return {
        name: estimates(
            {figure: value - before[name][figure] for figure, value in sample[name].items() if figure in before[name]}
            for sample, before in pairs
        )
        for name in outcome.campaigns
    }
