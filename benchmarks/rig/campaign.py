"""A campaign on the rig: the centre with a trunk that leads to people, leads in the daemon's SQL, and its start."""

import asyncio
import json
import sqlite3
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from acd.model.campaigns import CallerId, Campaign, CampaignList, CampaignMode
from acd.model.centre import Centre, Trunk
from benchmarks.rig.endpoint import Address

CAMPAIGN, LIST, TRUNK = "bench", "people", "people"
PEOPLE_HOST = "127.0.0.3"
TABLES_S = 20.0
_POLL_S = 0.05


def calling_centre(centre: Centre, people: Address, mode: CampaignMode) -> Centre:
    """``centre`` with a campaign for its queue ``bench``, by nobody's rules, to people at ``people``."""
    campaign = Campaign(
        id=CAMPAIGN,
        name="Bench",
        project="bench",
        mode=mode,
        lists=(CampaignList(LIST),),
        trunks=(TRUNK,),
        caller_ids=(CallerId("+74950000000"),),
        queue="bench",
        jurisdiction="none",
        abandoned_message="vm-goodbye",
    )
    trunk = Trunk(TRUNK, "main", (PEOPLE_HOST,), outbound=f"{people[0]}:{people[1]}")
    return replace(centre, campaigns={CAMPAIGN: campaign}, trunks={**centre.trunks, TRUNK: trunk})


async def add_leads(database: Path, numbers: Sequence[str]) -> None:
    """Put leads where ``acd leads import`` would. The tables are there a moment after the daemon's start."""
    async with asyncio.timeout(TABLES_S):
        while not _has_tables(database):  # noqa: ASYNC110 - another process makes them
            await asyncio.sleep(_POLL_S)
    with closing(sqlite3.connect(database, timeout=TABLES_S)) as connection, connection:
        connection.execute("insert or ignore into lead_place (id, region, zones) values (1, 'RU', 'Europe/Moscow')")
        connection.executemany(
            "insert into lead (list, number, place_id, status, next_attempt_at, created_at)"
            f" values ('{LIST}', ?, 1, 'new', '2020-01-01 00:00:00.000', '2020-01-01 00:00:00.000')",
            [(number,) for number in numbers],
        )


def _has_tables(database: Path) -> bool:
    if not database.exists():
        return False
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("select 1 from sqlite_master where name = 'lead'").fetchall())


def start_campaign(home: Path) -> None:
    """Ask the daemon whose home it is."""
    url = (home / "address").read_text().strip() + f"/api/v1/campaigns/{CAMPAIGN}/start"
    headers = {"Authorization": f"Bearer {(home / 'token').read_text().strip()}", "Content-Type": "application/json"}
    body = json.dumps({"by": "bench"}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, headers, method="POST"), timeout=10) as answer:
        answer.read()
