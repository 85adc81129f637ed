"""The channels of an audit, to look them up."""

from acd.model.channels import ChannelSnapshot


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
