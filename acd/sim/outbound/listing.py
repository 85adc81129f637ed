"""What an audit lists of a simulated Asterisk: its channels with what stands on them, and the phones."""

from collections.abc import Iterable, Iterator, Mapping

from acd.events import NodeAudited
from acd.model.channels import ChannelSnapshot, Place
from acd.model.states import PhoneState
from acd.sim.outbound.lines import Line
from acd.sim.stage import NODE, Channel


def listed(channels: Iterable[Channel], lines: Mapping[str, Line], phones: Iterable[str], now_ms: int) -> NodeAudited:
    """A complete list, as of now. ``lines`` by uniqueid: those of the channels that are leads' phones."""
    states = dict.fromkeys(phones, PhoneState.IDLE)
    found: list[ChannelSnapshot] = []
    for channel in channels:
        for phone in channel.phones:
            states[phone] = PhoneState.IN_USE if channel.leg else PhoneState.RINGING
        found += _of(channel, lines.get(channel.caller.uniqueid), now_ms)
    return NodeAudited(NODE, tuple(found), tuple(states.items()))


def _of(channel: Channel, line: Line | None, now_ms: int) -> Iterator[ChannelSnapshot]:
    """The channel, and the leg of the agent who talks there."""
    place = line.place if line is not None else Place.WAITING
    if channel.phones and place is not Place.TOLD:
        place = Place.CONNECTING
    began_ms = line.began_ms if line is not None else now_ms
    yield _snapshot(channel, line, channel.name, channel.caller.uniqueid, place, now_ms - began_ms)
    if channel.leg:
        name = f"PJSIP/{channel.phones[0]}-{channel.leg}"
        yield _snapshot(channel, line, name, channel.leg, Place.ELSEWHERE, now_ms - channel.talks_since_ms)


def _snapshot(
    channel: Channel, line: Line | None, name: str, uniqueid: str, place: Place, age_ms: int
) -> ChannelSnapshot:
    order = line.order if line is not None else None
    return ChannelSnapshot(
        channel=name,
        uniqueid=uniqueid,
        linkedid=channel.caller.uniqueid,
        place=place,
        caller_number=channel.caller.number,
        caller_name="",
        dialled=channel.caller.number,
        queue=order.queue if order is not None else "",
        offer=channel.standing,
        bridge=f"bridge-{channel.leg}" if channel.leg else "",
        age_ms=age_ms,
        attempt=f"{order.attempt}*{order.campaign}*{order.lead}" if order is not None else "",
    )
