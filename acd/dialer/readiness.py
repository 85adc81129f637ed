"""What a campaign lacks to dial anybody: said when somebody starts it. Mistakes in a file are found before, on reading.

A campaign may stand in the configuration before its queue has agents or its trunk takes calls out; it cannot start.
"""

from collections.abc import Iterator

from acd.dialer.jurisdictions import JURISDICTIONS
from acd.dialer.rules import rules_of
from acd.model.campaigns import PACED, Campaign, CampaignMode
from acd.model.centre import Centre


def missing(centre: Centre, campaign: Campaign) -> list[str]:
    """As in "it has no queue, no caller-ID"; empty: nothing."""
    return [*_way_out(centre, campaign), *_listeners(centre, campaign), *_promises(campaign)]


def _way_out(centre: Centre, campaign: Campaign) -> Iterator[str]:
    if not campaign.lists:
        yield "no list of leads"
    trunks = [centre.trunks[name] for name in campaign.trunks if name in centre.trunks]
    if not any(trunk.outbound for trunk in trunks):
        yield "no trunk that takes calls out"
    if not campaign.caller_ids:
        yield "no caller-ID"
    if campaign.hours is not None and campaign.hours not in centre.hours:
        yield f"no calendar {campaign.hours}"
    if campaign.jurisdiction not in JURISDICTIONS:
        yield f"no jurisdiction {campaign.jurisdiction} that is known here"


def _listeners(centre: Centre, campaign: Campaign) -> Iterator[str]:
    if campaign.mode is CampaignMode.AGENTLESS:
        if campaign.agentless is None or not campaign.agentless.message:
            yield "no message to play"
    elif campaign.queue is None or campaign.queue not in centre.queues:
        yield "no queue"
    elif not any(campaign.queue in agent.queues for agent in centre.agents.values()):
        yield f"no agents in queue {campaign.queue}"


def _promises(campaign: Campaign) -> Iterator[str]:
    if campaign.mode not in PACED:
        return
    rules = rules_of(campaign)
    if rules.message_required and not campaign.abandoned_message:
        yield "no message for persons to whom no agent comes (abandoned_message)"
    if rules.opt_out_required and not campaign.opt_out_key:
        yield "no key by which they refuse further calls (opt_out_key)"
