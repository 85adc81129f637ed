"""A campaign that lacks something cannot start, and says what."""

from dataclasses import replace
from typing import Any

import pytest

from acd.dialer.readiness import missing
from acd.model.campaigns import Agentless, CampaignMode
from acd.model.centre import Agent, Centre, Project, Queue, Trunk
from tests.dialer.campaigns import campaign

CENTRE = Centre(
    projects={"p": Project("p", "P")},
    queues={"q": Queue("q", "Q", "p")},
    agents={"101": Agent("101", "A", ("q",))},
    trunks={"t": Trunk("t", "main", ("192.0.2.1",), "192.0.2.1:5060")},
)
READY = campaign("uk", abandoned_message="custom/sorry")


def test_a_campaign_with_everything_can_start() -> None:
    assert missing(CENTRE, READY) == []
    assert missing(CENTRE, campaign("uk", CampaignMode.PREVIEW)) == []
    assert missing(CENTRE, campaign("none")) == []
    agentless = campaign("uk", CampaignMode.AGENTLESS, queue=None, agentless=Agentless("custom/survey"))
    assert missing(replace(CENTRE, queues={}, agents={}), agentless) == []


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"lists": ()}, "no list of leads"),
        ({"trunks": ()}, "no trunk that takes calls out"),
        ({"trunks": ("gone",)}, "no trunk that takes calls out"),
        ({"caller_ids": ()}, "no caller-ID"),
        ({"hours": "gone"}, "no calendar gone"),
        ({"jurisdiction": "atlantis"}, "no jurisdiction atlantis that is known here"),
        ({"queue": None}, "no queue"),
        ({"queue": "gone"}, "no queue"),
        ({"abandoned_message": ""}, "no message for persons to whom no agent comes (abandoned_message)"),
        ({"opt_out_key": ""}, "no key by which they refuse further calls (opt_out_key)"),
        ({"mode": CampaignMode.AGENTLESS}, "no message to play"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, Any], lacks: str) -> None:
    assert missing(CENTRE, replace(READY, **change)) == [lacks]


def test_the_centre_must_have_its_part() -> None:
    silent = {"t": replace(CENTRE.trunks["t"], outbound="")}
    assert missing(replace(CENTRE, trunks=silent), READY) == ["no trunk that takes calls out"]
    assert missing(replace(CENTRE, agents={}), READY) == ["no agents in queue q"]
    assert missing(Centre(), replace(READY, lists=())) == [
        "no list of leads",
        "no trunk that takes calls out",
        "no queue",
    ]
