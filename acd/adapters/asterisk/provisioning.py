"""Renders what Asterisk must know of the centre: phones, trunks, numbers, the failsafe's rounds, the manager user.

Pure text from values; the same centre gives the same bytes. The files are included by the static ones of ``dialplan/``.
Names from the configuration are hostile until proven otherwise: ids that would mean something else to Asterisk are
refused (ConfigError), free text loses what could end a value.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from acd.errors import ConfigError
from acd.model.centre import Centre, Number, Phone, Queue, Trunk

Value = TypeVar("Value")

HEADER = "; Rendered by acd from centre.toml; changes made here are lost.\n"
DEFAULT_LANGUAGE = "en"
DEFAULT_MUSIC = "default"
TRUNK_PREFIX = "trunk-"
ADVANCED_FILTERS = ((20, 11), (21, 6), (22, 1))  # the first release of each branch that knows them

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")
_NUMBER = re.compile(r"[0-9A-Za-z+*#][0-9A-Za-z+*#_.-]{0,39}")
_MUSIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_LANGUAGE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]+(/[0-9]{1,3})?")
_SECRET = re.compile(r"[\x21-\x7e]{1,80}")
_UNSAFE_TEXT = re.compile(r"[^\w .()+/-]")


@dataclass(frozen=True, slots=True)
class SwitchSecrets:
    """Passwords of one node: the manager user's, and each phone's by its id."""

    ami: str
    phones: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Options:
    """How the centre is rendered for one node. Times in seconds, as Asterisk counts."""

    node: str = "main"
    ami_user: str = "acd"
    ami_permit: tuple[str, ...] = ("127.0.0.1/255.255.255.255",)
    patience_s: int = 20  # age of the daemon's heartbeat from which on the failsafe takes calls
    qualify_s: int = 30  # a phone is asked this often whether it is there
    version: tuple[int, int] = (22, 10)  # of the node's Asterisk


def render(centre: Centre, secrets: SwitchSecrets, options: Options) -> dict[str, str]:
    """The node's files by name. Raises ConfigError naming the entry that Asterisk could not carry."""
    _check(centre)
    files: dict[str, Callable[[], str]] = {
        "acd-globals.conf": lambda: _globals(options),
        "acd-numbers.conf": lambda: _numbers(centre, options),
        "acd-failsafe-queues.conf": lambda: _failsafe(centre, options),
        "acd-pjsip.conf": lambda: _pjsip(centre, secrets, options),
        "acd-manager.conf": lambda: _manager(secrets, options),
    }
    return {name: HEADER + text() for name, text in files.items()}


# --- dialplan


def _globals(options: Options) -> str:
    return f"\n[globals]\nACD_PATIENCE = {options.patience_s}\n"


def _numbers(centre: Centre, options: Options) -> str:
    parts = ["\n[acd-numbers]\n"]
    parts += [_number(centre, number) for number in _sorted(centre.numbers)]
    parts.append("\n[acd-phones-local]\n")
    parts += [
        f"exten => {phone.id},1,Dial(PJSIP/{phone.id},60)\n"
        for phone in _sorted(centre.phones)
        if phone.node == options.node
    ]
    return "".join(parts)


def _number(centre: Centre, number: Number) -> str:
    queue = centre.queues[number.queue]
    language = number.language or centre.projects[queue.project].language
    lines = [f"exten => {number.number},1,Set(__ACD_DIALLED={number.number})"]
    if language != DEFAULT_LANGUAGE:
        lines.append(f" same => n,Set(CHANNEL(language)={language})")
    if queue.music != DEFAULT_MUSIC:
        lines.append(f" same => n,Set(CHANNEL(musicclass)={queue.music})")
    lines.append(" same => n,Goto(acd-arrive,s,1)")
    return "\n".join(lines) + "\n"


