"""What is allowed in a centre but hardly meant: queues that nobody serves, menus that nothing leads to, empty lists."""

from collections.abc import Iterator
from dataclasses import replace

from acd.dialer.rules import hours_of, law_warnings, rules_of, zones_of
from acd.model.calendar import Calendar, Hours
from acd.model.campaigns import Campaign
from acd.model.centre import Centre, Destination
from acd.model.menus import Choice, reachable
from acd.routing.entrance import queue_of

WEEK_MS = 7 * 86_400_000
WEEK_STEP_MS = 300_000


def centre_notes(centre: Centre) -> list[str]:
    served = {queue for agent in centre.agents.values() for queue in agent.queues}
    heard = reachable(centre.menus, [number.menu for number in centre.numbers.values() if number.menu is not None])
    reached = _reached_queues(centre, heard)
    notes = [f"agent {agent.id}: serves no queue" for agent in centre.agents.values() if not agent.queues]
    notes += [f"queue {id_}: no agent serves it" for id_ in centre.queues if id_ not in served]
    notes += [f"queue {id_}: no number and no overflow leads to it" for id_ in centre.queues if id_ not in reached]
    notes += [f"menu {id_}: no number and no key leads to it" for id_ in centre.menus if id_ not in heard]
    notes += [f"callers {callers.id}: the list is empty" for callers in centre.callers.values() if not callers.numbers]
    notes += [f"campaign {task.id}: {note}" for task in centre.campaigns.values() for note in _campaign(centre, task)]
    return notes


def _campaign(centre: Centre, campaign: Campaign) -> Iterator[str]:
    rules = rules_of(campaign)
    yield from law_warnings(campaign)
    if _goes_beyond(hours_of(campaign, centre.hours), rules.hours):
        yield f"its hours go beyond those of {rules.id} (not legal advice)"
    if not zones_of(campaign, centre.hours):
        yield "leads whose time zone is not known are never called, since neither it nor the jurisdiction names one"


def _goes_beyond(hours: Hours, limits: Hours) -> bool:
    """Of the hours of the week; dates are left out."""
    own, law = (Calendar(replace(part, zone="UTC", dates={})) for part in (hours, limits))
    week = range(0, WEEK_MS, WEEK_STEP_MS)
    return any(own.is_open(moment_ms) and not law.is_open(moment_ms) for moment_ms in week)


def _reached_queues(centre: Centre, heard: frozenset[str]) -> frozenset[str]:
    reached = [queue_of(centre, number) for number in centre.numbers.values()]
    reached += [callers.queue for callers in centre.callers.values()]
    reached += [campaign.queue for campaign in centre.campaigns.values()]
    for destination in _destinations(centre, heard):
        reached.append(destination.to_queue)
        if isinstance(destination, Choice) and destination.to_agent is not None:
            reached += centre.agents[destination.to_agent].queues[:1]
    return frozenset(queue for queue in reached if queue is not None)


def _destinations(centre: Centre, heard: frozenset[str]) -> Iterator[Destination]:
    for queue in centre.queues.values():
        ways = [*queue.overflows, queue.when_full, queue.when_unstaffed, queue.closed, *queue.keys.values()]
        yield from (way for way in ways if way is not None)
    yield from (number.closed for number in centre.numbers.values() if number.closed is not None)
    for menu in heard:
        yield from (*centre.menus[menu].keys.values(), centre.menus[menu].default)
