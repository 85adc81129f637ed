"""Lists of a million leads: how long an import, an export and a fetch take, and how much memory.

    scripts/bench leads [--rows 1000000] [--json] [--xlsx] [--database-url URL]

A CSV with Russian mobile numbers, names and three fields of its own is made in a scratch folder and imported into a new
SQLite file (or the empty database of a URL), then exported. Then each order of leads is fetched 100 times 100 leads;
the latency is that of the whole transaction, its commit included. Memory is the highest of each process.
"""

import argparse
import asyncio
import csv
import json
import random
import resource
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from acd.adapters.sql.database import Database
from acd.adapters.sql.leads.register import LeadRegister
from acd.adapters.sql.leads.reserving import LeadShelf
from acd.bootstrap.leads.exporting import exported
from acd.bootstrap.leads.importing import ImportOptions, import_leads
from acd.dialer.eligibility import Cap, LeadRules, LeadsWanted
from acd.model.campaigns import Campaign, CampaignList, CampaignMode, LeadOrder
from acd.model.leads import AttemptResult

_HEADER = ["Телефон", "ФИО", "Город", "Долг", "Договор"]
_FETCHES, _LEADS = 100, 100
_NOW_MS = 1_800_000_000_000
_HOUR_MS = 3_600_000
_AREAS = ["495", "812", "343", "383", "846", "861", "423", "391", "351", "843"]


def row(chance: random.Random, number: int) -> list[Any]:
    area = chance.choice(_AREAS) if chance.random() < 0.3 else f"9{chance.randrange(10, 30)}"
    phone = f"8 ({area}) {chance.randrange(200, 1000)}-{chance.randrange(100):02}-{chance.randrange(100):02}"
    return [phone, f"Иванов Иван {number}", "Москва", chance.randrange(100_000), f"D-{number}"]


def write_csv(path: Path, rows: int) -> None:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(_HEADER)
        writer.writerows(row(chance, number) for number in range(rows))


def write_xlsx(path: Path, rows: int) -> None:
    """With the size of the sheet in it, as Excel writes it."""
    chance, book = random.Random(1), openpyxl.Workbook()
    assert book.active is not None
    book.active.append(_HEADER)
    for number in range(rows):
        book.active.append(row(chance, number))
    book.save(path)


async def run_import(url: str, path: Path, list_: str) -> dict[str, Any]:
    began, cpu_s = time.perf_counter(), spent_s()
    options = ImportOptions(path, list_, region="RU")
    done = await import_leads(url, options, _NOW_MS, lambda reject: None, lambda done, imported: None)
    assert done.rows == done.imported + done.duplicates + done.rejected
    assert not done.damage
    seconds = round(time.perf_counter() - began, 1)
    cpu_s = round(spent_s() - cpu_s, 1)
    return {"rows": done.rows, "imported": done.imported, "seconds": seconds, "cpu_s": cpu_s}


async def run_export(database: Database, path: Path) -> dict[str, Any]:
    began, count = time.perf_counter(), -1
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        async for page in exported(LeadRegister(database), "bench"):
            writer.writerows(page)
            count += len(page)
    return {"leads": count, "seconds": round(time.perf_counter() - began, 1)}


async def run_fetches(database: Database, order: LeadOrder) -> dict[str, float]:
    shelf = LeadShelf(database)
    campaign = Campaign(
        "bench", "bench", "shop", CampaignMode.PREDICTIVE, (CampaignList("bench"),), ("carrier",), (), order=order
    )
    rules = LeadRules(
        is_open=lambda zones, now_ms: "Asia/Vladivostok" not in zones or len(zones) > 1,
        next_open_ms=lambda zones, now_ms: now_ms + _HOUR_MS,
        caps=(Cap(3, 24 * _HOUR_MS), Cap(10, None)),
        lockouts={AttemptResult.ABANDONED: 72 * _HOUR_MS},
    )
    wanted = LeadsWanted(campaign, _LEADS, rules, _NOW_MS + _HOUR_MS)
    took_ms, leads = [], []
    for place in range(_FETCHES):
        began = time.perf_counter()
        fetched = await shelf.fetch(replace(wanted, now_ms=wanted.now_ms + place))
        took_ms.append((time.perf_counter() - began) * 1000)
        assert len(fetched.leads) == _LEADS
        leads += [lead.id for lead in fetched.leads]
    await shelf.release(leads)
    return {"median_ms": round(statistics.median(took_ms), 2), "p99_ms": round(sorted(took_ms)[-2], 2)}


def spent_s() -> float:
    """CPU time of this process and of those it started that have ended."""
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def peak_mb() -> dict[str, int]:
    """Of this process, and of the one that reads the file."""
    own, reader = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"writer_mb": own // 1024, "reader_mb": reader // 1024}


async def run(url: str | None, rows: int, xlsx: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        url = url or f"sqlite:///{folder / 'acd.db'}"
        write_csv(folder / "leads.csv", rows)
        found: dict[str, Any] = {"import": await run_import(url, folder / "leads.csv", "bench")}
        found["import"] |= peak_mb()
        found["import_again"] = await run_import(url, folder / "leads.csv", "bench")
        if xlsx:
            write_xlsx(folder / "leads.xlsx", rows)
            found["import_xlsx"] = await run_import(url, folder / "leads.xlsx", "xlsx")
        database = Database(url, 600)
        try:
            found["fetch"] = {order.value: await run_fetches(database, order) for order in LeadOrder}
            found["export"] = await run_export(database, folder / "out.csv")
        finally:
            await database.close()
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx", action="store_true", help="also an XLSX file of as many rows")
    parser.add_argument("--database-url")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = asyncio.run(run(given.database_url, given.rows, given.xlsx))
    if given.json:
        print(json.dumps(found))
        return
    for name, figures in found.items():
        print(f"{name:14}", ", ".join(f"{key} {value}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
