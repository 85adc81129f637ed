"""Outbox lines: what goes in comes out, and damage is noticed."""

from dataclasses import replace
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.adapters.sql.codec import (
    CHANGES,
    KINDS,
    PLAIN_BYTES_MAX,
    TEXT_CHARS_MAX,
    BadLineError,
    UnwritableFactError,
    clean_text,
    decode_line,
    encode_fact,
)
from acd.model.facts import Fact
from tests.adapters.sql.samples import CALL, CDR, ONE_OF_EACH, any_fact


@pytest.mark.parametrize("fact", ONE_OF_EACH)
def test_a_fact_comes_back_equal(fact: Fact) -> None:
    line = encode_fact(fact)
    assert line.endswith(b"\n")
    assert decode_line(line[:-1]) == fact


@given(any_fact)
def test_any_fact_makes_one_line_that_can_be_read(fact: Fact) -> None:
    line = encode_fact(fact)
    assert line.count(b"\n") == 1
    assert type(decode_line(line[:-1])) is type(fact)


@given(st.sampled_from(ONE_OF_EACH), st.data())
def test_a_changed_byte_is_noticed(fact: Fact, data: st.DataObject) -> None:
    line = bytearray(encode_fact(fact)[:-1])
    at = data.draw(st.integers(0, len(line) - 1))
    line[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BadLineError):
        decode_line(bytes(line))


@pytest.mark.parametrize("fact", ONE_OF_EACH)
def test_every_shorter_line_is_noticed(fact: Fact) -> None:
    line = encode_fact(fact)[:-1]
    for length in range(len(line)):
        with pytest.raises(BadLineError):
            decode_line(line[:length])


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        (b"future {}", "unknown kind"),
        (b'call {"id": 1}', "this version"),
        (b"call [1, 2]", "this version"),
        (b"call {", "this version"),
        (b"", "unknown kind"),
    ],
)
def test_what_another_version_wrote_is_refused_with_the_reason(payload: bytes, complaint: str) -> None:
    with pytest.raises(BadLineError, match=complaint):
        decode_line(b"%08x %b" % (crc32(payload), payload))


def test_a_field_that_a_later_version_added_is_ignored() -> None:
    payload = encode_fact(CALL)[9:-2] + b',"added":1}'
    assert decode_line(b"%08x %b" % (crc32(payload), payload)) == CALL


@given(st.text(st.characters(), max_size=2 * TEXT_CHARS_MAX))
def test_clean_text_is_what_every_database_takes(text: str) -> None:
    cleaned = clean_text(text)
    assert "\0" not in cleaned
    assert len(cleaned) <= TEXT_CHARS_MAX
    assert cleaned.encode().decode() == cleaned
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "stored"),
    [("a\0b", "a\ufffdb"), ("a\udcffb", "a?b"), ("long" * 5_000, ("long" * 5_000)[:TEXT_CHARS_MAX])],
)
def test_hostile_names_are_cleaned(name: str, stored: str) -> None:
    assert decode_line(encode_fact(replace(CALL, caller_name=name))[:-1]) == replace(CALL, caller_name=stored)


def test_ordinary_facts_are_not_cut() -> None:
    assert max(len(encode_fact(fact)) for fact in ONE_OF_EACH) < PLAIN_BYTES_MAX / 2
    long = replace(CDR, lastdata="x" * 1_000)
    assert decode_line(encode_fact(long)[:-1]) == long


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(UnwritableFactError, match="CallFact"):
        encode_fact(replace(CALL, id=object()))  # type: ignore[arg-type]  # a fault of the program


def test_a_value_of_a_wrong_type_is_noticed_when_it_is_read() -> None:
    with pytest.raises(BadLineError):
        decode_line(encode_fact(replace(CALL, id="eleven"))[:-1])  # type: ignore[arg-type]  # a fault of the program


def test_every_kind_has_a_name_of_its_own() -> None:
    assert {type(fact) for fact in ONE_OF_EACH} == set(KINDS) | set(CHANGES)
    assert len({*KINDS.values(), *CHANGES.values()}) == len(KINDS) + len(CHANGES)


def test_a_line_of_an_older_version_is_read_with_defaults() -> None:
    payload = encode_fact(CALL)[9:-1].partition(b',"transfers"')[0] + b"}"
    assert decode_line(b"%08x %b" % (crc32(payload), payload)) == CALL
