"""The same campaign simulated and on a real Asterisk, whose people answer from the same seeds: the agents' occupancy.

    python -m benchmarks.pacing_live [--json] [--minutes 4] [--agents 20] [--seed 1] [--mode predictive]

Live: the daemon as a process of its own, its leads in SQL, Asterisk, SIPp as everybody who is called (the number says
what happens, ``acd.embedded.callees``), SIP phones of agents who answer at once, talk and wrap up as long as the seed
says. Simulated: the same engine in virtual time (``acd.sim``), the same people in the same order. Both begin with
nothing learnt, and are measured from the campaign's start. Small differences of time lead to other decisions, so one
run is a sample; the spread of the simulator's own runs (other people) says how far two samples may be apart.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from acd.embedded import cache_folder, find_sipp, silent
from acd.embedded.callees import Callee, callees, number_of
from acd.embedded.layout import free_udp_port
from acd.embedded.sipp import Sipp
from acd.model.campaigns import CampaignMode, Retry
from acd.model.centre import Centre
from acd.model.leads import AttemptResult
from acd.sim.chance import uniforms
from acd.sim.dialing.callees import Callees, Share, callee
from acd.sim.distributions import LogNormal
from acd.sim.outbound.lines import Answer, answer_of
from acd.sim.scenario import Dialled, Scenario, Staff
from acd.sim.simulate import simulate
from benchmarks.rig.bench import say
from benchmarks.rig.campaign import CAMPAIGN, PEOPLE_HOST, add_leads, calling_centre, start_campaign
from benchmarks.rig.centre import bench_centre
from benchmarks.rig.daemon import running_daemon
from benchmarks.rig.figures import Busy, machine
from benchmarks.rig.floor import PHONE_HOST
from benchmarks.rig.phones import PhoneEvents, Phones, Ringing
from benchmarks.rig.switch import Switch

PEOPLE = Callees(
    share=Share(mean=0.35, swing=0.0),
    machines=0.0,
    bad=0.10,
    talk=LogNormal(25, 0.6),
    wrap_up=LogNormal(6, 0.6),
    ring_limit_ms=15_000,
)
LEADS = 5_000
MODES = ("progressive", "power", "predictive")
STAYS_MS = 99_900  # longer than any agent talks
WRAP_UP_MAX_MS = 3_600_000
RUNS = 8  # of the simulator, for its spread
DIGITS = {
    Answer.PERSON: Callee.PERSON,
    Answer.NOBODY: Callee.NO_ANSWER,
    Answer.BUSY: Callee.BUSY,
    Answer.INVALID: Callee.INVALID,
    Answer.CONGESTION: Callee.CONGESTION,
}


def campaign_centre(agents: int, mode: CampaignMode, port: int) -> Centre:
    """For both: no lead is dialled twice, agents end their wrap-up themselves."""
    centre = calling_centre(bench_centre(agents), (PEOPLE_HOST, port), mode)
    once = {result: Retry(WRAP_UP_MAX_MS, 1) for result in (AttemptResult.BUSY, AttemptResult.NO_ANSWER)}
    campaign = replace(centre.campaigns[CAMPAIGN], retries=once, ring_ms=PEOPLE.ring_limit_ms + 5_000)
    queue = replace(centre.queues["bench"], wrap_up_ms=WRAP_UP_MAX_MS)
    return replace(centre, campaigns={CAMPAIGN: campaign}, queues={"bench": queue})


# --- simulated


def simulated(agents: int, mode: CampaignMode, minutes: float, seed: int) -> dict[str, float]:
    """The figures of one run."""
    centre = campaign_centre(agents, mode, 9)
    scenario = Scenario(
        centre=centre,
        length_ms=round(minutes * 60_000),
        dialled=(Dialled(CAMPAIGN, LEADS, PEOPLE),),
        staff=tuple(Staff(agent) for agent in centre.agents),
        seed=seed,
        replications=1,
    )
    figures = simulate(scenario).campaigns[CAMPAIGN]
    return {name: estimate.mean for name, estimate in figures.items()}


# --- live


@dataclass(frozen=True, slots=True)
class Person:
    """A lead as the simulator with this seed draws it."""

    number: str
    talk_ms: int
    wrap_up_ms: int


def people(seed: int) -> list[Person]:
    """In the order of their leads."""
    key = f"{seed}/0/{CAMPAIGN}"  # as the world and its lines name the first run
    taken: Counter[tuple[Callee, int]] = Counter()
    return [_person(key, lead, taken) for lead in range(1, LEADS + 1)]


def _person(key: str, lead: int, taken: Counter[tuple[Callee, int]]) -> Person:
    drawn = callee(PEOPLE, key, lead, 0)
    kind = DIGITS[answer_of(PEOPLE, drawn, uniforms(key, lead), 0)]
    serial = taken[kind, round(drawn.after_ms / 100)]
    taken[kind, round(drawn.after_ms / 100)] += 1
    stays_ms = STAYS_MS - 100 * (serial // 100)  # so that no two numbers are the same
    return Person(number_of(kind, serial % 100, drawn.after_ms, stays_ms), drawn.talk_ms, drawn.wrap_up_ms)


@dataclass(slots=True)
class Agents:
    """Who is busy since when, and how long all were together; seconds of ``time.monotonic``."""

    by_number: dict[str, Person]
    session: ClientSession | None = None
    began_s: float = 0.0
    busy_s: float = 0.0
    talks: int = 0
    since_s: dict[str, float] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def rang(self, ringing: Ringing) -> None:
        self.since_s[ringing.phone] = time.monotonic()

    def freed(self, ringing: Ringing, _at_ns: int, _by_agent: bool) -> None:
        """The wrap-up begins; of a call that was not answered there is none."""
        if not ringing.leg.answered:
            self.ready(ringing.phone)
            return
        self.talks += 1
        task = asyncio.create_task(self._wrap_up(ringing))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _wrap_up(self, ringing: Ringing) -> None:
        await asyncio.sleep(self.by_number[ringing.caller].wrap_up_ms / 1000)
        assert self.session is not None
        async with self.session.post(f"/api/v1/agents/{int(ringing.phone) - 900}/wrap-up-end", json={}) as answer:
            if answer.status != 200:
                say("FAULT", await answer.text())
        self.ready(ringing.phone)

    def ready(self, phone: str) -> None:
        since_s = self.since_s.pop(phone, None)
        if since_s is not None:
            self.busy_s += time.monotonic() - max(since_s, self.began_s)

    def occupancy(self, agents: int) -> float:
        """From the beginning to this moment."""
        now_s = time.monotonic()
        going_on_s = sum(now_s - max(since_s, self.began_s) for since_s in self.since_s.values())
        return (self.busy_s + going_on_s) / (agents * (now_s - self.began_s))


async def live(agents: int, mode: CampaignMode, minutes: float, seed: int) -> dict[str, Any]:
    async with calling(agents, mode, seed) as (floor, home):
        floor.began_s, busy = time.monotonic(), Busy.now()
        await asyncio.to_thread(start_campaign, home)
        await asyncio.sleep(minutes * 60)
        figures: dict[str, Any] = {"occupancy": floor.occupancy(agents), "connects": floor.talks + len(floor.since_s)}
        figures["machine_busy"] = Busy.now().since(busy)
        assert floor.session is not None
        async with floor.session.get(f"/api/v1/campaigns/{CAMPAIGN}") as answer:
            shown = await answer.json()
        figures |= {name: shown[name] for name in ("dialled", "persons", "connected", "abandoned")}
        for task in floor.tasks:
            task.cancel()
    return figures


@asynccontextmanager
async def calling(agents: int, mode: CampaignMode, seed: int) -> AsyncIterator[tuple[Agents, Path]]:
    """Everything up; the campaign is not started yet."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="acd-bench-")))
        port = free_udp_port(PEOPLE_HOST)
        switch = Switch(folder / "switch", campaign_centre(agents, mode, port))
        switch.start()
        stack.callback(switch.stop)
        called = people(seed)
        floor = Agents({person.number: person for person in called})
        sipp = Sipp(find_sipp(cache_folder(folder), silent), switch.ports, folder / "sipp")
        stack.callback(sipp.stop)
        sipp.start(callees(PEOPLE_HOST, port, folder / "said", at_once=500))
        secrets = {phone: switch.credentials.phones[phone] for phone in switch.centre.phones}
        phones = Phones(PHONE_HOST, switch.sip, secrets, 0.0)

        def talking(ringing: Ringing) -> None:
            talk_s = floor.by_number[ringing.caller].talk_ms / 1000
            asyncio.get_running_loop().call_later(talk_s, phones.hang_up, ringing)

        phones.tell(PhoneEvents(floor.rang, talking, floor.freed))
        await phones.open()
        stack.callback(phones.close)
        await phones.register()
        home = folder / "daemon"
        await stack.enter_async_context(running_daemon(switch, switch.centre, home))
        await add_leads(home / "acd.db", [person.number for person in called])
        token = {"Authorization": f"Bearer {(home / 'token').read_text().strip()}"}
        url = (home / "address").read_text().strip()
        floor.session = await stack.enter_async_context(ClientSession(url, headers=token))
        yield floor, home


