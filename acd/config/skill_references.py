"""Skills that are asked for and that no agent has: a caller would wait for nobody."""

from collections.abc import Iterator, Mapping
from typing import Any

from acd.config.explain import Finding, suggestion
from acd.config.keylines import KeyPath
from acd.model.skills import SkillsError, read_requirement

Raw = Mapping[str, Any]


def entries(data: Raw, section: str) -> dict[str, Raw]:
    """The entries of a section that are tables."""
    found = data.get(section)
    if not isinstance(found, Mapping):
        return {}
    return {name: entry for name, entry in found.items() if isinstance(entry, Mapping)}


def unknown_skills(data: Raw) -> Iterator[Finding]:
    """Each skill of each requirement that no agent of the file has."""
    known = _skills(data)
    for path, text in _requirements(data, ()):
        try:
            names = read_requirement(text).names()
        except SkillsError:
            continue  # told with the table that holds it
        for skill in sorted(names - known):
            yield path, f'no agent has the skill "{skill}"' + suggestion(skill, known)


def _skills(data: Raw) -> frozenset[str]:
    tables = [agent.get("skills") for agent in entries(data, "agents").values()]
    return frozenset(skill for table in tables if isinstance(table, Mapping) for skill in table)


def _requirements(data: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every ``requires`` of the file, wherever it stands."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "requires" and isinstance(value, str):
                yield (*path, key), value
            else:
                yield from _requirements(value, (*path, key))
    elif isinstance(data, list):
        for place, part in enumerate(data):
            yield from _requirements(part, (*path, place))
