import pytest

from acd.adapters.asterisk.encode import encode
from acd.commands import DialLead, PlayAbandoned
from acd.errors import CallerError

DIAL = DialLead(
    node="main",
    uniqueid="acd-a7",
    attempt=7,
    campaign="spring",
    lead=12,
    queue="sales",
    trunk="carrier",
    number="+74951234567",
    caller_id="+74950000000",
    ring_ms=25_000,
    language="ru",
    limit_ms=2_000,
    message="sorry",
    opt_out_key="9",
)


def test_the_persons_channel_knows_all_it_needs_without_a_daemon() -> None:
    (action,) = encode(DIAL)
    assert ("Channel", "PJSIP/+74951234567@trunk-carrier") in action
    assert ("ChannelId", "acd-a7") in action
    assert ("Timeout", "25000") in action
    assert ("Variable", "__ACD_ATTEMPT=7*spring*12") in action
    assert ("Variable", "ACD_LIMIT=2") in action
    assert not any("," in value for header, value in action if header == "Variable")


@pytest.mark.parametrize("number", ["", "12", "+7495&PJSIP/1001", "+7 495 1234567", "7495@evil"])
def test_nothing_but_a_number_is_dialled(number: str) -> None:
    with pytest.raises(CallerError):
        encode(DialLead(**{**{name: getattr(DIAL, name) for name in DIAL.__slots__}, "number": number}))


def test_an_abandoned_person_is_sent_to_the_message() -> None:
    (action,) = encode(PlayAbandoned("main", "PJSIP/trunk-carrier-1"))
    assert ("Context", "acd-abandoned") in action
