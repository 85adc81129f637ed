"""``Cdr`` events as facts."""

import pytest

from acd.adapters.asterisk.decode_cdr import decode_cdr
from acd.model.facts import CdrFact
from tests.adapters.asterisk.links import message

CDR = (
    ("Event", "Cdr"),
    ("Privilege", "cdr,all"),
    ("AccountCode", ""),
    ("Source", "79161234567"),
    ("Destination", "s"),
    ("DestinationContext", "acd-connect"),
    ("CallerID", '"Иванова" <79161234567>'),
    ("Channel", "PJSIP/trunk-00000001"),
    ("DestinationChannel", "PJSIP/p101-00000002"),
    ("LastApplication", "Dial"),
    ("LastData", "PJSIP/p101,20,m(default)"),
    ("StartTime", "2026-11-23 17:27:20"),  # the process's own time zone
    ("AnswerTime", "2026-11-23 17:27:21"),
    ("EndTime", "2026-11-23 17:27:31"),
    ("Duration", "11"),
    ("BillableSeconds", "10"),
    ("Disposition", "ANSWERED"),
    ("AMAFlags", "DOCUMENTATION"),
    ("UniqueID", "1795444040.1"),
    ("UserField", ""),
    ("LinkedID", "1795444040.1"),
    ("Sequence", "7"),
    ("PeerAccount", ""),
    ("StartEpoch", "1795444040.120000"),
    ("AnswerEpoch", "1795444041.000000"),
    ("EndEpoch", "1795444051.999999"),
)


def cdr(**changed: str) -> CdrFact | None:
    return decode_cdr("main", message(*[(name, changed.get(name, value)) for name, value in CDR]))


def test_a_record_with_times_in_utc() -> None:
    assert cdr() == CdrFact(
        node="main",
        uniqueid="1795444040.1",
        sequence=7,
        linkedid="1795444040.1",
        accountcode="",
        src="79161234567",
        dst="s",
        dcontext="acd-connect",
        clid='"Иванова" <79161234567>',
        channel="PJSIP/trunk-00000001",
        dstchannel="PJSIP/p101-00000002",
        lastapp="Dial",
        lastdata="PJSIP/p101,20,m(default)",
        start="2026-11-23 14:27:20",
        answer="2026-11-23 14:27:21",
        end="2026-11-23 14:27:31",
        duration=11,
        billsec=10,
        disposition="ANSWERED",
        amaflags="DOCUMENTATION",
        userfield="",
        peeraccount="",
    )


@pytest.mark.parametrize("epoch", ["0.000000", ""])
def test_what_did_not_happen_has_no_time(epoch: str) -> None:
    fact = cdr(AnswerEpoch=epoch, AnswerTime="")
    assert fact is not None
    assert fact.answer == ""


def test_without_epochs_the_events_own_times_serve() -> None:
    fact = decode_cdr("main", message(*[header for header in CDR if not header[0].endswith("Epoch")]))
    assert fact is not None
    assert fact.start == "2026-11-23 17:27:20"


@pytest.mark.parametrize("changed", [{"UniqueID": ""}, {"Sequence": ""}, {"Sequence": "x"}, {"Sequence": "9" * 30}])
def test_a_record_that_cannot_be_told_from_others_is_none(changed: dict[str, str]) -> None:
    assert cdr(**changed) is None


def test_a_record_that_a_caller_tampered_with_is_none() -> None:
    assert decode_cdr("main", message(*CDR, ("Source", "forged"))) is None


def test_hostile_values_become_short_plain_text() -> None:
    fact = cdr(CallerID="x\t\x00" + "y" * 999, Duration="-5", BillableSeconds="1e9", StartEpoch="x" * 99)
    assert fact is not None
    assert fact.clid == "x" + "y" * 254
    assert (fact.duration, fact.billsec) == (0, 0)
