"""``centre.toml`` to ``Centre``: read, report every fault at once, convert seconds to milliseconds."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from acd.config.caller_lists import with_files
from acd.config.centre_tables import CentreTable
from acd.config.explain import Finding, findings
from acd.config.fields import to_ms
from acd.config.mapping import to_model
from acd.config.references import broken_references
from acd.config.source import Source, parse_source, read_source
from acd.errors import ConfigError
from acd.model.centre import (
    Agent,
    CallerList,
    Campaign,
    Centre,
    Desk,
    Disposition,
    Fairness,
    Hours,
    Menu,
    Number,
    Phone,
    Project,
    Queue,
    Reason,
    Trunk,
)

Value = TypeVar("Value")


def load_centre(path: Path) -> Centre:
    """Read a ``centre.toml``. Raises ConfigError with all its faults, in the order of their lines."""
    return _centre_of(read_source(path), path.parent)


def parse_centre(text: str, name: str = "centre.toml", folder: Path | None = None) -> Centre:
    """The same for a text; ``name`` is its name in messages, ``folder`` where the files lie that it names."""
    return _centre_of(parse_source(text, name), folder)


def _centre_of(source: Source, folder: Path | None) -> Centre:
    faults: list[Finding] = []
    table: CentreTable | None = None
    data, problems = with_files(source, folder)
    try:
        table = CentreTable.model_validate(data)
    except ValidationError as error:
        faults += findings(error, CentreTable)
    faults += broken_references(data)
    problems += [source.problem(path, text) for path, text in faults]
    if problems or table is None:
        raise ConfigError(problems=sorted(dict.fromkeys(problems), key=lambda problem: problem.line))
    return convert(table)


def convert(table: CentreTable) -> Centre:
    """Of a table in which no fault was found."""
    return Centre(
        projects=_entries(table.projects, Project),
        queues=_entries(table.queues, Queue),
        agents=_entries(table.agents, Agent),
        phones=_entries(table.phones, Phone),
        numbers=_entries(table.numbers, Number, "number"),
        trunks=_entries(table.trunks, Trunk),
        reasons=_entries(table.reasons, Reason),
        desk=to_model(table.desk, Desk),
        hours=_entries(table.hours, Hours),
        menus=_entries(table.menus, Menu),
        callers=_entries(table.callers, CallerList),
        campaigns=_entries(table.campaigns, Campaign),
        dispositions=_entries(table.dispositions, Disposition),
        fairness=Fairness(table.routing.fairness),
        transfer_wait_ms=to_ms(table.transfers.wait_s),
        transfer_outside=tuple(table.transfers.outside),
        transfer_ring_ms=to_ms(table.transfers.ring_s),
        pin_tries_max=table.pins.tries_max,
        pin_pause_ms=to_ms(table.pins.pause_s),
        voicemail_keep_ms=to_ms(table.voicemail.keep_s),
        do_not_call=tuple(table.do_not_call.numbers),
    )


def _entries(tables: Mapping[str, BaseModel], kind: type[Value], id_field: str = "id") -> dict[str, Value]:
    return {id_: to_model(table, kind, **{id_field: id_}) for id_, table in tables.items()}
