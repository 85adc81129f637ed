"""May somebody be called now, where he may be, and when next? Pure, and quick: the dialer asks before every dial.

A lead may be in one of several time zones: all of them must be open, so nobody is called at night. A calendar is read
by the clock of each zone (``acd.model.calendar``). What rings must end within the window, too: ``ringing_ms`` before
it closes nothing is dialled any more.

A zone that does not exist is never open. Moments are UTC milliseconds, and may go back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from acd.dialer.rules import hours_of, zones_of
from acd.model.calendar import Calendar, Hours, HoursError, read_zone
from acd.model.campaigns import Campaign

DAY_MS = 86_400_000
CHANGES_MAX = 100
"""So many openings and closings are looked at for a moment at which all zones are open: about seven weeks."""


class Windows:
    """The calling windows of one campaign."""

    def __init__(self, hours: Hours, unknown: tuple[str, ...], ringing_ms: int = 0) -> None:
        """``unknown``: the zones of a lead of whom none are known; without any nobody calls such a lead."""
        self._hours = hours
        self._unknown = unknown
        self._ringing_ms = ringing_ms
        # A calendar keeps one answer: those for now are not to be lost over questions about tomorrow.
        self._now: dict[str, Calendar] = {}
        self._later: dict[str, Calendar] = {}
        self._next: dict[tuple[str, ...], tuple[int, int, int | None]] = {}

    def is_open(self, zones: tuple[str, ...], now_ms: int) -> bool:
        """Whether somebody in any of ``zones`` may be dialled now."""
        asked = zones or self._unknown
        return bool(asked) and all(self._dialable(self._now, zone, now_ms) for zone in asked)

    def open_zones(self, zones: Iterable[str], now_ms: int) -> frozenset[str]:
        """Those in which people may be dialled now."""
        return frozenset(zone for zone in zones if self._dialable(self._now, zone, now_ms))

    def closes_ms(self, zones: tuple[str, ...], now_ms: int) -> int | None:
        """When dialling there ends, after ``now_ms``, at which it is open; None: never."""
        ends = [self._change_ms(self._now, zone, now_ms) for zone in zones or self._unknown]
        return min((end - self._ringing_ms for end in ends if end is not None), default=None)

    def next_open_ms(self, zones: tuple[str, ...], from_ms: int) -> int | None:
        """The first moment not before ``from_ms`` at which all ``zones`` are open; None: none is in sight."""
        known = self._next.get(zones)
        if known is not None and known[0] <= from_ms <= known[1]:
            return known[2]
        found = self._search(zones or self._unknown, from_ms)
        self._next[zones] = (from_ms, from_ms + DAY_MS if found is None else found, found)
        return found

    def _search(self, zones: tuple[str, ...], from_ms: int) -> int | None:
        moment_ms = from_ms
        for _ in range(CHANGES_MAX if zones else 0):
            changes = [
                self._change_ms(self._later, zone, moment_ms)
                for zone in zones
                if not self._dialable(self._later, zone, moment_ms)
            ]
            if not changes:
                return moment_ms
            if None in changes:
                return None
            moment_ms = max(change for change in changes if change is not None)
        return None

    def _dialable(self, calendars: dict[str, Calendar], zone: str, moment_ms: int) -> bool:
        calendar = self._calendar(calendars, zone)
        if calendar is None or not calendar.is_open(moment_ms):
            return False
        end_ms = calendar.next_change_ms(moment_ms)
        return end_ms is None or end_ms - moment_ms >= self._ringing_ms

    def _change_ms(self, calendars: dict[str, Calendar], zone: str, moment_ms: int) -> int | None:
        calendar = self._calendar(calendars, zone)
        return None if calendar is None else calendar.next_change_ms(moment_ms)

    def _calendar(self, calendars: dict[str, Calendar], zone: str) -> Calendar | None:
        found = calendars.get(zone)
        if found is None:
            try:
                read_zone(zone)
            except HoursError:
                return None
            found = calendars[zone] = Calendar(replace(self._hours, zone=zone))
        return found


def windows_of(campaign: Campaign, calendars: Mapping[str, Hours]) -> Windows:
    """Of a campaign in a centre with these ``[hours]``."""
    return Windows(hours_of(campaign, calendars), zones_of(campaign, calendars), campaign.ring_ms)
