"""How many AMI events per second the link takes in, beside stock panoramisk: framing, decoding, dispatch, handlers.

Both are given the same bytes in the same chunks in one process, and their handlers read the same headers of the same
ten events; the values they read are compared afterwards, so neither can win by leaving work out. The bytes are the 20
events of one call, as Asterisk 22 writes them, with other ids for each call; all ASCII, since panoramisk loses a letter
that two chunks share.

    python -m benchmarks.ami_ingest [--json] [--events 60000]
"""

import argparse
import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from panoramisk import Manager
from panoramisk.ami_protocol import AMIProtocol

from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.protocol import AmiProtocol, LinkCounters

CHUNK_BYTES = 64 * 1024
ROUNDS = 3
CHECKED = 1000  # values compared at the end
CHANNEL = ("Uniqueid", "Linkedid", "Channel", "Context")
READS = {
    "UserEvent": (*CHANNEL, "UserEvent", "CallerIDNum", "CallerIDName", "Dialled"),
    "DialBegin": (*CHANNEL, "DestUniqueid"),
    "DialEnd": (*CHANNEL, "DestUniqueid", "DestChannel", "DialStatus"),
    "Hangup": (*CHANNEL, "Cause"),
    "HangupRequest": CHANNEL,
    "DeviceStateChange": ("Device", "State"),
    "ContactStatus": ("EndpointName", "ContactStatus"),
    "Cdr": ("UniqueID", "Sequence", "Source", "Destination", "Channel", "StartTime", "Duration"),
    "BridgeEnter": (*CHANNEL, "BridgeUniqueid"),
    "FullyBooted": ("Status",),
}
"""The ten handled events and the headers that their handlers read."""


def channel(prefix: str, name: str, number: str, context: str, exten: str, uniqueid: str, linkedid: str) -> str:
    lines = (
        f"Channel: PJSIP/{name}",
        "ChannelState: 6",
        "ChannelStateDesc: Up",
        f"CallerIDNum: {number}",
        "CallerIDName: Ivanova Maria",
        "ConnectedLineNum: <unknown>",
        "ConnectedLineName: <unknown>",
        "Language: en",
        "AccountCode: ",
        f"Context: {context}",
        f"Exten: {exten}",
        "Priority: 2",
        f"Uniqueid: {uniqueid}",
        f"Linkedid: {linkedid}",
    )
    return "".join(f"{prefix}{line}\r\n" for line in lines)


def event(name: str, privilege: str, *parts: str) -> str:
    return f"Event: {name}\r\nPrivilege: {privilege},all\r\n" + "".join(parts) + "\r\n"


def call_events(call: int) -> list[str]:
    """The 20 events of one call to an agent, in order."""
    caller_id, agent_id = f"1795444{call:06d}.{call * 2}", f"1795444{call:06d}.{call * 2 + 1}"
    trunk = f"trunk-operator-{call:08x}"
    caller = channel("", trunk, "79161234567", "acd-connect", "17*101*p101*20", caller_id, caller_id)
    agent = channel("", f"p101-{call:08x}", "101", "acd-phones", "", agent_id, caller_id)
    dest = channel("Dest", f"p101-{call:08x}", "101", "acd-phones", "", agent_id, caller_id)
    bridge = f"BridgeUniqueid: b{call:08x}\r\nBridgeType: basic\r\nBridgeTechnology: simple_bridge\r\n"
    bridge += "BridgeCreator: <unknown>\r\nBridgeName: <unknown>\r\nBridgeNumChannels: 2\r\n"
    device = "Device: PJSIP/p101\r\nState: {}\r\n"
    cdr = (
        f"AccountCode: \r\nSource: 79161234567\r\nDestination: s\r\nChannel: PJSIP/trunk-{call:08x}\r\n"
        f"StartTime: 2026-11-23 14:27:20\r\nDuration: 3\r\nUniqueID: {caller_id}\r\nSequence: {call}\r\n"
    )
    return [
        event("Newchannel", "call", caller),
        event("UserEvent", "user", caller, "UserEvent: AcdArrived\r\nDialled: 74951234567\r\n"),
        event("Newexten", "dialplan", caller, "Extension: s\r\nApplication: WaitExten\r\nAppData: 5,m(default)\r\n"),
        event("VarSet", "dialplan", caller, "Variable: __ACD_OFFER\r\nValue: 17*101*p101*20\r\n"),
        event("Newchannel", "call", agent),
        event("DialBegin", "call", caller, dest, "DialString: p101\r\n"),
        event("DeviceStateChange", "call", device.format("RINGING")),
        event("DialState", "call", caller, dest, "DialStatus: RINGING\r\n"),
        event("DialEnd", "call", caller, dest, "DialStatus: ANSWER\r\n"),
        event("DeviceStateChange", "call", device.format("INUSE")),
        event("NewConnectedLine", "call", agent),
        event("BridgeEnter", "call", bridge, caller),
        event("BridgeEnter", "call", bridge, agent),
        event("HangupRequest", "call", caller, "Cause: 16\r\n"),
        event("BridgeLeave", "call", bridge, caller),
        event("BridgeLeave", "call", bridge, agent),
        event("Hangup", "call", agent, "Cause: 16\r\nCause-txt: Normal Clearing\r\n"),
        event("Hangup", "call", caller, "Cause: 16\r\nCause-txt: Normal Clearing\r\n"),
        event("DeviceStateChange", "call", device.format("NOT_INUSE")),
        event("Cdr", "cdr", cdr),
    ]


