"""Faults of a centre that lie between its entries: names that lead nowhere, ways round, things given twice.

These look at the raw TOML data, so that they are found together with the faults inside the entries, not after them.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from acd.config.campaign_references import campaign_faults
from acd.config.circles import circles
from acd.config.disposition_references import disposition_faults
from acd.config.entrance_references import agents_without_queue, unknown_ways, useless_closed
from acd.config.explain import Finding, suggestion
from acd.config.hours_faults import hours_faults
from acd.config.keylines import KeyPath
from acd.config.skill_references import entries, unknown_skills

Raw = Mapping[str, Any]


def broken_references(data: Raw) -> list[Finding]:
    """All faults between the entries of a centre; entries that are no tables are passed over."""
    return [
        *_unknown_names(data),
        *unknown_ways(data),
        *unknown_skills(data),
        *hours_faults(data),
        *useless_closed(data),
        *agents_without_queue(data),
        *_unordered_steps(entries(data, "queues")),
        *circles(entries(data, "queues")),
        *_keys_twice(entries(data, "queues")),
        *_no_way_outside(data),
        *_repeated_queues(entries(data, "agents")),
        *_shared_networks(entries(data, "trunks")),
        *_shared_digits(entries(data, "reasons")),
        *campaign_faults(data),
        *disposition_faults(data),
    ]


def _names(data: Raw, section: str) -> frozenset[str]:
    entries = data.get(section)
    return frozenset(entries) if isinstance(entries, Mapping) else frozenset()


def _unknown_names(data: Raw) -> Iterator[Finding]:
    queues, phones = _names(data, "queues"), _names(data, "phones")
    projects = _names(data, "projects")
    for name, queue in entries(data, "queues").items():
        yield from _lookup(queue.get("project"), "project", projects, ("queues", name, "project"))
    for name, agent in entries(data, "agents").items():
        served = agent.get("queues")
        for place, queue_name in enumerate(served if isinstance(served, list) else ()):
            yield from _lookup(queue_name, "queue", queues, ("agents", name, "queues", place))
        yield from _lookup(agent.get("phone"), "phone", phones, ("agents", name, "phone"))
        yield from _preferences(agent, queues, ("agents", name))
    for name, number in entries(data, "numbers").items():
        yield from _lookup(number.get("queue"), "queue", queues, ("numbers", name, "queue"))
        yield from _lookup(number.get("agent"), "agent", _names(data, "agents"), ("numbers", name, "agent"))
        yield from _lookup(number.get("menu"), "menu", _names(data, "menus"), ("numbers", name, "menu"))
        yield from _lookup(number.get("project"), "project", projects, ("numbers", name, "project"))
    for name, callers in entries(data, "callers").items():
        yield from _lookup(callers.get("queue"), "queue", queues, ("callers", name, "queue"))
        yield from _lookup(callers.get("agent"), "agent", _names(data, "agents"), ("callers", name, "agent"))


def _preferences(agent: Raw, queues: frozenset[str], path: tuple[str | int, ...]) -> Iterator[Finding]:
    served, preferred = agent.get("queues"), agent.get("preference")
    for queue in preferred if isinstance(preferred, Mapping) else ():
        yield from _lookup(queue, "queue", queues, (*path, "preference", queue))
        if queue in queues and isinstance(served, list) and queue not in served:
            yield (*path, "preference", queue), f'the agent does not serve the queue "{queue}"'


def _unordered_steps(queues: Mapping[str, Raw]) -> Iterator[Finding]:
    """Steps of relaxation come one after the other."""
    for name, queue in queues.items():
        before: float = -1
        steps = queue.get("relax")
        for place, step in enumerate(steps if isinstance(steps, list) else ()):
            after = step.get("after_s") if isinstance(step, Mapping) else None
            if isinstance(after, int | float):
                if after <= before:
                    yield ("queues", name, "relax", place, "after_s"), f"expected more than {before:g}, the step before"
                before = after


def _lookup(name: object, kind: str, known: frozenset[str], path: tuple[str | int, ...]) -> Iterator[Finding]:
    if isinstance(name, str) and name not in known:
        yield path, f'there is no {kind} "{name}"' + suggestion(name, known)


def _no_way_outside(data: Raw) -> Iterator[Finding]:
    """Callers are sent outside, and no trunk takes them."""
    if any(trunk.get("outbound") for trunk in entries(data, "trunks").values()):
        return
    for path in _numbers_outside(data, ()):
        yield path, "no trunk has outbound, so nobody can be sent there"


def _numbers_outside(data: object, path: KeyPath) -> Iterator[KeyPath]:
    if isinstance(data, Mapping):
        if isinstance(data.get("to_number"), str):
            yield (*path, "to_number")
        for key, value in data.items():
            yield from _numbers_outside(value, (*path, key))
    elif isinstance(data, list):
        for place, part in enumerate(data):
            yield from _numbers_outside(part, (*path, place))


def _keys_twice(queues: Mapping[str, Raw]) -> Iterator[Finding]:
    """A key of ``keys`` that something else in the queue listens to, such as ``callback.key``."""
    for name, queue in queues.items():
        keys = queue.get("keys")
        for part, table in queue.items():
            key = table.get("key") if isinstance(table, Mapping) else None
            if isinstance(key, str) and isinstance(keys, Mapping) and key in keys:
                yield ("queues", name, "keys", key), f"{part}.key is the same key"


def _repeated_queues(agents: Mapping[str, Raw]) -> Iterator[Finding]:
    for name, agent in agents.items():
        served = agent.get("queues")
        seen: list[object] = []
        for place, queue in enumerate(served if isinstance(served, list) else ()):
            if queue in seen:
                yield ("agents", name, "queues", place), f'queue "{queue}" is given twice'
            seen.append(queue)


def _shared_digits(reasons: Mapping[str, Raw]) -> Iterator[Finding]:
    owner: dict[object, str] = {}
    for name, reason in reasons.items():
        digit = reason.get("digit")
        if isinstance(digit, int) and owner.setdefault(digit, name) != name:
            yield ("reasons", name, "digit"), f'the digit {digit} belongs to the reason "{owner[digit]}" already'


def _shared_networks(trunks: Mapping[str, Raw]) -> Iterator[Finding]:
    """Two trunks with the same address at one Asterisk: nobody could say whose call it is."""
    owner: dict[tuple[object, object], str] = {}
    for name, trunk in trunks.items():
        match = trunk.get("match")
        for place, address in enumerate(match if isinstance(match, list) else ()):
            try:
                network = ipaddress.ip_network(address, strict=False)
            except (ValueError, TypeError):
                continue
            first = owner.setdefault((trunk.get("node", "main"), network), name)
            if first != name:
                yield ("trunks", name, "match", place), f'{address} belongs to trunk "{first}" already'
            elif isinstance(match, list) and match.index(address) != place:
                yield ("trunks", name, "match", place), f"{address} is given twice"