def _failsafe(centre: Centre, options: Options) -> str:
    parts = ["\n[acd-failsafe-numbers]\n"]
    parts += [
        f"exten => {number.number},1,Goto(acd-failsafe-queues,{_queue_extension(number.queue)},1)\n"
        for number in _sorted(centre.numbers)
    ]
    parts.append("\n[acd-failsafe-queues]\n")
    parts += [_round(centre, queue, options) for queue in _sorted(centre.queues)]
    return "".join(parts)


def _round(centre: Centre, queue: Queue, options: Options) -> str:
    """One round: the usual phones of the queue's agents ring together. Without any, there is only the music."""
    phones = [
        agent.phone
        for agent in _sorted(centre.agents)
        if agent.phone and queue.id in agent.queues and centre.phones[agent.phone].node == options.node
    ]
    extension = _queue_extension(queue.id)
    lines = []
    if phones:
        devices = "&".join(f"PJSIP/{phone}" for phone in dict.fromkeys(phones))
        lines.append(f"Dial({devices},{max(1, round(queue.ring_ms / 1000))},m(default))")
    lines.append(f"Goto(acd-failsafe-again,{extension},1)")
    first, *rest = lines
    return "\n".join([f"exten => {extension},1,{first}", *(f" same => n,{line}" for line in rest)]) + "\n"


def _queue_extension(queue: str) -> str:
    """A queue's id as an extension: Asterisk ignores '-' there, and reads a leading '_' as a pattern."""
    return "q" + queue.replace("-", "+")


# --- SIP


def _pjsip(centre: Centre, secrets: SwitchSecrets, options: Options) -> str:
    parts = [_phone(centre, phone, secrets, options) for phone in _sorted(centre.phones) if phone.node == options.node]
    parts += [_trunk(trunk) for trunk in _sorted(centre.trunks) if trunk.node == options.node]
    return "".join(parts)


def _phone(centre: Centre, phone: Phone, secrets: SwitchSecrets, options: Options) -> str:
    secret = secrets.phones.get(phone.id)
    if secret is None:
        raise ConfigError(f"phone {phone.id!r} has no password")
    if not _SECRET.fullmatch(secret):
        raise ConfigError(f"the password of phone {phone.id!r} has a blank or a character beyond ASCII, or is too long")
    label = _UNSAFE_TEXT.sub("", phone.label).strip()[:40]
    language = _phone_language(centre, phone)
    return f"""
[{phone.id}]
type = aor
max_contacts = 1
remove_existing = yes
qualify_frequency = {options.qualify_s}
default_expiration = 120
minimum_expiration = 30

[{phone.id}]
type = auth
auth_type = userpass
username = {phone.id}
password = {secret.replace(";", chr(92) + ";")}

[{phone.id}]
type = endpoint
context = acd-phones
aors = {phone.id}
auth = {phone.id}
callerid = "{label or phone.id}" <{phone.id}>
language = {language}
identify_by = username
disallow = all
allow = ulaw,alaw
direct_media = no
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
device_state_busy_at = 1
"""


def _phone_language(centre: Centre, phone: Phone) -> str:
    """Prompts on a phone are in the language of its usual agent's first project."""
    for agent in _sorted(centre.agents):
        if agent.phone == phone.id and agent.queues:
            return centre.projects[centre.queues[agent.queues[0]].project].language
    return DEFAULT_LANGUAGE


def _trunk(trunk: Trunk) -> str:
    name = TRUNK_PREFIX + trunk.id
    return f"""
[{name}]
type = endpoint
context = acd-trunk
identify_by = ip
disallow = all
allow = ulaw,alaw
direct_media = no
rtp_symmetric = yes
force_rport = yes

[{name}]
type = identify
endpoint = {name}
match = {",".join(trunk.match)}
"""


# --- manager