def chunks(data: bytes) -> list[bytes]:
    return [data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES)]


Seen = deque[list[str]]
"""What the handlers read, bounded: a list of everything would measure the garbage collector."""


def panoramisk_protocol(seen: Seen) -> AMIProtocol:
    def handler(names: tuple[str, ...]) -> Callable[[Any, Any], None]:
        def handle(_manager: Any, message: Any) -> None:
            seen.append([message[name] for name in names])

        return handle

    manager = Manager(loop=asyncio.get_running_loop())
    for name, names in READS.items():
        manager.register_event(name, handler(names))
    protocol = AMIProtocol()
    protocol.connection_made(asyncio.Transport())
    protocol.factory = manager
    protocol.encoding = "utf8"
    return protocol


def acd_protocol(seen: Seen) -> AmiProtocol:
    def handler(names: tuple[str, ...]) -> Callable[[Message], None]:
        def handle(message: Message) -> None:
            seen.append([message.get(name) for name in names])

        return handle

    handlers = {name.lower().encode(): [handler(names)] for name, names in READS.items()}
    protocol = AmiProtocol(handlers, LinkCounters(), lambda _reason: None)
    protocol.connection_made(asyncio.Transport())
    return protocol


def timed(protocol: Any, data: list[bytes]) -> float:
    """Seconds of processor time, so that other work on the machine does not count."""
    began = time.process_time()
    for chunk in data:
        protocol.data_received(chunk)
    return time.process_time() - began


async def measure(events: int) -> dict[str, Any]:
    texts = [text for call in range(events // 20) for text in call_events(call)]
    data = chunks(b"Asterisk Call Manager/11.0.0\r\n" + "".join(texts).encode())
    best = {"panoramisk": float("inf"), "acd": float("inf")}
    seen: dict[str, Seen] = {}
    for _ in range(ROUNDS):
        for name, protocol in (("panoramisk", panoramisk_protocol), ("acd", acd_protocol)):
            seen[name] = deque(maxlen=CHECKED)
            best[name] = min(best[name], timed(protocol(seen[name]), data))
    if seen["panoramisk"] != seen["acd"]:
        raise SystemExit("The two did not deliver the same values to their handlers.")
    rates = {name: round(len(texts) / seconds) for name, seconds in best.items()}
    return {
        "panoramisk": {"events_per_s": rates["panoramisk"]},
        "acd": {"events_per_s": rates["acd"]},
        "ratio": round(rates["acd"] / rates["panoramisk"], 2),
        "events": len(texts),
        "handled_share": handled_share(texts),
        "event_bytes_mean": round(sum(map(len, data)) / len(texts)),
    }


def handled_share(texts: list[str]) -> float:
    handled = sum(text.partition("\r\n")[0].removeprefix("Event: ") in READS for text in texts)
    return round(handled / len(texts), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=60_000, help="how many events (default 60000)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    result = asyncio.run(measure(options.events))
    if options.json:
        print(json.dumps(result))
        return
    print(f"{result['events']} events of {result['event_bytes_mean']} bytes, {result['handled_share']:.0%} handled")
    for name in ("panoramisk", "acd"):
        print(f"{name:12}{result[name]['events_per_s']:>10,} events/s")
    print(f"{'ratio':12}{result['ratio']:>10}")


if __name__ == "__main__":
    main()
