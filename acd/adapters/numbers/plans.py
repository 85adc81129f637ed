"""The numbering plans of ``phonenumbers``, ready for reading a million numbers.

``phonenumbers.parse`` and the questions after it take 40 microseconds a number, since each begins anew. Here the same
patterns of the same metadata are compiled once for each region; what is asked of them is what the library asks, in its
order (``_number_type_helper``, ``_region_code_for_number_from_list``). tests/adapters/numbers compare the two.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberType
from phonenumbers.phonemetadata import PhoneNumberDesc
from phonenumbers.phonenumberutil import is_number_type_geographical

_NO_COUNTRY = "001"  # the region of numbers such as +800
_NEVER = re.compile(r"(?!)")

_KINDS: tuple[tuple[str, int], ...] = (  # in the library's order
    ("premium_rate", PhoneNumberType.PREMIUM_RATE),
    ("toll_free", PhoneNumberType.TOLL_FREE),
    ("shared_cost", PhoneNumberType.SHARED_COST),
    ("voip", PhoneNumberType.VOIP),
    ("personal_number", PhoneNumberType.PERSONAL_NUMBER),
    ("pager", PhoneNumberType.PAGER),
    ("uan", PhoneNumberType.UAN),
    ("voicemail", PhoneNumberType.VOICEMAIL),
    ("fixed_line", PhoneNumberType.FIXED_LINE),
    ("mobile", PhoneNumberType.MOBILE),
)


class Pattern:
    """National numbers of a kind."""

    def __init__(self, described: PhoneNumberDesc | None) -> None:
        text = described.national_number_pattern if described is not None else None
        self._match = (re.compile(text) if text else _NEVER).fullmatch
        self._lengths = frozenset(described.possible_length if described is not None else ())

    def viable(self, national: str) -> bool:
        return self._match(national) is not None

    def matches(self, national: str) -> bool:
        """As ``viable``, and of a length that the kind has (without lengths: any)."""
        return (not self._lengths or len(national) in self._lengths) and self._match(national) is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """One region's. ``leading``: the beginnings that tell it from others with the same calling code, if it has some."""

    region: str
    code: str
    general: Pattern
    kinds: re.Pattern[str]  # all kinds at once; the group that matches is named after the kind
    mobile: Pattern
    same_patterns: bool
    leading: re.Pattern[str] | None
    national_prefix: re.Pattern[str]
    international_prefix: re.Pattern[str]
    transforms: bool  # national numbers are changed in ways that only the library knows

    def kind_of(self, national: str) -> int:
        """A ``PhoneNumberType``; UNKNOWN: no number of this region."""
        found = self.kinds.fullmatch(national) if self.general.matches(national) else None
        if found is None or found.lastgroup is None:
            return PhoneNumberType.UNKNOWN
        kind = int(found.lastgroup.removeprefix("kind"))
        if kind != PhoneNumberType.FIXED_LINE:
            return kind
        both = self.same_patterns or self.mobile.matches(national)
        return PhoneNumberType.FIXED_LINE_OR_MOBILE if both else kind


@cache
def plan_of(region: str) -> Plan | None:
    """None: there is no such region."""
    found = PhoneMetadata.metadata_for_region(region, None)
    return None if found is None else _plan(found)


@cache
def plans_of(code: str) -> Sequence[Plan]:
    """Of a calling code, the main region first; empty: nobody has this code."""
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code), ())
    if regions == (_NO_COUNTRY,):
        found = PhoneMetadata.metadata_for_nongeo_region(int(code), None)
        return () if found is None else (_plan(found),)
    return tuple(plan for plan in map(plan_of, regions) if plan is not None)


def split_code(digits: str) -> tuple[str, str]:
    """Calling code and the rest; no code has another one as its beginning. Empty code: there is none."""
    for length in (1, 2, 3) if digits[:1] not in ("", "0") else ():
        if plans_of(digits[:length]):
            return digits[:length], digits[length:]
    return "", digits


def region_and_kind(code: str, national: str) -> tuple[str, int]:
    """Whose number it is, and what; an empty region and UNKNOWN: nobody's."""
    plans = plans_of(code)
    if len(plans) == 1:
        return plans[0].region, plans[0].kind_of(national)
    for plan in plans:
        if plan.leading is not None:
            if plan.leading.match(national):
                return plan.region, plan.kind_of(national)
        elif kind := _known(plan.kind_of(national)):
            return plan.region, kind - 1
    return "", PhoneNumberType.UNKNOWN


def geographical(kind: int, code: str) -> bool:
    """Whether the number's beginning tells where the phone is."""
    return bool(is_number_type_geographical(kind, int(code)))


def _known(kind: int) -> int:
    """Kinds begin at 0: one more, or 0 for UNKNOWN."""
    return 0 if kind == PhoneNumberType.UNKNOWN else kind + 1


def _kinds(found: PhoneMetadata) -> re.Pattern[str]:
    """One pattern for all: of several alternatives that match, the first one counts, as in the library."""
    parts = []
    for name, kind in _KINDS:
        described = getattr(found, name)
        text = described.national_number_pattern if described is not None else None
        if not text or (name == "mobile" and found.same_mobile_and_fixed_line_pattern):
            continue
        lengths = "|".join(f"\\d{{{length}}}" for length in described.possible_length)
        parts.append(f"(?P<kind{kind}>{f'(?=(?:{lengths})$)' if lengths else ''}(?:{text}))")
    return re.compile("|".join(parts)) if parts else _NEVER


def _plan(found: PhoneMetadata) -> Plan:
    return Plan(
        region=found.id,
        code=str(found.country_code),
        general=Pattern(found.general_desc),
        kinds=_kinds(found),
        mobile=Pattern(found.mobile),
        same_patterns=bool(found.same_mobile_and_fixed_line_pattern),
        leading=re.compile(found.leading_digits) if found.leading_digits else None,
        national_prefix=re.compile(found.national_prefix_for_parsing) if found.national_prefix_for_parsing else _NEVER,
        international_prefix=re.compile(found.international_prefix) if found.international_prefix else _NEVER,
        transforms=bool(found.national_prefix_transform_rule),
    )
