"""In which time zones the owner of a number may be."""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from phonenumbers.timezone import UNKNOWN_TIMEZONE
from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

from acd.adapters.numbers.plans import geographical, plans_of


@cache
def is_zone(name: str) -> bool:
    """Whether it is the name of a time zone, such as ``Europe/Moscow``."""
    return name in available_timezones()


def zones_of(number: str, code: str, region: str, kind: int) -> tuple[str, ...]:
    """All that are possible, sorted; empty: not known. ``number``: E.164, of this calling code, region and kind.

    ``phonenumbers`` answers for the calling code where the beginning of a number tells nothing; then the zones of the
    other regions with this code are left out (those of Kazakhstan for a Russian mobile number).
    """
    if geographical(kind, code):
        for length in range(min(TIMEZONE_LONGEST_PREFIX, len(number) - 1), 0, -1):
            if number[1 : length + 1] in TIMEZONE_DATA:
                return _without_others(number[1 : length + 1], code, region)
        return ()
    return _without_others(code, code, region)


@cache
def _without_others(prefix: str, code: str, region: str) -> tuple[str, ...]:
    found = TIMEZONE_DATA.get(prefix, ())
    others = {
        zone for plan in plans_of(code) if plan.region != region for zone in _zones_by_region().get(plan.region, ())
    }
    ours = _zones_by_region().get(region, frozenset())
    kept = [zone for zone in found if zone in ours or zone not in others]
    return tuple(sorted(zone for zone in kept or found if zone != UNKNOWN_TIMEZONE))


@cache
def _zones_by_region() -> dict[str, frozenset[str]]:
    """Of zone.tab, the table of countries that comes with the time zones."""
    text = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            region, _, zone = line.split("\t")[:3]
            found.setdefault(region, set()).add(zone)
    return {region: frozenset(zones) for region, zones in found.items()}
