"""``docs/configuration.md``, made from the models: ``python -m acd.config.document > docs/configuration.md``."""

import sys
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from acd.config.centre_tables import CentreTable
from acd.config.explain import required
from acd.config.fields import Expectation
from acd.config.mapping import to_toml
from acd.config.operations_file import OperationsTable

_INTRODUCTION = """# Configuration

Two files in TOML. `centre.toml` is the business: what callers dial and who answers. `acd.toml` is operations: where
Asterisk and the database are. Samples with every key in a comment lie in `config/`.

A key that is not listed here is an error, and so is a number in quotes: a mistake should not pass for a setting. All
mistakes of a file are told at once, with line and key:

    $ acd check centre.toml
    centre.toml:9: queues.sales.wrap_up: unknown key (did you mean wrap_up_s?)
    centre.toml:12: queues.sales.overflow.to_queue: overflow goes round: sales -> support -> sales

Keys that end in `_s` are seconds (fractions allowed where it says number), in `_mb` megabytes.

`acd apply centre.toml` puts a changed centre into effect while calls go on; `acd.toml` is read at the start.
Environment variables override keys of `acd.toml`: `ACD_HTTP__LISTEN=127.0.0.1:9000` is `listen` of `[http]`, and
`ACD_ASTERISK__0__HOST` is `host` of the first `[[asterisk]]`.

Secrets never stand in these files. A key that ends in `_file` names a file with one line, readable by the daemon alone
(mode 0600). Files in `/run/secrets` (Docker) and in `$CREDENTIALS_DIRECTORY` (systemd) may have any mode.
"""

_ENDPOINT = """## Who may ask the admin endpoint

| resource | who gets an answer |
|---|---|
| `/livez`, `/readyz` | everybody; the texts of `/readyz` only this machine and the bearer of the token |
| `/metrics` | programs on this machine, and the bearer of the token; there is nobody's data in it |
| everything else | the bearer of the token |

The token is made at the first start and stands in the file `token` (mode 0600) of the daemon's home folder:
`Authorization: Bearer <token>`. To change it, delete the file and restart the daemon. A request through a proxy
(`Forwarded`, `X-Forwarded-For`, `X-Real-IP`, `Via`) does not count as one of this machine. A `Host` header with a name
that `hosts` does not list is answered with 421, so that no web page can reach the endpoint under a name of its own.
The API is described at `/api/openapi.json`.
"""


def configuration() -> str:
    """The whole document."""
    parts = [_INTRODUCTION, *_file("centre.toml", CentreTable), *_file("acd.toml", OperationsTable), _ENDPOINT]
    return "\n".join(parts)


def _file(name: str, root: type[BaseModel]) -> Iterator[str]:
    yield f"## {name}\n"
    for section, field in root.model_fields.items():
        arguments = typing.get_args(field.annotation)
        if typing.get_origin(field.annotation) is dict:
            id_ = "number" if section == "numbers" else "id"
            yield from _table(f"[{section}.<{id_}>]", arguments[1], f"\n\n`<{id_}>`: {_words(arguments[0], [])}")
        elif typing.get_origin(field.annotation) is list:
            yield from _table(f"[[{section}]]", arguments[0])
        else:
            yield from _table(f"[{section}]", field.annotation)


def _table(header: str, model: Any, more: str = "") -> Iterator[str]:
    yield f"### `{header}`\n"
    yield f"{model.__doc__}{more}\n"
    yield "| key | value | default | meaning |\n|---|---|---|---|"
    inner: list[tuple[str, type[BaseModel]]] = []
    for key, field in model.model_fields.items():
        kind = required(field.annotation)
        origin = typing.get_origin(kind)
        kind = typing.get_args(kind)[-1] if origin in (list, dict) else kind
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            name = f"{header.strip('[]')}.{key}" + (".<key>" if origin is dict else "")
            inner.append((f"[[{name}]]" if origin is list else f"[{name}]", kind))
        yield f"| `{key}` | {_values(field)} | {_default(field)} | {field.description} |"
    yield ""
    for name, kind in inner:
        yield from _table(name, kind)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if isinstance(field.default, BaseModel):  # a table all of whose keys may be left out
        return "`{}`"
    return "none" if field.default is None else f"`{to_toml(field.default)}`"


def _values(field: FieldInfo) -> str:
    return _words(field.annotation, field.metadata, short=True)


def _words(annotation: Any, metadata: list[Any], short: bool = False) -> str:
    """Which values a key takes, in words."""
    annotation = required(annotation)
    if typing.get_origin(annotation) is Annotated:
        inner, *more = typing.get_args(annotation)
        return _words(inner, [*more, *metadata], short)
    functions = [item.func for item in metadata if isinstance(item, AfterValidator)]
    expectations = [function for function in functions if isinstance(function, Expectation)]
    if expectations:
        return "; ".join((short and expected.short) or expected.words for expected in expectations)
    if typing.get_origin(annotation) is Literal:
        return ", ".join(f'`"{value}"`' for value in typing.get_args(annotation))
    if typing.get_origin(annotation) is list:
        return f"list of: {_words(typing.get_args(annotation)[0], [], short)}"
    if typing.get_origin(annotation) is dict:
        key, value = (_words(part, [], short) for part in typing.get_args(annotation))
        return f"table of: {key} = {value}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    return _NAMES[annotation] + _limits(metadata)


_NAMES: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}


def _limits(metadata: list[Any]) -> str:
    flat = [part for item in metadata for part in (item.metadata if isinstance(item, FieldInfo) else [item])]
    least = next((item.ge for item in flat if hasattr(item, "ge")), None)
    most = next((item.le for item in flat if hasattr(item, "le")), None)
    return "" if least is None or most is None else f", {least} to {most}"


if __name__ == "__main__":
    sys.stdout.write(configuration())
