"""Between the tables of ``centre.toml`` and the values of ``acd.model``: one rule in place of a function for each.

A field of the model has the name of its key; ``..._ms`` (milliseconds) is ``..._s`` (seconds) in the file. Tables
become the dataclass that the field's type names, lists become tuples, texts become members of an enumeration, and an
absent key is None.
"""

import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar

from pydantic import BaseModel

from acd.config.fields import to_ms
from acd.config.source import toml_string

Value = TypeVar("Value")

_KEYS = {"ring_ms": "ring_timeout_s", "overflows": "overflow"}


def key_of(field: str) -> str:
    """The key of ``centre.toml`` for a field of the model."""
    return _KEYS.get(field) or (field.removesuffix("_ms") + "_s" if field.endswith("_ms") else field)


def to_model(table: BaseModel, kind: type[Value], **given: Any) -> Value:
    """``given``: fields that are no keys of the table, such as an entry's id."""
    types = _types(typing.cast(Any, kind))
    keys = type(table).model_fields
    values = {
        name: _to_value(getattr(table, key_of(name)), types[name], name)
        for name in types
        if name not in given and key_of(name) in keys
    }
    return kind(**values, **given)


@cache
def _types(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _to_value(value: Any, kind: Any, name: str) -> Any:
    if value is None:
        return None
    if isinstance(kind, UnionType):
        return _to_value(value, next(part for part in typing.get_args(kind) if part is not type(None)), name)
    if isinstance(value, BaseModel):
        return to_model(value, kind)
    if isinstance(value, list):
        item = typing.get_args(kind)[0]
        return tuple(_to_value(part, item, name) for part in value)
    if isinstance(value, dict):
        key_kind, item = typing.get_args(kind)
        return {_to_value(key, key_kind, ""): _to_value(part, item, name) for key, part in value.items()}
    if name.endswith("_ms"):
        return to_ms(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, StrEnum) else value


def to_toml(value: Any, name: str = "") -> str:
    """A value of the model, or a plain one, as it is written in TOML; ``name``: its field, for the unit."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return toml_string(value)
        case int() | float():
            return seconds_text(int(value)) if name.endswith("_ms") else repr(value)
        case list() | tuple():
            return f"[{', '.join(to_toml(part) for part in value)}]"
        case Mapping():
            return _inline({toml_key(key): to_toml(part) for key, part in value.items()})
    return _inline(keys_of(value, defaults=False))


def keys_of(value: Any, *without: str, defaults: bool = True) -> dict[str, str]:
    """The keys of an entry, with their values as TOML. What is not there (None, no entries) is left out.

    ``defaults``: keys whose value is the default are written, too, so that the text means the same under another
    version of the program.
    """
    found = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in without}
    kind: Any = type(value)
    plain, required = {} if defaults else _defaults(kind), _required(kind)
    return {
        key_of(name): to_toml(part, name)
        for name, part in found.items()
        if part is not None and not (part in ((), {}) and name not in required) and plain.get(name, _NONE) != part
    }


_NONE = object()


@cache
def _defaults(kind: type) -> dict[str, Any]:
    return {field.name: field.default for field in fields(kind) if field.default is not MISSING}


@cache
def _required(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if field.default is field.default_factory is MISSING)


def _inline(keys: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{key} = {text}' for key, text in keys.items())} }}" if keys else "{}"


def toml_key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else toml_string(key)


def seconds_text(duration_ms: int) -> str:
    whole, rest = divmod(duration_ms, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".") if rest else str(whole)
