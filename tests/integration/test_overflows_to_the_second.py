"""Every way out of a queue, to the second: SIPp's callers note their times, our records and Asterisk's CDR agree."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from acd.embedded import cache_folder, find_sipp
from acd.embedded.progress import silent
from acd.embedded.sipp import PHONE_ADDRESS, Sipp, Traffic, phone_row
from tests.integration.account import MONOTONIC_ZERO_S, Account, near
from tests.integration.centre import CENTRE, TRUNK, Centre
from tests.integration.softphone import Softphone

FAR = "+74951234567"
RING_MS, TALK_MS = 400, 1_500
QUEUES = {
    "711": 'overflow = { after_s = 1, to_queue = "support-2" }',
    "712": 'overflow = { after_s = 1.5, message = "all-busy" }',
    "713": f'overflow = {{ after_s = 1, to_number = "{FAR}" }}',
    "714": 'join_unstaffed = false\nwhen_unstaffed = { message = "closed" }',
    "715": 'hours = "another-day"',
    "716": 'length_max = 1\nwhen_full = { to_queue = "q717" }',
    "717": 'keys = { "0" = { message = "closed" } }',
}


@dataclass(frozen=True)
class Way:
    """What becomes of the callers of a number: visits with their seconds, and how the call ends."""

    visits: tuple[tuple[str, str, float], ...]
    hung_up_by: str = "system"


WAYS = {
    "711": Way((("q711", "overflowed", 1.0), ("support-2", "answered", RING_MS / 1000)), "agent"),
    "712": Way((("q712", "message", 1.5),)),
    "713": Way((("q713", "external", 1.0),), "caller"),
    "714": Way((("q714", "unstaffed", 0.0),)),
    "715": Way((("q715", "closed", 0.0),)),
    "716": Way((("q716", "full", 0.0), ("q717", "abandoned", 4.0)), "caller"),
}


def centre_with(provider: Softphone) -> str:
    queues = "".join(f'\n[queues.q{n}]\nname = "{n}"\nproject = "shop"\n{keys}\n' for n, keys in QUEUES.items())
    numbers = "".join(f'{number} = {{ queue = "q{number}" }}\n' for number in QUEUES)
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    another = days[(time.gmtime().tm_wday + 3) % 7]
    week = ", ".join(f"{day} = {['09:00-10:00'] if day == another else []}" for day in days)
    hours = f'\n[hours.another-day]\nzone = "UTC"\nweek = {{ {week} }}\n'
    way = f'match = ["{TRUNK}"]\noutbound = "{TRUNK}:{provider.address[1]}"'
    text = CENTRE.replace('700 = { queue = "sales" }', f'700 = {{ queue = "sales" }}\n{numbers}')
    return text.replace(f'match = ["{TRUNK}"]', way) + hours + queues


class Times:
    """What SIPp wrote: when a message of a kind was sent or came, by ``time.monotonic``."""

    def __init__(self, file: Path) -> None:
        self.rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]

    def first(self, word: str) -> float:
        return next(self._at(row) for row in self.rows if word in "\t".join(row))

    @staticmethod
    def _at(row: list[str]) -> float:
        stamp = next(cell for cell in row if cell.replace(".", "").isdigit() and "." in cell)
        return float(stamp) - MONOTONIC_ZERO_S


@pytest.fixture(scope="module")
def traffic(module_centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Times]]:
    """All callers at once; an agent at 1004 and the provider answer. By number dialled."""
    centre, folder = module_centre, tmp_path_factory.mktemp("sipp")
    provider = Softphone(centre.sip, TRUNK)
    provider.on_call = provider.answer
    sipp = Sipp(find_sipp(cache_folder(centre.home), silent), centre.ports, folder)
    try:
        centre.apply(centre_with(provider))
        phone = Traffic(
            scenario="register",
            answers="phone",
            rows=[phone_row("1004", centre.secrets["phones"]["1004"])],
            address=PHONE_ADDRESS,
            keys={"ring": RING_MS, "talk": TALK_MS},
        )
        sipp.start(phone)
        centre.post("/api/v1/agents/104/login", phone="1004", ready=True)
        centre.wait_agent("104", "ready", phone_state="idle")
        occupied = centre.caller("716", "+74950002000")
        centre.wait_call("+74950002000", "waiting")
        processes = {number: sipp.start(caller_of(number)) for number in WAYS}
        for process in processes.values():
            assert process.wait(timeout=30) == 0, sipp.complaints()
        occupied.hang_up()
        yield {n: Times(folder / f"caller-{place}.times") for place, n in enumerate(WAYS, start=1)}
    finally:
        sipp.stop()
        provider.vanish()


def caller_of(number: str) -> Traffic:
    return Traffic(scenario="caller", rows=[f"{number};{phone_of(number)};Ann;4000"], times=True)


def phone_of(number: str) -> str:
    return f"+74950002{number}"


@pytest.mark.parametrize("number", WAYS)
def test_a_way_out(traffic: dict[str, Times], module_centre: Centre, number: str) -> None:
    way, times = WAYS[number], traffic[number]
    account = Account(module_centre, phone_of(number))
    call = account.call
    begun, ended = times.first("INVITE"), times.first("BYE")
    account.lasted(begun, ended)
    account.waited(way.visits)
    assert call["hung_up_by"] == way.hung_up_by
    talk_s = TALK_MS / 1000 if number == "711" else 0.0
    near(sum(talk["talk_ms"] for talk in account.talks) / 1000, talk_s, "talk")
    account.is_consistent(ended - begun - talk_s - sum(visit[2] for visit in way.visits))
    pairs = {"711": ("trunk", "1004"), "713": ("trunk", "trunk")}
    rung_s = ended - begun - 1.0  # both overflow after a second
    account.cdr_agrees_with({pairs[number]: rung_s} if number in pairs else {})


def test_a_key_leads_to_a_message(traffic: dict[str, Times], centre: Centre) -> None:
    number = "+74950002099"
    caller = centre.caller("717", number)
    centre.wait_call(number, "waiting")
    caller.wait_music(frames=50)
    caller.press("0")
    pressed_s = time.monotonic() - caller.began_at
    caller.wait_ended()
    account = Account(centre, number)
    account.lasted(caller.began_at, caller.ended_at)
    account.waited((("q717", "exited", pressed_s),))
    account.is_consistent(caller.ended_at - caller.began_at - pressed_s)
    account.cdr_agrees_with({})
