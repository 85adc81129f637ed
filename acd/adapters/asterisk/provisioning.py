"""Renders what Asterisk must know of the centre: phones, trunks, numbers, the failsafe's rounds, the manager user.

Pure text from values; the same centre gives the same bytes. The files are included by the static ones of ``dialplan/``.
Names from the configuration are hostile until proven otherwise: ids that would mean something else to Asterisk are
refused (ConfigError), free text loses what could end a value.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from acd.adapters.asterisk import entrances
from acd.adapters.asterisk.hints import hints
from acd.adapters.asterisk.manager_user import TRUNK_PREFIX, manager_user
from acd.adapters.asterisk.names import demand, in_order, queue_extension
from acd.errors import ConfigError
from acd.model.centre import Centre, Phone, Queue, Trunk

HEADER = "; Rendered by acd from centre.toml; changes made here are lost.\n"
DEFAULT_LANGUAGE = "en"
DEFAULT_MUSIC = "default"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_NUMBER = re.compile(r"[0-9A-Za-z+*#][0-9A-Za-z+*#_.-]{0,39}")
_MUSIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")
_LANGUAGE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")
_OUTBOUND = re.compile(r"([A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?)?")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]+(/[0-9]{1,3})?")
_SECRET = re.compile(r"[\x21-\x5b\x5d-\x7e]{1,80}")
_FOLDER = re.compile(r"/[A-Za-z0-9_./+@=-]{0,300}")
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
    period_s: int = 5  # a waiting caller looks at the heartbeat this often
    qualify_s: int = 30  # a phone is asked this often whether it is there
    version: tuple[int, int] = (22, 10)  # of the node's Asterisk
    voicemail: str = "/var/spool/asterisk/acd-voicemail"  # the node's folder for messages that callers leave


def render(centre: Centre, secrets: SwitchSecrets, options: Options) -> dict[str, str]:
    """The node's files by name. Raises ConfigError naming the entry that Asterisk could not carry."""
    _check(centre)
    files: dict[str, Callable[[], str]] = {
        "acd-globals.conf": lambda: _globals(options),
        "acd-numbers.conf": lambda: _numbers(centre, options),
        "acd-hints.conf": lambda: hints(centre),
        "acd-menus.conf": lambda: entrances.menus(centre),
        "acd-failsafe-queues.conf": lambda: _failsafe(centre, options),
        "acd-pjsip.conf": lambda: _pjsip(centre, secrets, options),
        "acd-manager.conf": lambda: manager_user(
            options.ami_user, _secret(secrets.ami, "the manager's secret"), options.ami_permit, options.version
        ),
    }
    return {name: HEADER + text() for name, text in files.items()}


# --- dialplan


def _globals(options: Options) -> str:
    return f"\n[globals]\nACD_PATIENCE = {options.patience_s}\nACD_PERIOD = {options.period_s}\n{_folder(options)}"


def _folder(options: Options) -> str:
    if not _FOLDER.fullmatch(options.voicemail):
        raise ConfigError(f"the folder {options.voicemail!r} for messages has a character that Asterisk cannot carry")
    return f"ACD_VOICEMAIL = {options.voicemail}\n"


def _numbers(centre: Centre, options: Options) -> str:
    parts = [entrances.numbers(centre), "\n[acd-phones-local]\n"]
    parts += [
        f"exten => {phone.id},1,Dial(PJSIP/{phone.id},60)\n"
        for phone in in_order(centre.phones)
        if phone.node == options.node
    ]
    parts.append("\n[acd-outside]\n; Which device a number is, for calls that we make: ACD_DEVICE.\n")
    parts += [
        f"exten => {phone.id},1,Set(ACD_DEVICE=PJSIP/{phone.id})\n same => n,Return()\n"
        for phone in in_order(centre.phones)
        if phone.node == options.node
    ]
    ways = [trunk for trunk in centre.trunks.values() if trunk.node == options.node and trunk.outbound]
    if ways:
        device = f"PJSIP/${{EXTEN}}@{TRUNK_PREFIX}{ways[0].id}"
        parts.append(f"exten => _[0-9+]!,1,Set(ACD_DEVICE={device})\n same => n,Return()\n")
    return "".join(parts)


def _failsafe(centre: Centre, options: Options) -> str:
    parts = [entrances.failsafe_numbers(centre), "\n[acd-failsafe-queues]\n"]
    parts += [_round(centre, queue, options) for queue in in_order(centre.queues)]
    return "".join(parts)