def run(agents: int, mode: CampaignMode, minutes: float, seed: int) -> dict[str, Any]:
    result: dict[str, Any] = machine() | {"agents": agents, "mode": mode.value, "minutes": minutes, "seed": seed}
    say(f"simulating {RUNS} runs")
    result["simulated"] = simulated(agents, mode, minutes, seed)
    others = [simulated(agents, mode, minutes, other)["occupancy"] for other in range(seed + 1, seed + RUNS)]
    result["simulated_others"] = {"mean": statistics.fmean(others), "deviation": statistics.stdev(others)}
    say(f"{agents} agents for {minutes:g} minutes on a real Asterisk")
    result["live"] = asyncio.run(live(agents, mode, minutes, seed))
    result["difference"] = result["live"]["occupancy"] - result["simulated"]["occupancy"]
    return result


def show(result: dict[str, Any]) -> None:
    of, others = result["simulated"], result["simulated_others"]
    print(f"live       {result['live']['occupancy']:6.1%}  {result['live']}")
    print(f"simulated  {of['occupancy']:6.1%}  { ({name: round(value, 3) for name, value in of.items()}) }")
    print(f"others     {others['mean']:6.1%}  +- {others['deviation']:.1%} from run to run")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--mode", choices=MODES, default="predictive", help="of the campaign (default predictive)")
    parser.add_argument("--minutes", type=float, default=4.0, help="of dialling (default 4)")
    parser.add_argument("--agents", type=int, default=20, help="how many (default 20)")
    parser.add_argument("--seed", type=int, default=1, help="of the people (default 1)")
    given = parser.parse_args()
    result = run(given.agents, CampaignMode(given.mode), given.minutes, given.seed)
    print(json.dumps(result)) if given.json else show(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
