"""From pydantic's errors to sentences for the person who wrote the file: what was expected, and the likely key."""

import typing
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from acd.config.fields import EXPECTED
from acd.config.keylines import KeyPath

Finding = tuple[KeyPath, str]

_KINDS = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "finite_number": "a finite number",
}


def findings(error: ValidationError, root: type[BaseModel]) -> list[Finding]:
    """One finding for each error, with the path of the key in the file."""
    return [_finding(detail, root) for detail in error.errors(include_url=False)]


def _finding(detail: ErrorDetails, root: type[BaseModel]) -> Finding:
    path: KeyPath = detail["loc"]
    if path and path[-1] == "[key]":  # the key itself is wrong
        return path[:-1], f"not an id: {_expectation(detail)}"
    table = _table_at(root, path[:-1])
    if detail["type"] == "extra_forbidden":
        return path, "unknown key" + suggestion(str(path[-1]), table.model_fields if table else ())
    return path, _expectation(detail) + _but(detail)


def _expectation(detail: ErrorDetails) -> str:
    kind = detail["type"]
    limits: Mapping[str, Any] = detail.get("ctx", {})
    if kind in _KINDS:
        return f"expected {_KINDS[kind]}"
    match kind:
        case "missing":
            return "missing; this key is required"
        case "greater_than_equal":
            return f"expected at least {limits['ge']:g}"
        case "less_than_equal":
            return f"expected at most {limits['le']:g}"
        case "literal_error" | "enum":
            return f"expected {limits['expected']}"
        case "too_short":
            return f"expected at least {limits['min_length']} in the list"
        case "string_too_long":
            return f"expected at most {limits['max_length']} characters"
    return f"expected {detail['msg']}" if kind == EXPECTED else detail["msg"]


def _but(detail: ErrorDetails) -> str:
    """What was found instead, when that is short; never a table, which the reader has before their eyes."""
    found = detail["input"]
    if detail["type"] == "missing" or detail.get("ctx", {}).get("hide") or isinstance(found, (dict, list, BaseModel)):
        return ""
    text = repr(found) if not isinstance(found, bool) else str(found).lower()
    return f", found {text if len(text) <= 60 else text[:57] + '...'}"


def suggestion(word: str, known: Iterable[str]) -> str:
    """`` (did you mean x?)`` for the nearest known word, or the list of a few, or nothing."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f" (did you mean {near[0]}?)"
    return f" (known: {', '.join(words)})" if 0 < len(words) <= 12 else ""


def annotation_at(root: type[BaseModel], path: KeyPath) -> Any:
    """The type of the value at ``path``, as the models say; None where they know no such key."""
    kind: Any = root
    for part in path:
        kind = required(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            known = kind.model_fields.get(str(part))
            kind = known.annotation if known else None
        else:  # the values of dict[str, Table], the places of list[Table]
            kind = (typing.get_args(kind) or (None,))[-1]
    return required(kind)


def _table_at(root: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """The model that describes the table at ``path``."""
    kind = annotation_at(root, path)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def required(annotation: Any) -> Any:
    """``Table`` of ``Table | None``."""
    optional = isinstance(annotation, UnionType) or typing.get_origin(annotation) is typing.Union
    return typing.get_args(annotation)[0] if optional else annotation
