"""A fake Asterisk manager (AMI) that listens on a loopback port: for tests, benchmarks and trying things out.

It logs in by challenge or plain secret, answers the actions the daemon uses from its own state (``channels``,
``devices``, ``globals``), raises events on demand, and misbehaves on demand: refuses, falls silent, cuts its output
anywhere, drops connections. It records every action of every connection in order.

    async with FakeAmi() as ami:
        ...connect to ami.port...
        ami.event("Hangup", ("Uniqueid", "1.1"))
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

Action = dict[str, str]
"""The headers of an action under lower-case names; of a repeated one the last."""

GREETING = b"Asterisk Call Manager/11.0.0\r\n"

STATUS_FIELDS = (
    ("ChannelState", "6"),
    ("ChannelStateDesc", "Up"),
    ("CallerIDNum", "<unknown>"),
    ("CallerIDName", "<unknown>"),
    ("ConnectedLineNum", "<unknown>"),
    ("ConnectedLineName", "<unknown>"),
    ("Language", "en"),
    ("AccountCode", ""),
    ("Context", "acd-wait"),
    ("Exten", "s"),
    ("Priority", "1"),
)
"""What every event of a channel carries, with its defaults, between its name and its ids."""


@dataclass
class FakeChannel:
    """A live channel: ``fields`` overrides those of ``STATUS_FIELDS``, ``variables`` are its channel variables."""

    name: str
    uniqueid: str
    linkedid: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    bridge: str = ""
    seconds: int = 1

    def headers(self, prefix: str = "") -> list[tuple[str, str]]:
        """The channel's headers, as Asterisk writes them in its events; ``Dest`` is the prefix of a dialled one."""
        headers = [("Channel", self.name)]
        headers += [(name, self.fields.get(name, default)) for name, default in STATUS_FIELDS]
        headers += [("Uniqueid", self.uniqueid), ("Linkedid", self.linkedid or self.uniqueid)]
        return [(prefix + name, value) for name, value in headers]


class FakeConnection:
    """One connected manager session."""

    def __init__(self, server: "FakeAmi", writer: asyncio.StreamWriter) -> None:
        self.actions: list[Action] = []
        self.logged_in = False
        self._server = server
        self._writer = writer

    def raw(self, data: bytes) -> None:
        """Write bytes as they are; cut into ``server.slice_bytes`` pieces, one segment each, when that is set."""
        if self._server.silent or self._writer.is_closing():
            return
        step = self._server.slice_bytes or len(data) or 1
        for start in range(0, len(data), step):
            self._writer.write(data[start : start + step])

    def message(self, *headers: tuple[str, str]) -> None:
        self.raw(render(headers))

    def respond(self, action: Action, response: str, *headers: tuple[str, str]) -> None:
        """Answer an action; its ActionID follows the first line."""
        given = [("ActionID", action["actionid"])] if "actionid" in action else []
        self.message(("Response", response), *given, *headers)

    def drop(self) -> None:
        """End the connection with a reset, as a killed Asterisk or a firewall would."""
        self._writer.transport.abort()


