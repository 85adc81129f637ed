"""Faults of campaigns: names that lead nowhere, modes without what they need, promises laxer than the rules.

What can only be known when a campaign starts (are there agents, does a trunk work) is in ``acd.dialer.readiness``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from acd.config.campaign_presets import PRESETS
from acd.config.explain import Finding, suggestion
from acd.config.keylines import KeyPath
from acd.config.skill_references import entries
from acd.dialer.jurisdictions import JURISDICTIONS, Rules
from acd.model.campaigns import AGENT_FIRST, PACED
from acd.model.leads import AttemptResult

Raw = Mapping[str, Any]
Check = Callable[[Raw, KeyPath], Iterator[Finding]]


def campaign_faults(data: Raw) -> Iterator[Finding]:
    for name, campaign in entries(data, "campaigns").items():
        path = ("campaigns", name)
        yield from _names(data, campaign, path)
        for check in _CHECKS:
            yield from check(_with_preset(campaign), path)


def _with_preset(campaign: Raw) -> Raw:
    preset = campaign.get("preset")
    return {**PRESETS[preset], **campaign} if isinstance(preset, str) and preset in PRESETS else campaign


def _names(data: Raw, campaign: Raw, path: KeyPath) -> Iterator[Finding]:
    """Hours are looked up with all others."""
    yield from _known(campaign.get("project"), "project", entries(data, "projects"), (*path, "project"))
    yield from _known(campaign.get("queue"), "queue", entries(data, "queues"), (*path, "queue"))
    for place, id_ in _listed(campaign, "dispositions"):
        yield from _known(id_, "disposition", entries(data, "dispositions"), (*path, "dispositions", place))
    trunks = entries(data, "trunks")
    for place, id_ in _listed(campaign, "trunks"):
        where = (*path, "trunks", place)
        yield from _known(id_, "trunk", trunks, where)
        if id_ in trunks and not trunks[id_].get("outbound"):
            yield where, f'trunk "{id_}" takes no calls out: it has no outbound'
    owner = entries(data, "queues").get(str(campaign.get("queue")), {}).get("project")
    project = campaign.get("project")
    if isinstance(owner, str) and project in entries(data, "projects") and owner != project:
        yield (*path, "queue"), f'queue "{campaign["queue"]}" is of project "{owner}"'


def _known(name: object, kind: str, known: Mapping[str, Raw], path: KeyPath) -> Iterator[Finding]:
    if isinstance(name, str) and name not in known:
        yield path, f'there is no {kind} "{name}"' + suggestion(name, known)


def _listed(campaign: Raw, key: str) -> list[tuple[int, str]]:
    """The texts of a list, with their places."""
    found = campaign.get(key)
    parts = found if isinstance(found, list) else []
    return [(place, part) for place, part in enumerate(parts) if isinstance(part, str)]


def _twice(campaign: Raw, path: KeyPath) -> Iterator[Finding]:
    for key, inner in (("lists", "list"), ("trunks", ""), ("caller_ids", ""), ("dispositions", "")):
        found, seen = campaign.get(key), []
        for place, part in enumerate(found if isinstance(found, list) else ()):
            value = part.get(inner) if isinstance(part, Mapping) else part
            if value is not None and value in seen:
                yield (*path, key, place), f'"{value}" is given twice'
            seen.append(value)


def _empty(campaign: Raw, path: KeyPath) -> Iterator[Finding]:
    for key, what in (("lists", "list of leads"), ("trunks", "trunk"), ("caller_ids", "number that people see")):
        if campaign.get(key) == []:
            yield (*path, key), f"expected a {what}: without one nobody can be called"


def _mode(campaign: Raw, path: KeyPath) -> Iterator[Finding]:
    """What a mode needs, and what has no effect in it."""
    mode = campaign.get("mode")
    if not isinstance(mode, str):
        return
    if mode == "agentless":
        if "agentless" not in campaign:
            yield (*path, "mode"), "agentless plays a message: name it, as agentless = { message = … }"
    elif "queue" not in campaign:
        yield (*path, "mode"), f"{mode} needs a queue, whose agents talk with the people"
    if "agentless" in campaign and mode != "agentless":
        yield (*path, "agentless"), f'never played in mode "{mode}"'
    if campaign.get("ratio", 1) != 1 and mode != "power":
        yield (*path, "ratio"), f'only mode power has a ratio, this one is "{mode}"'
    if "ratio" not in campaign and mode == "power":
        yield (*path, "mode"), "power needs a ratio: how many leads are dialled for each ready agent"
    if "machines" in campaign and mode in AGENT_FIRST:
        yield (*path, "machines"), f'in mode "{mode}" the agent hears who answers: nothing listens for machines'


def _messages(campaign: Raw, path: KeyPath) -> Iterator[Finding]:
    machines = campaign.get("machines")
    if isinstance(machines, Mapping):
        leaves, message = machines.get("on_machine") == "message", machines.get("machine_message")
        if leaves and not message:
            yield (*path, "machines", "on_machine"), "no machine_message is given that could be left"
        if message and not leaves:
            yield (*path, "machines", "machine_message"), 'never left: on_machine is not "message"'
    agentless = campaign.get("agentless")
    if isinstance(agentless, Mapping) and "queue" not in campaign:
        keys = agentless.get("keys")
        for key, action in keys.items() if isinstance(keys, Mapping) else ():
            if action == "connect":
                yield (*path, "agentless", "keys", key), "the campaign has no queue to connect to"


def _duties(campaign: Raw, path: KeyPath) -> Iterator[Finding]:
    """What the jurisdiction asks of a campaign that may abandon people, or plays to them."""
    rules, mode = _rules(campaign), campaign.get("mode")
    if rules is None:
        return
    if mode in PACED:
        if rules.message_required and not campaign.get("abandoned_message"):
            text = f"{mode} may reach people while no agent is free: name an abandoned_message for them ({rules.id})"
            yield (*path, "mode"), text
        if rules.opt_out_required and campaign.get("opt_out_key") == "":
            yield (*path, "opt_out_key"), f"people must be able to refuse further calls ({rules.id})"
    agentless = campaign.get("agentless")
    if mode == "agentless" and rules.opt_out_required and isinstance(agentless, Mapping):
        keys = agentless.get("keys", {})
        if isinstance(keys, Mapping) and "opt-out" not in keys.values():
            text = f'people must be able to refuse further calls: keys = {{ 9 = "opt-out" }} ({rules.id})'
            yield (*path, "agentless"), text


def _laxer(campaign: Raw, path: KeyPath) -> Iterator[Finding]:
    """A campaign may be stricter than its jurisdiction."""
    rules = _rules(campaign)
    if rules is None or not rules.binding:
        return
    lockout_s = rules.lockouts.get(AttemptResult.ABANDONED, 0) / 1000
    limits = (
        ("abandonment_max", min(limit.share for limit in rules.limits), 1),
        ("connect_within_s", rules.connect_within_ms / 1000, 1),
        ("lockout_s", lockout_s, -1),
    )
    for key, limit, sign in limits:
        value = campaign.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and sign * value > sign * limit:
            text = f"laxer than {rules.id} allows, which is at {'most' if sign > 0 else 'least'} {limit:g}"
            yield (*path, key), text


def _rules(campaign: Raw) -> Rules | None:
    return JURISDICTIONS.get(str(campaign.get("jurisdiction")))


_CHECKS: tuple[Check, ...] = (_twice, _empty, _mode, _messages, _duties, _laxer)
