"""What the manager user may do, found out after each login, and what is lacking in words for manager.conf.

Actions: ``ListCommands`` names those the session may use (main/manager.c: every action one of whose classes is among
the user's ``write`` classes). The classes of events it may read cannot be asked for; that an event never comes although
it must have happened is noticed in operation instead, by comparing what was heard with what audits find (``Hearing``).
"""

from typing import Final

from acd.adapters.asterisk.link import AmiLink
from acd.errors import SwitchError
from acd.events import CallArrived, ChannelHungUp, Event, NodeAudited
from acd.model.channels import Place

NEEDED: Final = {
    "Redirect": "call",
    "Setvar": "call",
    "Hangup": "call",
    "Status": "call",
    "Originate": "originate",
    "CoreStatus": "reporting",
    "DeviceStateList": "reporting",
}
"""The actions the daemon uses, each with a write class that allows it."""

DEVICE_STATE_MODULE: Final = "res_manager_devicestate.so"
UNHEARD_AFTER_MS: Final = 3_000


async def find_lacking(link: AmiLink, user: str) -> str:
    """Ask Asterisk what this session may do; ``lacking`` of that. ``SwitchError`` when it does not answer."""
    reply = await link.call((("Action", "ListCommands"),))
    if not reply.success or reply.message is None:
        raise SwitchError(f"Asterisk does not answer ListCommands: {reply.text}")
    return lacking(frozenset(reply.message.names), user)


def lacking(actions: frozenset[str], user: str) -> str:
    """What to change in Asterisk's configuration, in one sentence; empty when nothing is missing."""
    missing = [name for name in NEEDED if name not in actions]
    if not missing:
        return ""
    if missing == ["DeviceStateList"]:  # CoreStatus needs the same class, so it is the module that is not there
        return f"Asterisk lacks the action DeviceStateList: load = {DEVICE_STATE_MODULE} in modules.conf"
    classes = ",".join(sorted({NEEDED[name] for name in missing}))
    return (
        f"the manager user {user!r} may not use {', '.join(missing)}: "
        f"in its section of manager.conf, add {classes} to the line write = call,originate,reporting"
    )


class Hearing:
    """Whether arrivals and hang-ups are heard at all; if not, the user lacks a read class or filters too much.

    A caller whom an audit finds waiting and whose arrival, since the link came up, was not heard; one who waited in an
    audit, was gone in the next, and whose hang-up was not heard by the third: each is proof.
    """

    def __init__(self) -> None:
        self.problem = ""
        self._arrived: set[str] = set()
        self._hung_up: set[str] = set()
        self._waiting: set[str] = set()
        self._gone: set[str] = set()

    def heard(self, event: Event) -> None:
        if isinstance(event, CallArrived):
            self._arrived.add(event.uniqueid)
        elif isinstance(event, ChannelHungUp):
            self._hung_up.add(event.uniqueid)

    def audited(self, audit: NodeAudited, linked_ms: int) -> None:
        """``linked_ms``: for how long the link has been ready."""
        live = {snapshot.uniqueid for snapshot in audit.channels}
        uncertain = set(audit.uncertain)
        unheard = [
            snapshot.uniqueid
            for snapshot in audit.channels
            if snapshot.place is Place.WAITING and UNHEARD_AFTER_MS < snapshot.age_ms < linked_ms - UNHEARD_AFTER_MS
        ]
        if set(unheard) - self._arrived - uncertain:
            self._tell("UserEvent of arrivals", "user")
        elif self._gone - self._hung_up:
            self._tell("Hangup", "call")
        else:
            self.problem = ""
        self._gone = self._waiting - live - self._hung_up - uncertain
        self._waiting = {snapshot.uniqueid for snapshot in audit.channels if snapshot.place is Place.WAITING}
        self._arrived &= live
        self._hung_up.clear()

    def lost(self) -> None:
        """The link is down: what happens meanwhile cannot be heard."""
        self._arrived.clear()
        self._hung_up.clear()
        self._waiting.clear()
        self._gone.clear()
        self.problem = ""

    def _tell(self, event: str, read_class: str) -> None:
        self.problem = (
            f"the event {event} does not reach the daemon: in manager.conf its user needs "
            f"read = system,call,user,cdr (here: {read_class}) and event filters that let it pass"
        )