def _round(centre: Centre, queue: Queue, options: Options) -> str:
    """One round: the usual phones of the queue's agents ring together. Without any, there is only the music."""
    phones = [
        agent.phone
        for agent in in_order(centre.agents)
        if agent.phone and queue.id in agent.queues and centre.phones[agent.phone].node == options.node
    ]
    extension = queue_extension(queue.id)
    lines = []
    if phones:
        devices = "&".join(f"PJSIP/{phone}" for phone in dict.fromkeys(phones))
        lines.append(f"Dial({devices},{max(1, round(queue.ring_ms / 1000))},m(default))")
    lines.append(f"Goto(acd-failsafe-again,{extension},1)")
    return entrances.extension(extension, lines)


# --- SIP


def _pjsip(centre: Centre, secrets: SwitchSecrets, options: Options) -> str:
    parts = [_phone(centre, phone, secrets, options) for phone in in_order(centre.phones) if phone.node == options.node]
    parts += [_trunk(trunk) for trunk in in_order(centre.trunks) if trunk.node == options.node]
    return _REFUSED + "".join(parts)


# A caller's number or a dialled one with an encoded line break in it would end the line of every manager event that
# names it, and begin a forged one. Such a request is nobody's: it gets an endpoint whose context has no extension.
_REFUSED = """
[acd-refused]
type = endpoint
context = acd-refused
disallow = all
allow = ulaw

[acd-refused]
type = identify
endpoint = acd-refused
match_header = From: /:[^@>]*%[01]/
match_request_uri = /%[01]/
"""


def _phone(centre: Centre, phone: Phone, secrets: SwitchSecrets, options: Options) -> str:
    secret = secrets.phones.get(phone.id)
    if secret is None:
        raise ConfigError(f"phone {phone.id!r} has no password")
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
password = {_secret(secret, f"the password of phone {phone.id!r}")}

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
"""


def _phone_language(centre: Centre, phone: Phone) -> str:
    """Prompts on a phone are in the language of its usual agent's first project."""
    for agent in in_order(centre.agents):
        if agent.phone == phone.id and agent.queues:
            return centre.projects[centre.queues[agent.queues[0]].project].language
    return DEFAULT_LANGUAGE


def _trunk(trunk: Trunk) -> str:
    name = TRUNK_PREFIX + trunk.id
    aor = f"\n[{name}]\ntype = aor\ncontact = sip:{trunk.outbound}\n" if trunk.outbound else ""
    aors = f"aors = {name}\n" if trunk.outbound else ""
    return f"""{aor}
[{name}]
type = endpoint
context = acd-trunk
{aors}identify_by = ip
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


# --- checks


def _check(centre: Centre) -> None:
    """Refuse ids that Asterisk would read as something else."""
    for kind, ids in (("queue", centre.queues), ("phone", centre.phones), ("trunk", centre.trunks)):
        for name in ids:
            demand(_ID, name, f"{kind} id")
    for phone in centre.phones:
        if phone.startswith(TRUNK_PREFIX):
            raise ConfigError(f"phone id {phone!r} begins with {TRUNK_PREFIX!r}, which is kept for trunks")
    for queue in centre.queues.values():
        demand(_MUSIC, queue.music, f"music of queue {queue.id!r}")
    for project in centre.projects.values():
        demand(_LANGUAGE, project.language, f"language of project {project.id!r}")
    _check_numbers(centre)
    entrances.check_menus(centre)
    for trunk in centre.trunks.values():
        for address in trunk.match:
            demand(_ADDRESS, address, f"address of trunk {trunk.id!r}")
        demand(_OUTBOUND, trunk.outbound, f"outbound address of trunk {trunk.id!r}")


def _check_numbers(centre: Centre) -> None:
    for number in centre.numbers.values():
        demand(_NUMBER, number.number, "number")
        if number.language is not None:
            demand(_LANGUAGE, number.language, f"language of number {number.number!r}")
        if number.music is not None:
            demand(_MUSIC, number.music, f"music of number {number.number!r}")
    _demand_distinct("numbers", centre.numbers)
    _demand_distinct("phones", centre.phones)


def _demand_distinct(what: str, extensions: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    for extension in extensions:
        other = seen.setdefault(extension.replace("-", ""), extension)
        if other != extension:
            raise ConfigError(f"{what} {other!r} and {extension!r} are one to Asterisk, which ignores '-' in them")


def _secret(value: str, what: str) -> str:
    """A password as a configuration value; ``;`` would begin a comment."""
    if not _SECRET.fullmatch(value):
        raise ConfigError(f"{what} has a blank, a character beyond ASCII or a backslash, or is too long")
    return value.replace(";", "\\;")
