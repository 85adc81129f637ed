"""Environment variables that override keys of ``acd.toml``: ``ACD_HTTP__LISTEN`` is ``http.listen``.

``__`` goes one table deeper; of ``[[asterisk]]``, ``ACD_ASTERISK__0__HOST`` means the first. A variable without ``__``
(``ACD_HOME``) is no key. Texts are taken as they are, everything else is written as in TOML (``42``, ``["a", "b"]``).
"""

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from acd.config.explain import annotation_at
from acd.config.keylines import KeyPath

PREFIX = "ACD_"


@dataclass(slots=True)
class Overridden:
    """The data with the overrides in it; ``variables`` tells which path came from which variable."""

    data: dict[str, Any]
    variables: dict[KeyPath, str] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)  # variable -> why it could not be put in

    def variable_of(self, path: KeyPath) -> str | None:
        """The variable that set the value at ``path``, something around it, or something in it."""
        for known, name in self.variables.items():
            if path[: len(known)] == known or known[: len(path)] == path:
                return name
        return None


def override(data: Mapping[str, Any], environment: Mapping[str, str], root: type[BaseModel]) -> Overridden:
    """A copy of TOML data with the variables' values put in; ``root`` describes the data."""
    result = Overridden(copy.deepcopy(dict(data)))
    for name in sorted(environment):
        if name.startswith(PREFIX) and "__" in name:
            path = tuple(int(part) if part.isdigit() else part for part in name[len(PREFIX) :].lower().split("__"))
            try:
                _put(result.data, path, _value(environment[name], annotation_at(root, path)))
                result.variables[path] = name
            except _NoPlaceError as error:
                result.unusable[name] = str(error)
    return result


class _NoPlaceError(Exception):
    pass


def _put(data: Any, path: KeyPath, value: object) -> None:
    for depth, part in enumerate(path):
        last = depth == len(path) - 1
        following: Any = value if last else ([] if isinstance(path[depth + 1], int) else {})
        if isinstance(data, dict) and isinstance(part, str) and part:
            data[part] = value if last else data.get(part, following)
            data = data[part]
        elif isinstance(data, list) and isinstance(part, int) and part <= len(data):
            data[part:] = [value if last else (data[part] if part < len(data) else following), *data[part + 1 :]]
            data = data[part]
        else:
            raise _NoPlaceError("there is no such place in acd.toml; lists count from 0, without gaps")


def _value(text: str, kind: Any) -> object:
    """Texts as they are; numbers, truth values and lists as in TOML. What is neither stays a text, to be refused."""
    if kind in (int, float, bool) or getattr(kind, "__origin__", None) is list:
        try:
            parsed: object = tomllib.loads(f"value = {text}")["value"] if "\n" not in text else text
        except tomllib.TOMLDecodeError:
            return text
        return parsed
    return text