def render(headers: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> bytes:
    return ("".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n").encode()


Responder = Callable[[FakeConnection, Action], None]


class FakeAmi:
    """The server. Its public attributes may be changed at any time; ``responders`` overrides answers by action."""

    def __init__(self, user: str = "acd", secret: str = "right secret") -> None:
        self.user = user
        self.secret = secret
        self.port = 0
        self.connections: list[FakeConnection] = []
        self.channels: list[FakeChannel] = []
        self.devices: dict[str, str] = {}
        self.globals: dict[str, str] = {}
        self.startup = ("2026-11-23", "10:00:00")
        self.commands = set(ACTIONS)
        """The actions the user may use."""
        self.event_classes = {"system", "call", "user", "cdr"}
        """The classes of events the user may read."""
        self.booted = True
        self.silent = False
        """Writes nothing any more, though the connections stay open: a half-open link."""
        self.slice_bytes = 0
        self.responders: dict[str, Responder] = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; on the same port again after ``stop``."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.drop_all()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def drop_all(self) -> None:
        for connection in self.connections:
            connection.drop()

    # --- what tests look at

    @property
    def actions(self) -> list[Action]:
        """All actions of all connections, connection after connection."""
        return [action for connection in self.connections for action in connection.actions]

    def named(self, name: str) -> list[Action]:
        return [action for action in self.actions if action.get("action", "").lower() == name.lower()]

    # --- what tests make happen

    def event(self, name: str, *headers: tuple[str, str], privilege: str = "call") -> None:
        """Raise an event on every logged-in connection, if the user may read its class."""
        if privilege in self.event_classes:
            self.raw(render([("Event", name), ("Privilege", f"{privilege},all"), *headers]))

    def user_event(self, name: str, channel: FakeChannel, *headers: tuple[str, str]) -> None:
        """What the dialplan's ``UserEvent(name,...)`` on a channel raises."""
        self.event("UserEvent", *channel.headers(), ("UserEvent", name), *headers, privilege="user")

    def raw(self, data: bytes) -> None:
        """Write bytes to every logged-in connection."""
        for connection in self.connections:
            if connection.logged_in:
                connection.raw(data)

    def channel(self, name: str) -> FakeChannel | None:
        return next((channel for channel in self.channels if channel.name == name), None)

    # --- the server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        connection = FakeConnection(self, writer)
        self.connections.append(connection)
        connection.raw(GREETING)
        try:
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                self._act(connection, parse_action(block))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            connection.logged_in = False
            writer.close()
            self._tasks.discard(task)

    def _act(self, connection: FakeConnection, action: Action) -> None:
        connection.actions.append(action)
        name = action.get("action", "").lower()
        responder = self.responders.get(name) or ACTIONS.get(name)
        if not connection.logged_in and name not in ("challenge", "login"):
            connection.respond(action, "Error", ("Message", "Permission denied"))
        elif responder is None:
            connection.respond(action, "Error", ("Message", f"Invalid/unknown command: {action.get('action', '')}"))
        elif name not in self.commands and name not in self.responders:
            connection.respond(action, "Error", ("Message", "Permission denied"))
        else:
            responder(connection, action)

    @property
    def challenge(self) -> str:
        return "847302"

    def key(self) -> str:
        return hashlib.md5((self.challenge + self.secret).encode(), usedforsecurity=False).hexdigest()


def parse_action(block: bytes) -> Action:
    lines = block.decode().split("\r\n")
    return {name.lower(): value for name, colon, value in (line.partition(": ") for line in lines) if colon}


# --- the actions: each answers as Asterisk 22 does, from the server's state


def _server(connection: FakeConnection) -> FakeAmi:
    return connection._server


def _challenge(connection: FakeConnection, action: Action) -> None:
    connection.respond(action, "Success", ("Challenge", _server(connection).challenge))


def _login(connection: FakeConnection, action: Action) -> None:
    server = _server(connection)
    if action.get("authtype", "").lower() == "md5":
        right = action.get("key") == server.key()
    else:
        right = action.get("secret") == server.secret
    if not right or action.get("username") != server.user:
        connection.respond(action, "Error", ("Message", "Authentication failed"))
        connection._writer.close()
        return
    connection.logged_in = True
    connection.respond(action, "Success", ("Message", "Authentication accepted"))
    if server.booted and "system" in server.event_classes:
        connection.message(("Event", "FullyBooted"), ("Privilege", "system,all"), ("Status", "Fully Booted"))


def _ping(connection: FakeConnection, action: Action) -> None:
    connection.respond(action, "Success", ("Ping", "Pong"), ("Timestamp", "1795444000.000000"))


def _list_commands(connection: FakeConnection, action: Action) -> None:
    commands = sorted(_server(connection).commands)
    connection.respond(action, "Success", *[(SPELLING.get(name, name), "(Priv: <none>)") for name in commands])


def _core_status(connection: FakeConnection, action: Action) -> None:
    date, time = _server(connection).startup
    connection.respond(action, "Success", ("CoreStartupDate", date), ("CoreStartupTime", time))


def _list(connection: FakeConnection, action: Action, name: str, items: list[list[tuple[str, str]]]) -> None:
    given = ("ActionID", action.get("actionid", ""))
    connection.respond(action, "Success", ("EventList", "start"), ("Message", "Items will follow"))
    for item in items:
        connection.message(*item)
    complete = ("EventList", "Complete"), ("ListItems", str(len(items)))
    connection.message(("Event", f"{name}Complete"), given, *complete)


def _status(connection: FakeConnection, action: Action) -> None:
    asked = [name for name in action.get("variables", "").split(",") if name]
    items = []
    for channel in _server(connection).channels:
        values = [(name, channel.variables.get(name, "")) for name in asked]
        items.append(
            [
                ("Event", "Status"),
                ("Privilege", "Call"),
                *channel.headers(),
                ("BridgeID", channel.bridge),
                ("Seconds", str(channel.seconds)),
                *[("Variable", f"{name}={value}") for name, value in values],
                ("ActionID", action.get("actionid", "")),
            ]
        )
    _list(connection, action, "Status", items)


def _device_state_list(connection: FakeConnection, action: Action) -> None:
    given = ("ActionID", action.get("actionid", ""))
    items = [
        [("Event", "DeviceStateChange"), given, ("Device", device), ("State", state)]
        for device, state in _server(connection).devices.items()
    ]
    _list(connection, action, "DeviceStateList", items)


def _redirect(connection: FakeConnection, action: Action) -> None:
    channel = _server(connection).channel(action.get("channel", ""))
    if channel is None:
        connection.respond(action, "Error", ("Message", f"Channel does not exist: {action.get('channel', '')}"))
        return
    channel.fields.update({name: action.get(name.lower(), "") for name in ("Context", "Exten", "Priority")})
    connection.respond(action, "Success", ("Message", "Redirect successful"))


def _setvar(connection: FakeConnection, action: Action) -> None:
    server = _server(connection)
    if "channel" not in action:
        server.globals[action.get("variable", "")] = action.get("value", "")
    elif (channel := server.channel(action["channel"])) is not None:
        channel.variables[action.get("variable", "").lstrip("_")] = action.get("value", "")
    else:
        connection.respond(action, "Error", ("Message", "No such channel"))
        return
    connection.respond(action, "Success", ("Message", "Variable Set"))


def _hangup(connection: FakeConnection, action: Action) -> None:
    server = _server(connection)
    channel = server.channel(action.get("channel", ""))
    if channel is None:
        connection.respond(action, "Error", ("Message", "No such channel"))
        return
    server.channels.remove(channel)
    connection.respond(action, "Success", ("Message", "Channel Hungup"))
    server.event("Hangup", *channel.headers(), ("Cause", action.get("cause", "0")))


def _originate(connection: FakeConnection, action: Action) -> None:
    """Taken note of; what becomes of it, a test tells by events."""
    connection.respond(action, "Success", ("Message", "Originate successfully queued"))


def _user_event(connection: FakeConnection, action: Action) -> None:
    connection.respond(action, "Success", ("Message", "Event Sent"))
    _server(connection).event("UserEvent", ("UserEvent", action.get("userevent", "")), privilege="user")


ACTIONS: dict[str, Responder] = {
    "challenge": _challenge,
    "login": _login,
    "ping": _ping,
    "listcommands": _list_commands,
    "corestatus": _core_status,
    "status": _status,
    "devicestatelist": _device_state_list,
    "redirect": _redirect,
    "setvar": _setvar,
    "hangup": _hangup,
    "originate": _originate,
    "userevent": _user_event,
}

SPELLING = {
    "listcommands": "ListCommands",
    "corestatus": "CoreStatus",
    "status": "Status",
    "devicestatelist": "DeviceStateList",
    "redirect": "Redirect",
    "setvar": "Setvar",
    "hangup": "Hangup",
    "originate": "Originate",
    "userevent": "UserEvent",
    "ping": "Ping",
}