def _manager(secrets: SwitchSecrets, options: Options) -> str:
    """The daemon's manager user: what it may do, and the events it wants (all others are never sent)."""
    if not _SECRET.fullmatch(secrets.ami):
        raise ConfigError("the manager's secret has a blank or a character beyond ASCII, or is too long")
    permits = "\n".join(f"permit = {address}" for address in options.ami_permit)
    filters = "\n".join(_ADVANCED if _knows_advanced_filters(options.version) else _LEGACY)
    return f"""
[{options.ami_user}]
secret = {secrets.ami.replace(";", chr(92) + ";")}
deny = 0.0.0.0/0.0.0.0
{permits}
read = system,call,user,cdr
write = call,reporting
writetimeout = 5000
{filters}
"""


_WHOLE_EVENTS = (
    "Hangup",
    "HangupRequest",
    "ContactStatus",
    "Cdr",
    "FullyBooted",
    "Shutdown",
    "OriginateResponse",
)
_ADVANCED = [
    *(f"eventfilter(action(include),name({name})) =" for name in _WHOLE_EVENTS),
    "eventfilter(action(include),name(UserEvent),header(UserEvent),method(starts_with)) = Acd",
    "eventfilter(action(include),name(DialEnd),header(DialStatus),method(exact)) = ANSWER",
    "eventfilter(action(include),name(DeviceStateChange),header(Device),method(starts_with)) = PJSIP/",
    "eventfilter(action(exclude),name(DeviceStateChange),header(Device),method(starts_with)) = PJSIP/" + TRUNK_PREFIX,
]
# Before: regular expressions over the whole event, whose lines end in CR LF.
_LEGACY = [
    *(f"eventfilter = ^Event: {name}[[:cntrl:]]" for name in _WHOLE_EVENTS),
    "eventfilter = ^Event: UserEvent[[:cntrl:]].*UserEvent: Acd",
    "eventfilter = ^Event: DialEnd[[:cntrl:]].*DialStatus: ANSWER",
    "eventfilter = ^Event: DeviceStateChange[[:cntrl:]].*Device: PJSIP/",
    "eventfilter = !^Event: DeviceStateChange[[:cntrl:]].*Device: PJSIP/" + TRUNK_PREFIX,
]


def _knows_advanced_filters(version: tuple[int, int]) -> bool:
    major = version[0]
    return major > ADVANCED_FILTERS[-1][0] or any(version >= first for first in ADVANCED_FILTERS if first[0] == major)


# --- checks


def _check(centre: Centre) -> None:
    """Refuse ids that Asterisk would read as something else."""
    for kind, ids in (("queue", centre.queues), ("phone", centre.phones), ("trunk", centre.trunks)):
        for name in ids:
            _demand(_ID, name, f"{kind} id")
    for phone in centre.phones:
        if phone.startswith(TRUNK_PREFIX):
            raise ConfigError(f"phone id {phone!r} begins with {TRUNK_PREFIX!r}, which is kept for trunks")
    for queue in centre.queues.values():
        _demand(_MUSIC, queue.music, f"music of queue {queue.id!r}")
    for project in centre.projects.values():
        _demand(_LANGUAGE, project.language, f"language of project {project.id!r}")
    _check_numbers(centre)
    for trunk in centre.trunks.values():
        for address in trunk.match:
            _demand(_ADDRESS, address, f"address of trunk {trunk.id!r}")


def _check_numbers(centre: Centre) -> None:
    seen: dict[str, str] = {}
    for number in centre.numbers.values():
        _demand(_NUMBER, number.number, "number")
        if number.language is not None:
            _demand(_LANGUAGE, number.language, f"language of number {number.number!r}")
        other = seen.setdefault(number.number.replace("-", ""), number.number)
        if other != number.number:
            raise ConfigError(f"numbers {other!r} and {number.number!r} are the same to Asterisk, which ignores '-'")


def _demand(pattern: re.Pattern[str], value: str, what: str) -> None:
    if not pattern.fullmatch(value):
        raise ConfigError(f"{what} {value!r} has a character that Asterisk's configuration cannot carry")


def _sorted(values: Mapping[str, Value]) -> list[Value]:
    return [values[key] for key in sorted(values)]
