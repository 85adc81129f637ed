"""The daemon's manager user (manager.conf): what it may do, and which events it wants.

Least privilege: it may act on calls, make calls, and read what goes on; it can neither run console commands, nor read
or write configuration. Asterisk cannot confine Originate to some contexts (``action_originate`` in main/manager.c asks
for the write class alone, and refuses applications that reach the system to whoever lacks the class ``system``).

Asterisk sends the wanted events alone, a handful for each call instead of a hundred (``should_send_event`` in
Asterisk's main/manager.c: an event goes out when an include filter matches and no exclude filter does).
"""

from collections.abc import Sequence

from acd.model.channels import ATTEMPT_PREFIX

TRUNK_PREFIX = "trunk-"
ADVANCED_FILTERS = ((20, 11), (21, 6), (22, 1))  # the first release of each branch that knows them


def manager_user(user: str, secret: str, permit: Sequence[str], version: tuple[int, int]) -> str:
    """The daemon's manager user: what it may do, and the events it wants (all others are never sent)."""
    permits = "\n".join(f"permit = {address}" for address in permit)
    filters = "\n".join(_ADVANCED if _knows_advanced_filters(version) else _LEGACY)
    return f"""
[{user}]
secret = {secret}
deny = 0.0.0.0/0.0.0.0
{permits}
read = system,call,user,cdr
write = call,originate,reporting
writetimeout = 5000
{filters}
"""


_WHOLE_EVENTS = (
    "Hangup",
    "HangupRequest",
    "Hold",
    "Unhold",
    "BlindTransfer",
    "AttendedTransfer",
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
    f"eventfilter(action(include),name(DialState),header(DestUniqueid),method(starts_with)) = {ATTEMPT_PREFIX}",
    "eventfilter(action(include),name(DeviceStateChange),header(Device),method(starts_with)) = PJSIP/",
    "eventfilter(action(exclude),name(DeviceStateChange),header(Device),method(starts_with)) = PJSIP/" + TRUNK_PREFIX,
]
# Before: regular expressions over the whole event, whose lines end in CR LF.
_LEGACY = [
    *(f"eventfilter = ^Event: {name}[[:cntrl:]]" for name in _WHOLE_EVENTS),
    "eventfilter = ^Event: UserEvent[[:cntrl:]].*UserEvent: Acd",
    "eventfilter = ^Event: DialEnd[[:cntrl:]].*DialStatus: ANSWER",
    f"eventfilter = ^Event: DialState[[:cntrl:]].*DestUniqueid: {ATTEMPT_PREFIX}",
    "eventfilter = ^Event: DeviceStateChange[[:cntrl:]].*Device: PJSIP/",
    "eventfilter = !^Event: DeviceStateChange[[:cntrl:]].*Device: PJSIP/" + TRUNK_PREFIX,
]


def _knows_advanced_filters(version: tuple[int, int]) -> bool:
    major = version[0]
    return major > ADVANCED_FILTERS[-1][0] or any(version >= first for first in ADVANCED_FILTERS if first[0] == major)
