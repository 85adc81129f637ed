"""A scenario file to ``Scenario``: read, report every fault at once with its line and key, build the centre.

The centre is that of a ``centre.toml``, or made of the file's own queues and agents. Those are checked as a centre is,
so that whatever a queue or an agent can have, it can have here too.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from acd.config import scenario_campaigns
from acd.config.centre import convert, load_centre
from acd.config.centre_tables import CentreTable
from acd.config.explain import Finding, findings, suggestion
from acd.config.fields import to_ms
from acd.config.keylines import KeyPath
from acd.config.references import broken_references
from acd.config.scenario_durations import duration
from acd.config.scenario_file import AgentsTable, CallersTable, ScenarioTable
from acd.config.scenario_times import clock_ms, span_ms
from acd.config.source import Source, parse_source, read_source
from acd.errors import ConfigError
from acd.model.centre import Agent, Centre, Number
from acd.sim.scenario import MONDAY_MS, MS_PER_HOUR, Callers, Group, Habits, Rate, Scenario, Shift
from acd.sim.shifts import staff_of, with_phones

MS_PER_HALF_HOUR = MS_PER_HOUR // 2
FIRST_AGENT = 10_001  # the ids of agents of whom only a number is said
WRAP_UP_MAX_S = 3_600


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file. Raises ConfigError with all its faults, in the order of their lines."""
    return _scenario_of(read_source(path), path.parent)


def parse_scenario(text: str, name: str = "scenario.toml", folder: Path = Path()) -> Scenario:
    """The same for a text; ``folder``: where a ``centre`` that it names is looked for."""
    return _scenario_of(parse_source(text, name), folder)


def _scenario_of(source: Source, folder: Path) -> Scenario:
    table = _table(source)
    centre, groups = _centre(source, table, folder)
    return _build(source, table, centre, groups)


def _table(source: Source) -> ScenarioTable:
    try:
        return ScenarioTable.model_validate(source.data)
    except ValidationError as error:
        raise _wrong(source, findings(error, ScenarioTable)) from None


def _wrong(source: Source, faults: list[Finding]) -> ConfigError:
    problems = dict.fromkeys(source.problem(path, text) for path, text in faults)
    return ConfigError(problems=sorted(problems, key=lambda problem: problem.line))


# The centre.


def _centre(source: Source, table: ScenarioTable, folder: Path) -> tuple[Centre, tuple[Group, ...]]:
    if table.scenario.centre is None:
        return _own_centre(source, table)
    for section in ("queues", "routing"):
        if getattr(table, section):
            raise _wrong(source, [((section,), "this is said by the centre that the scenario names")])
    centre = load_centre(folder / table.scenario.centre)
    return with_phones(centre), _known_groups(source, table, centre)


def _known_groups(source: Source, table: ScenarioTable, centre: Centre) -> tuple[Group, ...]:
    faults: list[Finding] = []
    for place, agents in enumerate(table.agents):
        if agents.ids is None:
            faults.append((("agents", place, "count"), "the agents are those of the centre: name their ids"))
            continue
        for at, id_ in enumerate(agents.ids):
            if id_ not in centre.agents:
                text = f'there is no agent "{id_}" in the centre' + suggestion(id_, centre.agents)
                faults.append((("agents", place, "ids", at), text))
    if faults:
        raise _wrong(source, faults)
    if not table.agents:
        return _alike(centre)
    named = [agents for agents in table.agents if agents.ids]
    return tuple(
        Group(centre.agents[(agents.ids or [])[0]], tuple(agents.ids or ()), _shifts(agents)) for agents in named
    )


def _alike(centre: Centre) -> tuple[Group, ...]:
    """All agents, all the time, those alike together."""
    groups: dict[str, list[Agent]] = {}
    for agent in centre.agents.values():
        groups.setdefault(repr(replace(agent, id="", name="", phone=None)), []).append(agent)
    return tuple(Group(agents[0], tuple(agent.id for agent in agents)) for agents in groups.values())


def _own_centre(source: Source, table: ScenarioTable) -> tuple[Centre, tuple[Group, ...]]:
    """Build the raw data of a ``centre.toml``; faults in it are named by the keys that the user wrote."""
    if not table.queues:
        raise _wrong(source, [((), "there are no [queues]; or name a centre.toml: centre = ... in [scenario]")])
    wrap_up = {"wrap_up_s": WRAP_UP_MAX_S} if table.scenario.wrap_up is not None else {}
    data: dict[str, Any] = {
        "projects": {"simulated": {"name": "simulated"}},
        "queues": {
            id_: {"name": id_, "project": "simulated", **wrap_up, **queue} for id_, queue in table.queues.items()
        },
        "agents": {},
        "routing": table.routing,
    }
    for place, agents in enumerate(table.agents):
        if agents.count is None:
            raise _wrong(source, [(("agents", place, "ids"), "agents of a centre, but the scenario names no centre")])
        data["agents"][str(place)] = {"name": str(place), **(agents.model_extra or {})}
    checked = _checked(source, data)
    groups: list[Group] = []
    first = FIRST_AGENT
    for agents, kind in zip(table.agents, checked.agents.values(), strict=True):
        ids = tuple(str(first + number) for number in range(agents.count or 0))
        groups.append(Group(kind, ids, _shifts(agents)))
        first += len(ids)
    agents_alike = {id_: replace(group.kind, id=id_, name=id_) for group in groups for id_ in group.agents}
    return with_phones(replace(checked, agents=agents_alike)), tuple(groups)


