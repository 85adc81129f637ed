"""The scan finds the line of every key that the parser finds."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.config.keylines import KeyPath, scan

TEXT = '''\
# a comment with [brackets] = 1
title = "a # no comment"   # a comment
"quoted key" = 'lit\\eral'

[a.b]          # implies a
c.d = 1
list = [ "x", # one
  [2, 3], { y = 4, z = { deep = true } },
]
text = """
[not.a.header]
key = "no key" \\"""
end"""
raw = \'\'\'
it's "raw" \\
\'\'\'\'

[[tables]]
first = 1
[tables.inner]
x = 1979-05-27T07:32:00Z
[[tables]]
first = 2
  [[tables.more]]
  y = -1.5e3
'''


def _paths(data: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for part, value in entries:
        yield from _paths(value, (*path, part))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("a", "b"), 5),
        (("a", "b", "c", "d"), 6),
        (("a", "b", "list"), 7),
        (("a", "b", "list", 1, 1), 8),
        (("a", "b", "list", 2, "z", "deep"), 8),
        (("a", "b", "text"), 10),
        (("a", "b", "raw"), 14),
        (("tables",), 18),
        (("tables", 0, "first"), 19),
        (("tables", 0, "inner", "x"), 21),
        (("tables", 1), 22),
        (("tables", 1, "more", 0, "y"), 25),
    ],
)
def test_the_line_of_a_key(path: KeyPath, line: int) -> None:
    assert scan(TEXT).nearest(path) == line


def test_every_key_of_the_parser_is_found_and_no_other() -> None:
    lines = scan(TEXT)
    assert {*lines.first, *lines.implied} == set(_paths(tomllib.loads(TEXT)))
    assert lines.again == {}


def test_a_missing_key_has_the_line_of_its_table() -> None:
    assert scan(TEXT).nearest(("tables", 1, "absent")) == 22
    assert scan(TEXT).nearest(("absent",)) == 0


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_of_other_systems(newline: str) -> None:
    text = newline.join(["a = 1", 'b = """', "x", '"""', "c = 2"])
    assert scan(text).nearest(("c",)) == 5


JSON = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)} = {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",\n".join(map(_inline, value)) + "]"
    return _quoted(value) if isinstance(value, str) else str(value).lower()


def _quoted(text: str) -> str:
    return json.dumps(text).replace("\x7f", "\\u007f")


@settings(deadline=None)
@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), JSON, max_size=4))
def test_any_nesting_is_followed(data: dict[str, Any]) -> None:
    text = "".join(f"{_quoted(key)} = {_inline(value)}\n" for key, value in data.items())
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # json writes characters outside the BMP as surrogate pairs; TOML has none
        return
    assert set(scan(text).first) == set(_paths(parsed))


@settings(deadline=None)
@given(st.text("[]{}='\"\\#.,ab1 \n", max_size=60))
def test_no_text_stops_the_scan(text: str) -> None:
    scan(text)
