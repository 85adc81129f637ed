"""Lamps go out a few at a time, and each as it should be now."""

from collections.abc import Callable

from acd.adapters.asterisk.actions import Headers, Outcome, Reply
from acd.adapters.asterisk.lamps import IN_FLIGHT_MAX, Lamps
from acd.commands import Lamp, SetLamp

OnReply = Callable[[Reply], None]


class Wire:
    """Keeps what was sent; replies when told."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.waiting: list[OnReply] = []
        self.down = False

    def send(self, headers: Headers, on_reply: OnReply) -> None:
        if self.down:
            on_reply(Reply(Outcome.NOT_SENT))
            return
        values = dict(headers)
        self.sent.append((values["Variable"], values["Value"]))
        self.waiting.append(on_reply)

    def reply(self, count: int = 1) -> None:
        for _ in range(count):
            self.waiting.pop(0)(Reply(Outcome.SUCCESS))


def lamp(name: str, shows: Lamp = Lamp.FREE) -> SetLamp:
    return SetLamp("main", name, shows)


def test_a_lamp_is_a_custom_device() -> None:
    wire = Wire()
    Lamps(wire.send).set(lamp("acd-agent-101", Lamp.ON_HOLD))
    assert wire.sent == [("DEVICE_STATE(Custom:acd-agent-101)", "ONHOLD")]


def test_many_lamps_go_out_a_few_at_a_time() -> None:
    wire = Wire()
    lamps = Lamps(wire.send)
    for number in range(IN_FLIGHT_MAX + 10):
        lamps.set(lamp(f"a{number}"))
    assert len(wire.sent) == IN_FLIGHT_MAX
    wire.reply(3)
    assert len(wire.sent) == IN_FLIGHT_MAX + 3
    wire.reply(IN_FLIGHT_MAX + 7)
    assert len(wire.sent) == IN_FLIGHT_MAX + 10
    assert not wire.waiting


def test_of_a_lamp_that_waits_only_the_last_state_goes_out() -> None:
    wire = Wire()
    lamps = Lamps(wire.send)
    for number in range(IN_FLIGHT_MAX):
        lamps.set(lamp(f"a{number}"))
    for shows in (Lamp.RINGING, Lamp.IN_USE, Lamp.ON_HOLD):
        lamps.set(lamp("late", shows))
    wire.reply()
    assert wire.sent[IN_FLIGHT_MAX:] == [("DEVICE_STATE(Custom:late)", "ONHOLD")]


def test_a_lost_link_forgets_what_waits_and_replies_that_come_later() -> None:
    wire = Wire()
    lamps = Lamps(wire.send)
    for number in range(IN_FLIGHT_MAX + 10):
        lamps.set(lamp(f"a{number}"))
    lamps.lost()
    wire.reply(IN_FLIGHT_MAX)
    assert len(wire.sent) == IN_FLIGHT_MAX
    for number in range(IN_FLIGHT_MAX):
        lamps.set(lamp(f"b{number}"))
    assert len(wire.sent) == 2 * IN_FLIGHT_MAX


def test_with_the_link_down_ten_thousand_lamps_are_counted_and_nothing_else() -> None:
    wire = Wire()
    wire.down = True
    lamps = Lamps(wire.send)
    for number in range(10_000):
        lamps.set(lamp(f"a{number}"))
    assert (lamps.failed, wire.sent) == (10_000, [])
    wire.down = False
    lamps.set(lamp("a1"))
    assert len(wire.sent) == 1
