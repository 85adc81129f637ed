"""Dispositions: the outcomes that agents give calls. They are a tree: reasons of refusal lie below the refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from acd.model.campaigns import Retry


class Meaning(StrEnum):
    """What reports count a disposition as; one without a meaning has that of the one above it."""

    SUCCESS = "success"
    REFUSAL = "refusal"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Disposition:
    """An outcome. Without ``retry``, ``callback`` and ``do_not_call`` it is final: the lead is done.

    Only those below which there is no other can be chosen.
    """

    id: str
    name: str
    project: str | None = None  # None: all projects
    parent: str | None = None
    meaning: Meaning | None = None
    retry: Retry | None = None  # the lead is dialled again
    callback: bool = False  # the agent names a time, and the person is called then
    do_not_call: bool = False  # the person wants no further calls


def path_of(dispositions: Mapping[str, Disposition], id_: str) -> tuple[str, ...]:
    """The ids from the root of the tree down to this one; only this one where it is not configured (any more)."""
    found = [id_]
    while (above := dispositions[found[0]].parent if found[0] in dispositions else None) and above not in found:
        found.insert(0, above)
    return tuple(found)


def meaning_of(dispositions: Mapping[str, Disposition], id_: str) -> Meaning:
    for name in reversed(path_of(dispositions, id_)):
        known = dispositions.get(name)
        if known is not None and known.meaning is not None:
            return known.meaning
    return Meaning.OTHER


def choices(dispositions: Mapping[str, Disposition], project: str, allowed: tuple[str, ...] = ()) -> list[Disposition]:
    """Those that an agent of the project may choose from, in the order of the file.

    ``allowed`` (``Campaign.dispositions``): these and what lies below them; none: all.
    """
    parents = {known.parent for known in dispositions.values()}
    return [
        known
        for known in dispositions.values()
        if known.id not in parents
        and known.project in (None, project)
        and (not allowed or not set(allowed).isdisjoint(path_of(dispositions, known.id)))
    ]
