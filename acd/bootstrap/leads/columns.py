"""Which column of a file is what: by its name in English or Russian, or as the user says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from acd.errors import CallerError

FIELD_NAME_CHARS_MAX = 64


class Field(StrEnum):
    """What a column may be, besides a field of the list's own."""

    NUMBER = "number"  # the first such column has the main number, further ones alternatives
    NAME = "name"  # several are joined by a space
    LANGUAGE = "language"
    ZONE = "zone"
    REGION = "region"
    PRIORITY = "priority"
    NOTHING = "-"  # the column is left out


_NAMES: Mapping[Field, str] = {
    Field.NUMBER: "number phone phonenumber telephone tel mobile mobilephone cell cellphone msisdn main mainnumber "
    "mainphone workphone homephone altphone altnumber alternativenumber alternativenumbers телефон номер номертелефона "
    "тел мобильный мобильныйтелефон сотовый контактныйтелефон рабочийтелефон домашнийтелефон дополнительныйтелефон "
    "доптелефон",
    Field.NAME: "name fullname customer client contact contactname firstname lastname surname имя фио фамилия отчество "
    "клиент контакт контактноелицо абонент",
    Field.LANGUAGE: "language lang locale язык",
    Field.ZONE: "zone timezone tz часовойпояс таймзона",
    Field.REGION: "country countrycode iso страна кодстраны",
    Field.PRIORITY: "priority prio rank приоритет",
}
_FIELDS = {field.value: field for field in Field}
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns. ``own``: the list's own fields, each with its name."""

    numbers: tuple[int, ...]
    names: tuple[int, ...] = ()
    language: int | None = None
    zone: int | None = None
    region: int | None = None
    priority: int | None = None
    own: tuple[tuple[str, int], ...] = ()
    described: Mapping[str, str] = field(default_factory=dict)  # header -> what it is, for the user


def find_columns(header: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """``mapping``: header -> a ``Field``, or any other word, which names a field of the list's own.

    Raises CallerError: a header that is not there, no column with numbers, or two that can only be one.
    """
    wanted = {name.strip().casefold(): what for name, what in mapping.items()}
    missing = set(wanted) - {name.casefold() for name in header}
    if missing:
        raise CallerError(f"the file has no column {sorted(missing)[0]!r}; it has {', '.join(map(repr, header))}")
    places: dict[Field, list[int]] = {}
    own: list[tuple[str, int]] = []
    described: dict[str, str] = {}
    mapped_number = Field.NUMBER.value in wanted.values()
    for place, name in enumerate(header):
        what = wanted.get(name.casefold()) or _guess(name, mapped_number)
        described[name] = what
        known = _FIELDS.get(what)
        if known is not None:
            places.setdefault(known, []).append(place)
        else:
            own.append((what[:FIELD_NAME_CHARS_MAX], place))
    return _columns(places, own, described)


def _guess(name: str, mapped_number: bool) -> str:
    """``phone2``, ``Phone (2)`` and ``Телефон №2`` are numbers, too. Who names the number's column means only that."""
    plain = re.sub(r"[\W_]+", "", name.casefold().replace("№", "")).rstrip("0123456789")
    found = _BY_NAME.get(plain)
    if found is None or (found is Field.NUMBER and mapped_number):
        return name.strip()
    return found.value


def _columns(places: Mapping[Field, list[int]], own: list[tuple[str, int]], described: dict[str, str]) -> Columns:
    def one(wanted: Field) -> int | None:
        found = places.get(wanted, [])
        if len(found) > 1:
            raise CallerError(f"several columns are the {wanted}: name the right one with --map HEADER={wanted}")
        return found[0] if found else None

    if not places.get(Field.NUMBER):
        names = ", ".join(map(repr, described))
        raise CallerError(f"no column has phone numbers (there are {names}): name it with --map HEADER=number")
    twice = {name for name, _ in own if [other for other, _ in own].count(name) > 1}
    if twice:
        raise CallerError(f"two columns would be the field {sorted(twice)[0]!r}")
    return Columns(
        numbers=tuple(places[Field.NUMBER]),
        names=tuple(places.get(Field.NAME, ())),
        language=one(Field.LANGUAGE),
        zone=one(Field.ZONE),
        region=one(Field.REGION),
        priority=one(Field.PRIORITY),
        own=tuple(own),
        described=described,
    )
