"""Leads and do-not-call entries as people and programs give them one by one, and what became of them."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class GivenLead:
    """As somebody wrote it. ``numbers``: the main one first, in the way of the region, or with +."""

    numbers: tuple[str, ...]
    name: str = ""
    language: str = ""
    zone: str = ""
    region: str = ""
    priority: int = 0
    fields: dict[str, str] = field(default_factory=dict)


class Taking(StrEnum):
    ADDED = "added"
    DUPLICATE = "duplicate"  # the list has the number already
    BARRED = "barred"  # on a do-not-call list
    REFUSED = "refused"  # no number that may be dialled, or another fault


@dataclass(frozen=True, slots=True)
class TakenLead:
    """``lead``: its id; of a duplicate that of the one there already; 0: none. ``text``: why not, for people."""

    taking: Taking
    number: str
    lead: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class BarredEntry:
    """``number``: E.164, or a beginning of such with a *. Empty ``project`` and ``campaign``: nobody may call it."""

    number: str
    project: str = ""
    campaign: str = ""
    reason: str = ""
    by: str = ""
