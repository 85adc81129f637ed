"""A row of a file to a lead, or the reason why not. The same in this process and in a worker's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import msgspec

from acd.adapters.files.rows import BadRow, Row
from acd.adapters.numbers.reading import NumberReader, Phone, Place
from acd.adapters.numbers.zones import is_zone
from acd.adapters.sql.leads.intake import NewLead
from acd.bootstrap.leads.columns import Columns

CELL_CHARS_MAX = 4_000
PRIORITY_MAX = 99

_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}([_-][A-Za-z]{2,4})?")
_TEXT_TRICK = re.compile(r'="(.*)"')  # how spreadsheets are told that digits are a text
_SEPARATORS = re.compile(r"[,;/|\n]")
_FORMULA_BEGINS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that did not become a lead, or (``warning``) not all of it. ``text``: the number as it was written."""

    line: int
    reason: str
    text: str
    warning: bool = False


@dataclass(slots=True)
class Prepared:
    """Of one batch. ``rows`` = ``leads`` and rejects that are no warnings."""

    rows: int
    leads: list[NewLead]
    rejects: list[Reject]


class Preparer:
    """For one file. Raises ValueError for a region that does not exist."""

    def __init__(self, columns: Columns, region: str, seed: str) -> None:
        """``seed``: of the random order, such as the list's name."""
        self._columns = columns
        self._reader = NumberReader(region)
        self._seed = crc32(seed.encode())
        self._own = [name for name, _ in columns.own]
        self._own_places = [place for _, place in columns.own]

    def batch(self, rows: Iterable[Row | BadRow]) -> Prepared:
        count, leads, rejects = 0, list[NewLead](), list[Reject]()
        for row in rows:
            count += 1
            if isinstance(row, BadRow):
                rejects.append(Reject(row.line, row.reason, row.text))
                continue
            made = self._lead(row[0], row[1], rejects)
            if made is not None:
                leads.append(made)
        return Prepared(count, leads, rejects)

    def _lead(self, line: int, cells: list[str], rejects: list[Reject]) -> NewLead | None:
        columns = self._columns
        whole = "".join(cells)
        fault = _too_long(cells) if len(whole) > CELL_CHARS_MAX else ""
        if "'" in whole:
            cells = [_without_apostrophe(cell) for cell in cells]
        phones, refused = ([], []) if fault else self._phones(cells)
        place, priority, language = (_NOWHERE, 0, "") if not phones else (phones[0].place, 0, "")
        if phones and not fault:
            place, fault = self._place(cells, place)
        if columns.priority is not None and not fault:
            priority, fault = _priority(cells[columns.priority])
        if columns.language is not None and not fault:
            language, fault = _language(cells[columns.language])
        written = cells[columns.numbers[0]]
        if fault or not phones:
            rejects.append(Reject(line, fault or refused[0], written[:CELL_CHARS_MAX]))
            return None
        rejects += [Reject(line, f"{reason}; the lead is in without it", written, True) for reason in refused]
        number = phones[0].number
        further = list(dict.fromkeys(phone.number for phone in phones[1:] if phone.number != number))
        return NewLead(
            line,
            number,
            _encode(further).decode() if further else "[]",
            " ".join(filter(None, (cells[at].strip() for at in columns.names))),
            language,
            place.region,
            ",".join(place.zones),
            priority,
            _encode(dict(zip(self._own, map(cells.__getitem__, self._own_places), strict=True))).decode(),
            crc32(number.encode(), self._seed),
        )

    def _phones(self, cells: list[str]) -> tuple[list[Phone], list[str]]:
        """The numbers that may be dialled, and why others may not: of an empty column only when there are no others."""
        phones, refused, empty = list[Phone](), list[str](), list[str]()
        for at in self._columns.numbers:
            text = cells[at].strip()
            for part in self._parts(text):
                found = self._reader.read(part)
                if isinstance(found, Phone):
                    phones.append(found)
                elif text:
                    refused.append(found.reason if len(self._columns.numbers) == 1 else f"{part}: {found.reason}")
                else:
                    empty.append("no number")
        return phones, refused or ([] if phones else empty)

    def _parts(self, text: str) -> list[str]:
        """Several numbers in one cell are further numbers."""
        if text[:1] == "=" and (trick := _TEXT_TRICK.fullmatch(text)):
            text = trick[1]
        if len(text) < 14 or not _SEPARATORS.search(text) or isinstance(self._reader.read(text), Phone):
            return [text]
        return [part for part in map(str.strip, _SEPARATORS.split(text)) if part]

    def _place(self, cells: list[str], found: Place) -> tuple[Place, str]:
        columns, region, zones = self._columns, found.region, found.zones
        if columns.zone is not None and (zone := cells[columns.zone].strip()):
            if not is_zone(zone):
                return found, f"no time zone {zone[:40]!r}: expected one such as Europe/Moscow"
            zones = (zone,)
        if columns.region is not None and (given := cells[columns.region].strip().upper()):
            if not _REGION.fullmatch(given):
                return found, f"no country {given[:40]!r}: expected ISO 3166 such as RU or US-CA"
            region = given
        return (_place(region, zones), "") if (region, zones) != (found.region, found.zones) else (found, "")


@cache
def _place(region: str, zones: tuple[str, ...]) -> Place:
    return Place(region, zones)


_NOWHERE = Place("", ())


def _without_apostrophe(cell: str) -> str:
    """An export puts one before what a spreadsheet would run (``acd.cli.csv_text``)."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" ")[:1] in _FORMULA_BEGINS else cell


def _too_long(cells: list[str]) -> str:
    longest = max(map(len, cells))
    return f"a cell with {longest} characters, of at most {CELL_CHARS_MAX}" if longest > CELL_CHARS_MAX else ""


def _priority(text: str) -> tuple[int, str]:
    text = text.strip()
    if not text:
        return 0, ""
    if not text.isascii() or not text.isdigit() or len(text) > 2:
        return 0, f"no priority {text[:40]!r}: expected 0 to {PRIORITY_MAX}"
    return int(text), ""


def _language(text: str) -> tuple[str, str]:
    text = text.strip()
    if text and not _LANGUAGE.fullmatch(text.lower()):
        return "", f"no language {text[:40]!r}: expected one such as ru, en"
    return text.lower(), ""
