"""``Centre`` to the text of ``centre.toml``; reading it again gives the same centre.

Queues are written with every key, also where it is the default, so that the text means the same under a later version.
"""

from acd.config.source import toml_string
from acd.model.centre import Agent, Centre, Number, Overflow, Phone, Project, Queue, Trunk

_HEADER = "# The centre in effect, written by `acd export`. Durations are in seconds.\n"


def dump_centre(centre: Centre) -> str:
    """TOML text that ``parse_centre`` turns into an equal centre."""
    sections = [
        *(_project(project) for project in centre.projects.values()),
        *(_queue(queue) for queue in centre.queues.values()),
        _rows("agents", {id_: _agent(agent) for id_, agent in centre.agents.items()}),
        _rows("phones", {id_: _phone(phone) for id_, phone in centre.phones.items()}),
        _rows("numbers", {id_: _number(number) for id_, number in centre.numbers.items()}),
        *(_trunk(trunk) for trunk in centre.trunks.values()),
        f"[pins]\ntries_max = {centre.pin_tries_max}\npause_s = {_seconds(centre.pin_pause_ms)}\n",
    ]
    return "\n".join([_HEADER, *filter(None, sections)])


def inline(value: object) -> str:
    """A text, number, truth value or list as it is written in TOML."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return toml_string(value)
        case list() | tuple():
            return f"[{', '.join(map(inline, value))}]"
    return str(value)


def _seconds(duration_ms: int) -> str:
    whole, rest = divmod(duration_ms, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".") if rest else str(whole)


def _key(id_: str) -> str:
    return toml_string(id_) if "+" in id_ else id_


def _rows(section: str, rows: dict[str, str]) -> str:
    """One line for each entry: such sections are long lists."""
    lines = [f"{_key(id_)} = {{ {row} }}\n" if row else f"{_key(id_)} = {{}}\n" for id_, row in rows.items()]
    return f"[{section}]\n{''.join(lines)}" if rows else ""


def _project(project: Project) -> str:
    name, language = toml_string(project.name), toml_string(project.language)
    return f"[projects.{project.id}]\nname = {name}\nlanguage = {language}\n"


def _queue(queue: Queue) -> str:
    lines = [
        f"[queues.{queue.id}]",
        f"name = {toml_string(queue.name)}",
        f"project = {toml_string(queue.project)}",
        f"ring_timeout_s = {_seconds(queue.ring_ms)}",
        f"refusals_max = {queue.refusals_max}",
        f"wrap_up_s = {_seconds(queue.wrap_up_ms)}",
        f"service_level_s = {_seconds(queue.service_level_ms)}",
        f"unreachable_after_s = {_seconds(queue.unreachable_after_ms)}",
        f"music = {toml_string(queue.music)}",
    ]
    if queue.overflow:
        lines.append(f"overflow = {_overflow(queue.overflow)}")
    return "\n".join(lines) + "\n"


def _overflow(overflow: Overflow) -> str:
    if overflow.to_queue is not None:
        way = f"to_queue = {toml_string(overflow.to_queue)}"
    else:
        way = f"message = {toml_string(overflow.message)}"
    return f"{{ after_s = {_seconds(overflow.after_ms)}, {way} }}"


def _agent(agent: Agent) -> str:
    phone = f", phone = {toml_string(agent.phone)}" if agent.phone is not None else ""
    return f"name = {toml_string(agent.name)}, queues = {inline(agent.queues)}{phone}"


def _phone(phone: Phone) -> str:
    label = f", label = {toml_string(phone.label)}" if phone.label else ""
    return f"node = {toml_string(phone.node)}{label}"


def _number(number: Number) -> str:
    language = f", language = {toml_string(number.language)}" if number.language is not None else ""
    return f"queue = {toml_string(number.queue)}{language}"


def _trunk(trunk: Trunk) -> str:
    return f"[trunks.{trunk.id}]\nnode = {toml_string(trunk.node)}\nmatch = {inline(trunk.match)}\n"
