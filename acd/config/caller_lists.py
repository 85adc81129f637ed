"""Lists of callers: files with more numbers, and numbers that stand in two lists."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acd.config.fields import is_caller_number
from acd.config.skill_references import entries
from acd.config.source import Source, read_text
from acd.errors import ConfigError, Problem
from acd.model.callers import normal_entry

_HERE_ONLY = "a file is read by acd apply, on the machine where that runs; a text alone must have the numbers in it"


@dataclass(frozen=True, slots=True)
class _Entry:
    """``problem`` makes a problem of a text, with the place where the number stands."""

    callers: str
    number: str
    problem: Callable[[str], Problem]


def names_files(text: str) -> bool:
    """Whether a centre's text leans on files with numbers."""
    return any("numbers_file" in callers for callers in entries(tomllib.loads(text), "callers").values())


def with_files(source: Source, folder: Path | None) -> tuple[dict[str, Any], list[Problem]]:
    """The data with the numbers of the files in it, and what is wrong with them. ``folder``: where paths begin."""
    problems: list[Problem] = []
    lists = entries(source.data, "callers")
    written = list(_written(source, lists))
    read: dict[str, list[_Entry]] = {}
    for id_, callers in lists.items():
        name = callers.get("numbers_file")
        if isinstance(name, str):
            try:
                read[id_] = list(_lines(id_, name, folder))
            except ConfigError as error:
                text = error.problems[0].text if error.problems else str(error)
                problems.append(source.problem(("callers", id_, "numbers_file"), text))
    added = [entry for entries_ in read.values() for entry in entries_]
    wrong = [entry for entry in added if not is_caller_number(entry.number)]
    problems += [entry.problem('expected a number such as "+7 495 1234567", or "+7495*"') for entry in wrong]
    problems += _in_two_lists(written + added)
    if not read:
        return source.data, problems
    return {**source.data, "callers": {id_: _merged(lists[id_], read.get(id_, [])) for id_ in lists}}, problems


def _merged(callers: Mapping[str, Any], read: list[_Entry]) -> dict[str, Any]:
    numbers = callers.get("numbers", [])
    if not isinstance(numbers, list) or not read:
        return dict(callers)
    return {**callers, "numbers": [*numbers, *(entry.number for entry in read if is_caller_number(entry.number))]}


def _written(source: Source, lists: Mapping[str, Mapping[str, Any]]) -> Iterator[_Entry]:
    for id_, callers in lists.items():
        numbers = callers.get("numbers")
        for place, number in enumerate(numbers if isinstance(numbers, list) else ()):
            if isinstance(number, str) and is_caller_number(number):
                yield _Entry(id_, number, _place(source, id_, place))


def _place(source: Source, id_: str, place: int) -> Callable[[str], Problem]:
    return lambda text: source.problem(("callers", id_, "numbers", place), text)


def _lines(id_: str, name: str, folder: Path | None) -> Iterator[_Entry]:
    """A number on each line; what follows a # is a comment."""
    if folder is None:
        raise ConfigError(problems=[Problem(name, 0, "", _HERE_ONLY)])
    path = folder / name
    for line, text in enumerate(read_text(path).splitlines(), 1):
        number = text.partition("#")[0].strip()
        if number:
            yield _Entry(id_, number, _line(path, line))


def _line(path: Path, line: int) -> Callable[[str], Problem]:
    return lambda text: Problem(str(path), line, "", text)


def _in_two_lists(found: list[_Entry]) -> Iterator[Problem]:
    """Twice in one list does no harm."""
    first: dict[str, _Entry] = {}
    for entry in found:
        other = first.setdefault(normal_entry(entry.number), entry)
        if other.callers != entry.callers:
            yield entry.problem(f"{entry.number} is in the list {other.callers} already")
