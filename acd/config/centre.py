"""``centre.toml`` to ``Centre``: read, report every fault at once, convert seconds to milliseconds."""

from pathlib import Path

from pydantic import ValidationError

from acd.config.centre_file import AgentTable, CentreTable, OverflowTable, QueueTable
from acd.config.explain import Finding, findings
from acd.config.fields import to_ms
from acd.config.references import broken_references
from acd.config.source import Source, parse_source, read_source
from acd.errors import ConfigError
from acd.model.centre import Agent, Centre, Message, Number, Overflow, Phone, Project, Queue, Trunk


def load_centre(path: Path) -> Centre:
    """Read a ``centre.toml``. Raises ConfigError with all its faults, in the order of their lines."""
    return _centre_of(read_source(path))


def parse_centre(text: str, name: str = "centre.toml") -> Centre:
    """The same for a text that did not come from a file; ``name`` is its name in messages."""
    return _centre_of(parse_source(text, name))


def _centre_of(source: Source) -> Centre:
    faults: list[Finding] = []
    table: CentreTable | None = None
    try:
        table = CentreTable.model_validate(source.data)
    except ValidationError as error:
        faults += findings(error, CentreTable)
    faults += broken_references(source.data)
    if faults or table is None:
        problems = dict.fromkeys(source.problem(path, text) for path, text in faults)
        raise ConfigError(problems=sorted(problems, key=lambda problem: problem.line))
    return _convert(table)


def _convert(table: CentreTable) -> Centre:
    return Centre(
        projects={id_: Project(id_, project.name, project.language) for id_, project in table.projects.items()},
        queues={id_: _queue(id_, queue) for id_, queue in table.queues.items()},
        agents={id_: _agent(id_, agent) for id_, agent in table.agents.items()},
        phones={id_: Phone(id_, phone.node, phone.label) for id_, phone in table.phones.items()},
        numbers={id_: Number(id_, number.queue, number.language) for id_, number in table.numbers.items()},
        trunks={id_: Trunk(id_, trunk.node, tuple(trunk.match)) for id_, trunk in table.trunks.items()},
        pin_tries_max=table.pins.tries_max,
        pin_pause_ms=to_ms(table.pins.pause_s),
    )


def _agent(id_: str, table: AgentTable) -> Agent:
    return Agent(id_, table.name, tuple(table.queues), table.phone)


def _queue(id_: str, table: QueueTable) -> Queue:
    return Queue(
        id=id_,
        name=table.name,
        project=table.project,
        ring_ms=to_ms(table.ring_timeout_s),
        refusals_max=table.refusals_max,
        wrap_up_ms=to_ms(table.wrap_up_s),
        service_level_ms=to_ms(table.service_level_s),
        unreachable_after_ms=to_ms(table.unreachable_after_s),
        music=table.music,
        overflow=_overflow(table.overflow) if table.overflow else None,
    )


def _overflow(table: OverflowTable) -> Overflow:
    message = Message(table.message) if table.message else Message.ALL_BUSY
    return Overflow(to_ms(table.after_s), table.to_queue, message)
