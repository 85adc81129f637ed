"""An offer that came back is told with the number it went out with."""

import pytest

from acd.adapters.asterisk.decode import Decoder
from acd.adapters.asterisk.framing import Parser
from acd.engine.engine import Engine
from acd.events import CentreConfigured, OfferReturned
from acd.model.centre import Centre
from acd.model.states import OfferResult

YEAR_2300_MS = 10_413_792_000_000
CHANNEL = """Privilege: user,all
Channel: PJSIP/trunk-demo-00000000
ChannelState: 6
ChannelStateDesc: Up
CallerIDNum: 4951112233
CallerIDName: Ann
ConnectedLineNum: <unknown>
ConnectedLineName: <unknown>
Language: en
AccountCode:
Context: acd-connect
Exten: s
Priority: 3
Uniqueid: 1795446574.0
Linkedid: 1795446574.0"""


def first_id(now_ms: int) -> int:
    """The first number that a fresh engine gives at this time."""
    engine = Engine()
    engine.handle(CentreConfigured(Centre()), now_ms)
    return engine._ctx.new_id()


@pytest.mark.parametrize("offer", [7, first_id(1_795_446_574_566), first_id(YEAR_2300_MS)])
def test_a_returned_offer_keeps_its_number(offer: int) -> None:
    text = f"Event: UserEvent\n{CHANNEL}\nUserEvent: AcdReturned\nOffer: {offer}\nDialStatus: NOANSWER"
    message = Parser().parse(text.replace("\n", "\r\n").encode())
    assert message is not None
    told = Decoder("main", lambda _agent, _pin: False).user_event(message)
    assert told == (OfferReturned("main", "1795446574.0", offer, OfferResult.NO_ANSWER),)
