"""A reproducible day of a few campaigns: attempts with every result, some of them going on, and dispositions."""

import random
from dataclasses import replace

from acd.model.facts import AttemptBegunFact, AttemptFact, Fact
from acd.model.leads import AttemptResult
from tests.adapters.sql.samples import ATTEMPT, BEGIN_MS, DISPOSITION, HOUR_MS, PACING

CAMPAIGNS = [("winback", "spring"), ("winback", "autumn"), ("survey", "spring")]
PERSONS = (AttemptResult.CONNECTED, AttemptResult.ABANDONED, AttemptResult.HUNG_UP)


def campaigns_day(seed: int, attempts: int = 300) -> list[Fact]:
    """Three hours from BEGIN_MS."""
    chance = random.Random(seed)
    facts: list[Fact] = []
    for number in range(1, attempts + 1):
        one = an_attempt(chance, number)
        facts.append(AttemptBegunFact(number, one.campaign, "shop", one.lead, one.number, one.began_ms))
        if chance.random() < 0.95:
            facts.append(one)
        if one.result is AttemptResult.CONNECTED:
            said = chance.choice(["sold", "refused"])
            facts.append(
                replace(DISPOSITION, id=10_000 + number, campaign=one.campaign, disposition=said, at_ms=one.began_ms)
            )
        facts.append(replace(PACING, id=20_000 + number, campaign=one.campaign, at_ms=one.began_ms, dialled=number % 4))
    return facts


def an_attempt(chance: random.Random, number: int) -> AttemptFact:
    campaign, list_ = chance.choice(CAMPAIGNS)
    result = chance.choice([*AttemptResult, *PERSONS, *PERSONS])
    began_ms = BEGIN_MS + chance.randrange(3 * HOUR_MS)
    reached = result in PERSONS and not (result is AttemptResult.HUNG_UP and chance.random() < 0.3)
    reached_ms = began_ms + chance.randrange(3_000, 20_000) if reached else None
    return replace(
        ATTEMPT, id=number, campaign=campaign, list=list_, lead=number, number=f"+7495{number:07}", began_ms=began_ms,
        result=result, rang_ms=None, picked_up_ms=reached_ms, reached_ms=reached_ms, ended_ms=began_ms + 60_000,
        wait_ms=chance.choice([80, 1_500, 2_000, 2_400]) if reached else None,
        call=number if reached else 0, agent="101" if result is AttemptResult.CONNECTED else None,
    )  # fmt: skip
