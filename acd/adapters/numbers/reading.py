"""A number as somebody wrote it, to E.164, or the reason why it is none that may be dialled."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult
from phonenumbers.shortnumberinfo import is_emergency_number, is_valid_short_number_for_region

from acd.adapters.numbers.plans import Plan, plan_of, plans_of, region_and_kind, split_code
from acd.adapters.numbers.zones import zones_of

TEXT_CHARS_MAX = 60

_PUNCTUATION = dict.fromkeys(map(ord, " ().-/\u00a0\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212"))
_SHORT_DIGITS_MAX = 6
_ROUNDED = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")

_REFUSED = {
    PhoneNumberType.PREMIUM_RATE: "a premium-rate number",
    PhoneNumberType.PAGER: "a pager",
    PhoneNumberType.VOICEMAIL: "a voicemail service",
    PhoneNumberType.UNKNOWN: "in no assigned range of numbers",
}
_SAID = {
    NumberParseException.INVALID_COUNTRY_CODE: "no country has this calling code",
    NumberParseException.NOT_A_NUMBER: "no phone number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too short",
    NumberParseException.TOO_SHORT_NSN: "too short",
    NumberParseException.TOO_LONG: "too long",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the owner of a number may be. ``region``: ISO 3166; ``zones``: all that are possible, none: not known."""

    region: str
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phone:
    """``number``: E.164 with its plus."""

    number: str
    place: Place


@dataclass(frozen=True, slots=True)
class Refused:
    reason: str


class NumberReader:
    """Reads numbers that are written in the way of one region, or with + and a calling code."""

    def __init__(self, region: str = "") -> None:
        """``region``: ISO 3166, such as ``RU``; empty: all numbers have their +. Raises ValueError: no such region."""
        self.region = region.upper()
        self._plan = plan_of(self.region) if region else None
        if region and self._plan is None:
            raise ValueError(f"no region {region!r}: expected two letters of ISO 3166 such as RU, US, DE")

    def read(self, text: str) -> Phone | Refused:
        """The same as ``phonenumbers`` finds, many times as fast."""
        plain = text.strip().translate(_PUNCTUATION)
        found = self._quick(plain) if plain.isascii() and plain[1:].isdigit() else None
        if found is None:
            return self._by_library(text, plain)
        return _judge(*found)

    def _quick(self, plain: str) -> tuple[str, str] | None:
        """Calling code and national number, where there is no doubt what the library would say."""
        if plain[0] == "+":
            code, national = split_code(plain[1:])
            main = _main_plan(code)
            if main is None or main.transforms or main.national_prefix.match(national):
                return None
            return (code, national) if main.general.matches(national) else None
        plan = self._plan
        if plan is None or not plain[0].isdigit() or plan.international_prefix.match(plain):
            return None
        general, after = plan.general, plain[len(plan.code) :]
        with_code = plain.startswith(plan.code) and not plan.national_prefix.match(after)
        if with_code and general.matches(after) and not general.viable(plain):
            return plan.code, after
        return self._national(plan, plain)

    def _national(self, plan: Plan, plain: str) -> tuple[str, str] | None:
        """A national number, with or without the prefix for calls within the country."""
        if plain.startswith(plan.code) and not plan.general.viable(plain):
            return None
        prefix = plan.national_prefix.match(plain)
        if prefix is None:
            return (plan.code, plain) if plan.general.matches(plain) else None
        if plan.transforms or prefix.groups():
            return None
        rest = plain[prefix.end() :]
        return (plan.code, rest) if plan.general.matches(rest) else None

    def _by_library(self, text: str, plain: str) -> Phone | Refused:
        if not text.strip():
            return Refused("empty")
        if len(text) > TEXT_CHARS_MAX:
            return Refused("too long")
        if len(plain) <= _SHORT_DIGITS_MAX and plain.removeprefix("+").isdigit():
            return Refused(self._short(plain.removeprefix("+")))
        if _ROUNDED.fullmatch(text.strip()):
            return Refused("a spreadsheet wrote it as a rounded number; its digits are lost")
        if any(char.isalpha() for char in text):
            return Refused("no phone number: it has letters")
        try:
            parsed = phonenumbers.parse(text, self.region or None)
        except NumberParseException as error:
            if not self.region and not plain.startswith("+"):
                return Refused("without + and calling code, and no region was named whose numbers these are")
            return Refused(_SAID.get(error.error_type, "no phone number"))
        if parsed.extension:
            return Refused("an extension, which cannot be dialled")
        return _judge(str(parsed.country_code), phonenumbers.national_significant_number(parsed))

    def _short(self, digits: str) -> str:
        if is_emergency_number(digits, self.region or "US") or digits in ("112", "911", "999"):
            return "an emergency number"
        try:
            short = phonenumbers.parse(digits, self.region or None)
        except NumberParseException:
            return "too short"
        of_service = bool(self.region) and is_valid_short_number_for_region(short, self.region)
        return "a short number of a service" if of_service else "too short"


def _main_plan(code: str) -> Plan | None:
    plans = plans_of(code) if code else ()
    return plans[0] if plans else None


def _judge(code: str, national: str) -> Phone | Refused:
    region, kind = region_and_kind(code, national)
    number = f"+{code}{national}"
    if kind in _REFUSED:
        return Refused(_wrong_length(number) or _REFUSED[kind])
    return Phone(number, _place(region, zones_of(number, code, region, kind)))


def _wrong_length(number: str) -> str:
    try:
        length = phonenumbers.is_possible_number_with_reason(phonenumbers.parse(number))
    except NumberParseException as error:
        return _SAID.get(error.error_type, "no phone number")
    if length == ValidationResult.TOO_LONG:
        return "too long"
    if length == ValidationResult.INVALID_LENGTH:
        return "of a length that no number there has"
    return "" if length == ValidationResult.IS_POSSIBLE else "too short"


@lru_cache(maxsize=4096)
def _place(region: str, zones: tuple[str, ...]) -> Place:
    return Place(region, zones)
