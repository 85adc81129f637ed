"""Faults of how callers come in: ways that lead nowhere, a way out of hours that are never asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from acd.config.explain import Finding, suggestion
from acd.config.keylines import KeyPath
from acd.config.skill_references import entries

Raw = Mapping[str, Any]

_WAYS = {
    "to_queue": ("queues", "queue"),
    "to_voicemail": ("queues", "queue"),
    "to_menu": ("menus", "menu"),
    "to_agent": ("agents", "agent"),
    "hours": ("hours", "calendar"),
}


def unknown_ways(data: Raw) -> Iterator[Finding]:
    """Every key that names a way on, or a calendar, wherever it stands."""
    known = {section: _names(data, section) for section, _ in _WAYS.values()}
    for path, key, name in _named(data, ()):
        section, kind = _WAYS[key]
        if name not in known[section]:
            yield path, f'there is no {kind} "{name}"' + suggestion(name, known[section])


def _names(data: Raw, section: str) -> frozenset[str]:
    found = data.get(section)
    return frozenset(found) if isinstance(found, Mapping) else frozenset()


def _named(data: object, path: KeyPath) -> Iterator[tuple[KeyPath, str, str]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in _WAYS and isinstance(value, str):
                yield (*path, key), key, value
            elif isinstance(value, Mapping | list):
                yield from _named(value, (*path, key))
    elif isinstance(data, list):
        for place, part in enumerate(data):
            if isinstance(part, Mapping):
                yield from _named(part, (*path, place))


def useless_closed(data: Raw) -> Iterator[Finding]:
    for section in ("queues", "numbers"):
        for name, entry in entries(data, section).items():
            if "closed" in entry and "hours" not in entry:
                yield (section, name, "closed"), "never asked: there are no hours, so it is always open"


def agents_without_queue(data: Raw) -> Iterator[Finding]:
    """A personal call needs a queue to wait in."""
    idle = {name for name, agent in entries(data, "agents").items() if not agent.get("queues")}
    for name, number in entries(data, "numbers").items():
        if "queue" not in number and number.get("agent") in idle:
            yield ("numbers", name, "agent"), f'agent "{number["agent"]}" serves no queue: name the one to wait in'
    for path, choice in _choices(data):
        if choice.get("to_agent") in idle:
            yield (*path, "to_agent"), f'agent "{choice["to_agent"]}" serves no queue, so nobody could wait there'


def _choices(data: Raw) -> Iterator[tuple[KeyPath, Raw]]:
    """What the keys and the defaults of all menus lead to."""
    for name, menu in entries(data, "menus").items():
        default, keys = menu.get("default"), menu.get("keys")
        if isinstance(default, Mapping):
            yield ("menus", name, "default"), default
        for key, choice in keys.items() if isinstance(keys, Mapping) else ():
            if isinstance(choice, Mapping):
                yield ("menus", name, "keys", key), choice