def _checked(source: Source, data: dict[str, Any]) -> Centre:
    """A centre with one agent of each kind, whose id is the kind's place in the file."""
    faults: list[Finding] = []
    table: CentreTable | None = None
    try:
        table = CentreTable.model_validate(data)
    except ValidationError as error:
        faults += findings(error, CentreTable)
    faults += broken_references(data)
    if faults or table is None:
        raise _wrong(source, [(_as_written(path), text) for path, text in faults])
    return convert(table)


def _as_written(path: KeyPath) -> KeyPath:
    return ("agents", int(path[1]), *path[2:]) if len(path) > 1 and path[0] == "agents" else path


# The rest.


def _build(source: Source, table: ScenarioTable, centre: Centre, groups: tuple[Group, ...]) -> Scenario:
    run, own = table.scenario, table.scenario.centre is None
    length_ms = round(run.hours * MS_PER_HOUR)
    faults = [*_faults(table, centre, length_ms), *scenario_campaigns.faults(table.campaigns, centre, own)]
    if faults:
        raise _wrong(source, faults)
    centre = scenario_campaigns.with_campaigns(centre, table.campaigns, own)
    numbers = {f"9{place:09}": kind for place, kind in enumerate(table.callers)}
    added = {
        number: Number(number, kind.queue, requires=kind.requires, priority=kind.priority)
        for number, kind in numbers.items()
    }
    begins_ms = clock_ms(run.begins)
    return Scenario(
        centre=replace(centre, numbers={**centre.numbers, **added}),
        length_ms=length_ms,
        callers=tuple(_callers(kind, number, length_ms) for number, kind in numbers.items()),
        staff=staff_of(groups, begins_ms, length_ms),
        groups=groups,
        habits=Habits(duration(run.answer), duration(run.wrap_up) if run.wrap_up else None),
        begins_ms=MONDAY_MS + begins_ms,
        warm_up_ms=round(run.warm_up_min * 60_000),
        lines=run.lines,
        dialled=tuple(scenario_campaigns.dialled(each, begins_ms) for each in table.campaigns),
        carriers=scenario_campaigns.carriers(table.campaigns),
        seed=run.seed,
        replications=run.replications,
    )


def _faults(table: ScenarioTable, centre: Centre, length_ms: int) -> Iterator[Finding]:
    if table.scenario.warm_up_min * 60_000 >= length_ms:
        yield ("scenario", "warm_up_min"), f"expected less than the scenario's {table.scenario.hours:g} hours"
    yield from _backward_shifts(table)
    names: set[str] = set()
    for place, kind in enumerate(table.callers):
        if kind.queue not in centre.queues:
            text = f'there is no queue "{kind.queue}"' + suggestion(kind.queue, centre.queues)
            yield ("callers", place, "queue"), text
        name = kind.name or kind.queue
        if name in names:
            yield ("callers", place), f'two kinds of callers are called "{name}": give each a name of its own'
        names.add(name)
        if kind.per_half_hour is not None and len(kind.per_half_hour) * MS_PER_HALF_HOUR < length_ms:
            said = f"{len(kind.per_half_hour)} half hours of {length_ms / MS_PER_HALF_HOUR:g}"
            yield ("callers", place, "per_half_hour"), f"covers only {said}"


def _backward_shifts(table: ScenarioTable) -> Iterator[Finding]:
    for place, agents in enumerate(table.agents):
        for at, (begin, end) in enumerate(_shifts(agents)):
            if end <= begin:
                text = "ends before it begins; a shift over midnight is two, until 24:00 and from 00:00"
                yield ("agents", place, "shifts", at), text


def _callers(kind: CallersTable, number: str, length_ms: int) -> Callers:
    rates: tuple[Rate, ...] = ()
    if kind.per_hour is not None:
        rates = (Rate(0, length_ms, kind.per_hour),)
    elif kind.per_half_hour is not None:
        steps = enumerate(kind.per_half_hour)
        rates = tuple(Rate(n * MS_PER_HALF_HOUR, (n + 1) * MS_PER_HALF_HOUR, 2 * calls) for n, calls in steps)
    return Callers(
        name=kind.name or kind.queue,
        number=number,
        talk=duration(kind.talk),
        patience=duration(kind.patience) if kind.patience is not None else None,
        rates=rates,
        moments=tuple(sorted(map(to_ms, kind.at_s or ()))),
    )


def _shifts(agents: AgentsTable) -> tuple[Shift, ...]:
    return tuple(span_ms(span) for span in agents.shifts or ())
