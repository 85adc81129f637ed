"""The channels of one node as an audit lists them: who talks with whom, and whose leg is whose."""

import re

from acd.model.channels import ChannelSnapshot, Place

ASIDE = (Place.ASIDE, Place.OUTSIDE)
_NUMBERS = re.compile("[0-9]+")


class Listing:
    """The node's channels by uniqueid and by bridge."""

    def __init__(self, channels: tuple[ChannelSnapshot, ...]) -> None:
        self.by_uniqueid = {snapshot.uniqueid: snapshot for snapshot in channels}
        self._by_bridge: dict[str, list[ChannelSnapshot]] = {}
        for snapshot in channels:
            if snapshot.bridge:
                self._by_bridge.setdefault(snapshot.bridge, []).append(snapshot)

    def partner(self, snapshot: ChannelSnapshot) -> ChannelSnapshot | None:
        """Who talks with this channel, or None."""
        together = self._by_bridge.get(snapshot.bridge, [])
        return next((other for other in together if other.uniqueid != snapshot.uniqueid), None)

    def leg_aside(self, caller: ChannelSnapshot) -> ChannelSnapshot | None:
        """The leg of the agent who keeps this caller on hold: of the same call, at the phone of the caller's offer.

        Outside is one who consults there.
        """
        phone = f"/{[*caller.offer.split('*'), '', '', ''][2].partition('@')[0]}-"
        aside = (other for other in self.by_uniqueid.values() if other.place in ASIDE)
        return next((leg for leg in aside if leg.linkedid == caller.linkedid and phone in leg.channel), None)


def by_age(snapshot: ChannelSnapshot) -> list[int]:
    """Oldest first: the list has no order, ages are whole seconds. A uniqueid is ``[system-]<seconds>.<counter>``."""
    return [int(digits) for digits in _NUMBERS.findall(snapshot.uniqueid)]
