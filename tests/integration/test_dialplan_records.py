"""Asterisk's records: the Cdr event and the file agree, whatever the caller is called."""

from datetime import UTC, datetime

from acd.adapters.sql.cdr_import import read_cdr_line
from acd.model.facts import CdrFact
from tests.integration.ami import Ami, Message
from tests.integration.conftest import Sip, Switch
from tests.integration.test_dialplan import arrived, connect

EVENT_COLUMNS = {
    "accountcode": "AccountCode",
    "src": "Source",
    "dst": "Destination",
    "dcontext": "DestinationContext",
    "clid": "CallerID",
    "channel": "Channel",
    "dstchannel": "DestinationChannel",
    "lastapp": "LastApplication",
    "lastdata": "LastData",
    "start": "StartTime",
    "answer": "AnswerTime",
    "end": "EndTime",
    "duration": "Duration",
    "billsec": "BillableSeconds",
    "disposition": "Disposition",
    "amaflags": "AMAFlags",
    "uniqueid": "UniqueID",
    "userfield": "UserField",
    "linkedid": "LinkedID",
    "sequence": "Sequence",
    "peeraccount": "PeerAccount",
}


def facts(switch: Switch, uniqueid: str) -> list[CdrFact]:
    lines = switch.asterisk.cdr_file.read_bytes().splitlines()
    return [fact for line in lines if (fact := read_cdr_line(line, "main")) and fact.uniqueid == uniqueid]


def cdr_events(ami: Ami, call: Message, count: int) -> list[Message]:
    """The call's ``count`` Cdr events; the last ones may come after its Hangup."""
    ami.event("Hangup", Uniqueid=call["Uniqueid"])
    for _ in range(20):
        found = [m for m in ami.events() if m["Event"] == "Cdr" and m["UniqueID"] == call["Uniqueid"]]
        if len(found) >= count:
            return found
        ami.listen(0.2)
    raise AssertionError(f"{len(found)} Cdr events instead of {count}")


def test_each_offer_is_a_record_of_the_call(switch: Switch, ami: Ami, sip: Sip) -> None:
    sip.phones("1004", behaviour="refuse", code=486)
    sip.phones("1005", ring=200, talk=1200)
    call = arrived(ami, sip)
    connect(ami, call, "1004", offer=1)
    ami.event("AcdReturned", Offer="1")
    connect(ami, call, "1005", offer=2)
    events = cdr_events(ami, call, 2)
    assert [(m["Destination"], m["Disposition"]) for m in events] == [
        ("1*101*1004*2", "BUSY"),
        ("2*101*1005*2", "ANSWERED"),
    ]
    assert len({m["Sequence"] for m in events}) == 2


def test_the_file_says_what_the_events_said(switch: Switch, ami: Ami, sip: Sip) -> None:
    sip.phones("1004", behaviour="refuse", code=486)
    sip.call(name='"Ann, O\'Brien"', patience_ms=1500)
    call = ami.event("AcdArrived")
    connect(ami, call, "1004", offer=1)
    events = cdr_events(ami, call, 1)
    written = facts(switch, call["Uniqueid"])
    for event, fact in zip(events, written, strict=True):
        assert {name: str(getattr(fact, name)) for name in EVENT_COLUMNS} == {
            name: event[header] for name, header in EVENT_COLUMNS.items()
        }


def test_times_are_utc_and_come_as_epoch_too(switch: Switch, ami: Ami, sip: Sip) -> None:
    sip.call(patience_ms=500)
    call = ami.event("AcdArrived")
    (event,) = cdr_events(ami, call, 1)
    (fact,) = facts(switch, call["Uniqueid"])
    seconds = float(event["StartEpoch"])
    assert datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H:%M:%S") == fact.start == event["StartTime"]
    assert abs(datetime.now(UTC).timestamp() - seconds) < 60
