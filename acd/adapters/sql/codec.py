"""A fact as one line of the outbox: ``<crc32, 8 hex digits> <kind> <JSON object>\\n``.

The checksum covers everything after it, so a line that was torn by a crash or damaged on disk is recognised. JSON
escapes control characters, so a line holds exactly one newline, at its end. Field names are written out: a line may be
read by a later version of the program, or by a person.
"""

from dataclasses import fields, replace
from typing import Any, cast
from zlib import crc32

import msgspec

from acd.errors import StoreError
from acd.model.facts import (
    AgentStateFact,
    AttemptBegunFact,
    AttemptFact,
    BarredFact,
    CallbackFact,
    CallFact,
    CampaignFact,
    CdrFact,
    DispositionFact,
    Fact,
    LeadFact,
    OfferFact,
    PacingFact,
    SurveyFact,
    TransferFact,
    VisitFact,
    VoicemailFact,
)

TEXT_CHARS_MAX = 600  # in an overlong fact; UTF-8 needs up to 4 bytes each, and PostgreSQL indexes up to 2,704
PLAIN_BYTES_MAX = 2_000  # a shorter fact cannot hold a text that is too long for any index

KINDS: dict[type[Fact], str] = {
    CallFact: "call",
    VisitFact: "queue_visit",
    OfferFact: "offer",
    AgentStateFact: "agent_state",
    TransferFact: "transfer",
    CallbackFact: "callback",
    VoicemailFact: "voicemail",
    SurveyFact: "survey",
    AttemptFact: "attempt",
    PacingFact: "pacing_decision",
    CampaignFact: "campaign_state",
    DispositionFact: "disposition",
    CdrFact: "cdr",
}
"""The kind of each fact that becomes a row; it is also the name of its table."""

CHANGES: dict[type[Fact], str] = {AttemptBegunFact: "attempt_begun", LeadFact: "lead", BarredFact: "do_not_call"}
"""The kind of each fact that changes tables in a way of its own (``acd.adapters.sql.changes``)."""

_LONG_TEXTS = {PacingFact: 20_000, DispositionFact: 4_000}
"""Characters in a text, where no text of the fact that may be long is in an index."""

_encode = msgspec.json.Encoder().encode
_prefixes = {cls: kind.encode() + b" " for cls, kind in (KINDS | CHANGES).items()}
_decoders: dict[bytes, msgspec.json.Decoder[Any]] = {
    kind.encode(): msgspec.json.Decoder(cls) for cls, kind in (KINDS | CHANGES).items()
}


class BadLineError(StoreError):
    """A line of the outbox is damaged: its checksum or its form is wrong."""


class UnwritableFactError(StoreError):
    """The fact holds a value that cannot be written as JSON."""


def encode_fact(fact: Fact) -> bytes:
    """The fact's line, newline included. What no database takes in a text is replaced, and overlong texts are cut.

    Raises UnwritableFactError for values that are no facts at all (wrong types, integers over 64 bits).
    """
    try:
        payload = _prefixes[type(fact)] + _encode(fact)
    except (UnicodeEncodeError, TypeError, OverflowError, KeyError):
        payload = _encode_cleaned(fact)
    if len(payload) > PLAIN_BYTES_MAX or b"\\u0000" in payload:
        payload = _encode_cleaned(fact)
    return b"%08x %b\n" % (crc32(payload), payload)


def decode_line(line: bytes) -> Fact:
    """The fact of a line (without its newline). Raises BadLineError."""
    payload = line[9:]
    kind, _, document = payload.partition(b" ")
    if line[:9] != b"%08x " % crc32(payload):
        raise BadLineError("checksum")
    decoder = _decoders.get(kind)
    if decoder is None:
        raise BadLineError("unknown kind of fact")
    try:
        return cast(Fact, decoder.decode(document))
    except msgspec.DecodeError as error:  # includes a field that is missing or has a wrong type
        raise BadLineError("not a fact of this version") from error


def clean_text(text: str, chars_max: int = TEXT_CHARS_MAX) -> str:
    """The text as every database takes it: no NUL, no lone surrogates, at most ``chars_max`` characters."""
    return text[:chars_max].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _encode_cleaned(fact: Fact) -> bytes:
    try:
        values = ((field.name, getattr(fact, field.name)) for field in fields(fact))
        chars_max = _LONG_TEXTS.get(type(fact), TEXT_CHARS_MAX)
        texts: dict[str, Any] = {name: clean_text(value, chars_max) for name, value in values if type(value) is str}
        return _prefixes[type(fact)] + _encode(replace(fact, **texts))
    except (TypeError, ValueError, OverflowError, KeyError) as error:
        raise UnwritableFactError(f"{type(fact).__name__}: {type(error).__name__}") from error
