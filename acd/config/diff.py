"""What would change if a new centre took effect, as sentences and as data."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from acd.config.mapping import key_of, to_toml
from acd.model.centre import Centre

LISTED_MAX = 20  # of longer lists only the changes are counted

_SECTIONS = {
    "projects": "project",
    "queues": "queue",
    "agents": "agent",
    "phones": "phone",
    "numbers": "number",
    "trunks": "trunk",
    "reasons": "reason",
    "hours": "hours",
    "menus": "menu",
    "callers": "callers",
    "campaigns": "campaign",
    "dispositions": "disposition",
}
_SETTINGS = (
    ("routing", "fairness", "fairness"),
    ("transfers", "transfer_wait_ms", "wait_s"),
    ("transfers", "transfer_outside", "outside"),
    ("transfers", "transfer_ring_ms", "ring_s"),
    ("pins", "pin_tries_max", "tries_max"),
    ("pins", "pin_pause_ms", "pause_s"),
    ("voicemail", "voicemail_keep_ms", "keep_s"),
    ("do_not_call", "do_not_call", "numbers"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """``kind`` is added, removed or changed; ``key`` is None unless one value changed. ``text`` says it to people."""

    kind: str
    section: str
    id: str
    key: str | None
    text: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def diff_centre(old: Centre, new: Centre) -> list[Change]:
    """The changes from ``old`` to ``new``, section by section: removed, added, changed."""
    return [change for section in _SECTIONS for change in _section(old, new, section)] + list(_settings(old, new))


def _section(old: Centre, new: Centre, section: str) -> Iterator[Change]:
    before, after = getattr(old, section), getattr(new, section)
    kind = _SECTIONS[section]
    for id_ in before:
        if id_ not in after:
            yield Change("removed", section, id_, None, f"{kind} {id_} removed{_named(before[id_])}")
    for id_ in after:
        if id_ not in before:
            yield Change("added", section, id_, None, f"{kind} {id_} added{_named(after[id_])}")
        else:
            yield from _values(section, f"{kind} {id_}", before[id_], after[id_])


def _named(entry: Any) -> str:
    name = getattr(entry, "name", "") or getattr(entry, "label", "")
    return f" ({name})" if name else ""


def _values(section: str, subject: str, before: Any, after: Any) -> Iterator[Change]:
    for field in fields(after):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            key = key_of(field.name)
            text = f"{subject}: {key} {_difference(field.name, old, new)}"
            yield Change("changed", section, subject.partition(" ")[2], key, text)


def _difference(name: str, old: Any, new: Any) -> str:
    if isinstance(old, tuple) and isinstance(new, tuple) and max(len(old), len(new)) > LISTED_MAX:
        return f"{len(set(new) - set(old))} added, {len(set(old) - set(new))} removed"
    return f"{_shown(name, old)} -> {_shown(name, new)}"


def _settings(old: Centre, new: Centre) -> Iterator[Change]:
    yield from _values("desk", "desk", old.desk, new.desk)
    for section, name, key in _SETTINGS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            text = f"{section}: {key} {_shown(name, before)} -> {_shown(name, after)}"
            yield Change("changed", section, "", key, text)


def _shown(name: str, value: Any) -> str:
    """As people say it; what has parts as it is written in the file."""
    match value:
        case None:
            return "none"
        case int() if name.endswith("_ms"):
            return f"{value / 1000:g} s"
        case tuple() if all(isinstance(part, str) for part in value):
            return ", ".join(map(str, value)) or "none"
        case str():
            return value or '""'
    return to_toml(value, name)
