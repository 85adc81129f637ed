"""``Centre`` to the text of ``centre.toml``; reading it again gives the same centre.

Queues are written with every key, also where it is the default, so that the text means the same under a later version.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from acd.config.mapping import keys_of, seconds_text, to_toml, toml_key
from acd.model.centre import Centre

_HEADER = "# The centre in effect, written by `acd export`. Durations are in seconds.\n"


def dump_centre(centre: Centre) -> str:
    """TOML text that ``parse_centre`` turns into an equal centre."""
    sections = [
        *_tables("projects", centre.projects),
        *_tables("queues", centre.queues),
        _rows("agents", centre.agents),
        _rows("phones", centre.phones),
        _rows("numbers", centre.numbers, "number"),
        *_tables("trunks", centre.trunks),
        *_tables("reasons", centre.reasons),
        "\n".join(["[desk]", *(f"{key} = {value}" for key, value in keys_of(centre.desk).items())]) + "\n",
        *_tables("hours", centre.hours),
        *_tables("menus", centre.menus),
        *_tables("callers", centre.callers),
        *_tables("campaigns", centre.campaigns),
        *_tables("dispositions", centre.dispositions),
        f"[routing]\nfairness = {to_toml(centre.fairness)}\n",
        f"[transfers]\nwait_s = {seconds_text(centre.transfer_wait_ms)}\n"
        f"outside = {to_toml(centre.transfer_outside)}\nring_s = {seconds_text(centre.transfer_ring_ms)}\n",
        f"[pins]\ntries_max = {centre.pin_tries_max}\npause_s = {seconds_text(centre.pin_pause_ms)}\n",
        f"[voicemail]\nkeep_s = {seconds_text(centre.voicemail_keep_ms)}\n",
        _do_not_call(centre),
    ]
    return "\n".join([_HEADER, *filter(None, sections)])


def _do_not_call(centre: Centre) -> str:
    """One number a line: such lists are long."""
    lines = [f"    {to_toml(number)},\n" for number in centre.do_not_call]
    return f"[do_not_call]\nnumbers = [\n{''.join(lines)}]\n" if lines else ""


def _tables(section: str, entries: Mapping[str, Any]) -> Iterable[str]:
    for id_, entry in entries.items():
        lines = [f"{key} = {value}" for key, value in keys_of(entry, "id").items()]
        yield "\n".join([f"[{section}.{toml_key(id_)}]", *lines]) + "\n"


def _rows(section: str, entries: Mapping[str, Any], id_field: str = "id") -> str:
    """One line for each entry: such sections are long lists."""
    rows = {id_: keys_of(entry, id_field, defaults=False) for id_, entry in entries.items()}
    lines = [f"{toml_key(id_)} = {_row(keys)}\n" for id_, keys in rows.items()]
    return f"[{section}]\n{''.join(lines)}" if rows else ""


def _row(keys: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{key} = {value}' for key, value in keys.items())} }}" if keys else "{}"
