"""Who of some leads must not be dialled now: asked of the tables once for all of them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from acd.adapters.sql.leads.sets import Sets, to_ms
from acd.adapters.sql.times import Times
from acd.dialer.eligibility import Known, LeadsWanted, Tried
from acd.model.leads import AttemptResult

_DIGITS_MIN = 2


async def look_up(
    connection: AsyncConnection, sets: Sets, times: Times, wanted: LeadsWanted, numbers: Sequence[str]
) -> Known:
    campaign = wanted.campaign
    found = await barred(connection, sets, numbers, campaign.project, campaign.id)
    return Known(
        reserved=await _reserved(connection, sets, numbers),
        barred=frozenset(found),
        barred_for_all=frozenset(number for number, for_all in found.items() if for_all),
        consenting=await _consenting(connection, sets, wanted, numbers) if wanted.rules.consent else None,
        tried=await _tried(connection, sets, times, wanted, numbers),
    )


async def barred(
    connection: AsyncConnection, sets: Sets, numbers: Sequence[str], project: str, campaign: str
) -> dict[str, bool]:
    """Those that this campaign of this project must not call, and whether nobody may."""
    query = (
        f"SELECT number, project, campaign FROM do_not_call WHERE number IN {sets.texts('numbers')}"
        " AND (project = '' OR project = :project) AND (campaign = '' OR campaign = :campaign)"
    )
    entries = {entry for number in numbers for entry in entries_for(number)}
    values = {"numbers": sets.value(entries), "project": project, "campaign": campaign}
    found: dict[str, bool] = {}
    for entry, of_project, of_campaign in await connection.execute(text(query), values):
        found[entry] = found.get(entry, False) or not (of_project or of_campaign)
    hits = {number: [found[entry] for entry in entries_for(number) if entry in found] for number in numbers}
    return {number: any(for_all) for number, for_all in hits.items() if for_all}


def entries_for(number: str) -> Iterable[str]:
    """The entries of a do-not-call list that bar the number: itself, and every beginning of it with a *."""
    return (number, *(f"{number[:length]}*" for length in range(_DIGITS_MIN, len(number) + 1)))


async def _reserved(connection: AsyncConnection, sets: Sets, numbers: Sequence[str]) -> frozenset[str]:
    query = f"SELECT number FROM lead_reservation WHERE number IN {sets.texts('numbers')}"
    rows = await connection.execute(text(query), {"numbers": sets.value(numbers)})
    return frozenset(str(row[0]) for row in rows)


async def _consenting(
    connection: AsyncConnection, sets: Sets, wanted: LeadsWanted, numbers: Sequence[str]
) -> frozenset[str]:
    query = (
        f"SELECT number FROM consent WHERE number IN {sets.texts('numbers')} AND channel = 'voice'"
        " AND purpose = :purpose AND (project = '' OR project = :project) AND withdrawn_at IS NULL"
    )
    campaign = wanted.campaign
    values = {"numbers": sets.value(numbers), "purpose": campaign.purpose, "project": campaign.project}
    return frozenset(str(row[0]) for row in await connection.execute(text(query), values))


async def _tried(
    connection: AsyncConnection, sets: Sets, times: Times, wanted: LeadsWanted, numbers: Sequence[str]
) -> dict[str, Tried]:
    caps, lockouts = wanted.rules.caps, wanted.rules.lockouts
    if not caps and not lockouts:
        return {}
    columns, values = ["number"], {"numbers": sets.value(numbers)}
    for place, cap in enumerate(caps):
        within = f"began_at > :since{place}" if cap.within_ms is not None else "1 = 1"
        columns += [f"sum(CASE WHEN {within} THEN 1 ELSE 0 END)", f"min(CASE WHEN {within} THEN began_at END)"]
        if cap.within_ms is not None:
            values[f"since{place}"] = times.of_ms(wanted.now_ms - cap.within_ms)
    columns.append(_locked(lockouts, times, wanted.now_ms, values))
    query = f"SELECT {', '.join(columns)} FROM attempt WHERE number IN {sets.texts('numbers')} GROUP BY number"
    found = {}
    for row in await connection.execute(text(query), values):
        counts = tuple((int(row[at]), to_ms(row[at + 1])) for at in range(1, 1 + 2 * len(caps), 2))
        found[str(row[0])] = Tried(counts, bool(row[-1]))
    return found


def _locked(lockouts: Mapping[AttemptResult, int], times: Times, now_ms: int, values: dict[str, object]) -> str:
    cases = []
    for place, (result, lockout_ms) in enumerate(lockouts.items()):
        cases.append(f"WHEN result = :result{place} AND ended_at > :locked{place} THEN 1")
        values |= {f"result{place}": result.value, f"locked{place}": times.of_ms(now_ms - lockout_ms)}
    return f"max(CASE {' '.join(cases)} ELSE 0 END)" if cases else "0"
