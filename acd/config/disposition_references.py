"""Faults of the tree of dispositions: names that lead nowhere, ways round, promises that nobody can choose."""

from collections.abc import Iterator, Mapping
from typing import Any

from acd.config.explain import Finding, suggestion
from acd.config.skill_references import entries

Raw = Mapping[str, Any]

_CONSEQUENCES = ("retry", "callback", "do_not_call")


def disposition_faults(data: Raw) -> Iterator[Finding]:
    known, projects = entries(data, "dispositions"), frozenset(entries(data, "projects"))
    parents = {entry.get("parent") for entry in known.values()}
    for name, entry in known.items():
        project, parent = entry.get("project"), entry.get("parent")
        if isinstance(project, str) and project not in projects:
            text = f'there is no project "{project}"' + suggestion(project, projects)
            yield ("dispositions", name, "project"), text
        if isinstance(parent, str):
            yield from _parent(known, name, parent, project)
        if name in parents:
            for key in _CONSEQUENCES:
                if entry.get(key):
                    yield ("dispositions", name, key), "never chosen: there are others below it"


def _parent(known: Mapping[str, Raw], name: str, parent: str, project: object) -> Iterator[Finding]:
    path = ("dispositions", name, "parent")
    if parent not in known:
        yield path, f'there is no disposition "{parent}"' + suggestion(parent, known)
        return
    above = known[parent].get("project")
    if above is not None and above != project:
        yield path, f'"{parent}" is of project "{above}" alone'
    way = [name]
    while parent in known and parent not in way:
        way.append(parent)
        parent = known[parent].get("parent", "")
    if parent == name:
        yield path, f"it goes round: {' -> '.join([*way, name])}"
