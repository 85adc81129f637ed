"""The demo's outbound campaign: people who exist nowhere are imported from a CSV, called, and given outcomes.

Their numbers are of the ranges that Ofcom keeps free for drama; the last digit says how a simulated person answers
(``acd.embedded.callees``).
"""

import asyncio
import csv
import random
from pathlib import Path

import structlog

from acd.bootstrap.leads.importing import ImportOptions, import_leads
from acd.embedded.callees import Callee
from acd.events import NOBODY, CampaignStartRequested, DispositionRequested
from acd.model.centre import Centre
from acd.runtime.loop import Runtime

log = structlog.get_logger()

CAMPAIGN = "demo"
LIST = "demo"
BY = "the demo"
RANGES = ("020 7946 0", "0161 496 0")
MIX = {
    Callee.PERSON: 50,
    Callee.NO_ANSWER: 18,
    Callee.MACHINE: 14,
    Callee.BUSY: 10,
    Callee.REJECTS: 4,
    Callee.INVALID: 3,
    Callee.CONGESTION: 1,
}
LATER = "later"
OUTCOMES = {"agreed": 5, "refused-price": 5, "refused-need": 6, LATER: 3, "never": 1}
CALLBACK_MS = 300_000
LOOK_S = 1.0
_PERSONS = (0, 1, 2, 3)
_NAMES = ("Ann Arbor", "Bob Baker", "Carol O'Brien", "Dan Dyer", "Иван Петров", "José Díaz", "Zoë Zhang")


def has_campaign(centre: Centre) -> bool:
    return CAMPAIGN in centre.campaigns


def write_people(path: Path, seed: int = 1) -> int:
    """A CSV of people in an order by chance; how many. Their shares are those of ``MIX``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    free = {digit: [f"{start}{serial:02}{digit}" for start in RANGES for serial in range(100)] for digit in range(10)}
    numbers: list[str] = []
    while True:
        [callee] = chance.choices(list(MIX), list(MIX.values()))
        digit = chance.choice(_PERSONS) if callee is Callee.PERSON else callee.value
        if not free[digit]:
            break
        numbers.append(free[digit].pop(chance.randrange(len(free[digit]))))
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("name", "phone", "city"))
        rows.writerows((chance.choice(_NAMES), number, _city(number)) for number in numbers)
    return len(numbers)


def _city(number: str) -> str:
    return "London" if number.startswith("020") else "Manchester"


async def give_outcomes(runtime: Runtime) -> None:
    """For ever: in each conversation of the campaign its agent says, after a moment, how it went."""
    chance = random.Random(1)
    said: set[int] = set()
    while True:
        await asyncio.sleep(LOOK_S)
        talks = {attempt.call: attempt for attempt in runtime.state.attempts.values() if attempt.agent is not None}
        said &= set(talks)
        for call, attempt in talks.items():
            if call not in said and attempt.campaign == CAMPAIGN:
                said.add(call)
                [outcome] = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))
                callback_ms = runtime.now_ms() + CALLBACK_MS if outcome == LATER else None
                runtime.post(DispositionRequested(attempt.agent or "", call, outcome, "", callback_ms, False, NOBODY))


async def start(runtime: Runtime, url: str, folder: Path) -> None:
    """Import the people, who may be there from an earlier demo, and start the campaign. Raises AcdError."""
    path = folder / "people.csv"
    await asyncio.to_thread(write_people, path)
    project = runtime.state.centre.campaigns[CAMPAIGN].project
    options = ImportOptions(path, LIST, project, CAMPAIGN, region="GB")
    imported = await import_leads(url, options, runtime.now_ms(), lambda _: None, lambda _, __: None)
    reply = await runtime.request(lambda origin: CampaignStartRequested(CAMPAIGN, BY, origin))
    log.info("the demo's campaign", people=str(imported.imported), started=reply.text)
