"""Faults of campaigns, each with its line and key."""

import pytest

from acd.config.campaign_presets import PRESETS
from acd.config.centre import parse_centre
from acd.config.centre_tables.campaigns import JurisdictionName, ModeName, PresetName, RetriedResult
from acd.config.dump import dump_centre
from acd.dialer.jurisdictions import JURISDICTIONS
from acd.dialer.retries import RETRIED
from acd.model.campaigns import CallerId, CampaignList, CampaignMode, LeadOrder, MachineAction, Retry
from acd.model.leads import AttemptResult
from tests.config.faults import GOOD, centre_faults

CAMPAIGN = """\
[projects.other]
name = "Other"
[queues.o]
name = "O"
project = "other"
[trunks.out]
match = ["198.51.100.0/24"]
outbound = "198.51.100.1"
[campaigns.c]
name = "C"
project = "p"
mode = "predictive"
queue = "q"
lists = ["spring"]
trunks = ["out"]
caller_ids = ["+74951234567"]
jurisdiction = "uk"
abandoned_message = "custom/sorry"
"""
TEXT = GOOD + CAMPAIGN
MORE = len(TEXT.splitlines()) + 1


def test_a_campaign_is_read_with_its_defaults() -> None:
    campaign = parse_centre(TEXT).campaigns["c"]
    assert campaign.mode is CampaignMode.PREDICTIVE
    assert campaign.lists == (CampaignList("spring"),)
    assert campaign.caller_ids == (CallerId("+74951234567"),)
    assert campaign.ring_ms == 25_000
    assert campaign.machines is None
    assert campaign.abandonment_max is None


def test_tables_and_units_are_read() -> None:
    more = (
        'retries = { "no answer" = { delay_s = 1.5, attempts_max = 2, factor = 2.0 } }\n'
        "caps = { per_day = 1, per_month = 8 }\n"
        'machines = { greeting_s = 2, on_machine = "message", machine_message = "custom/later&custom/bye" }\n'
    )
    text = TEXT.replace('["spring"]', '["spring", { list = "autumn", share = 3 }]') + more
    campaign = parse_centre(text).campaigns["c"]
    assert campaign.lists == (CampaignList("spring"), CampaignList("autumn", 3))
    assert campaign.retries == {AttemptResult.NO_ANSWER: Retry(1_500, 2, 2.0)}
    assert [type(result) for result in campaign.retries] == [AttemptResult]
    assert (campaign.caps.per_day, campaign.caps.per_month) == (1, 8)
    assert campaign.machines is not None
    assert campaign.machines.greeting_ms == 2_000
    assert campaign.machines.on_machine is MachineAction.MESSAGE


@pytest.mark.parametrize(
    ("preset", "mode", "order"),
    [
        ("cold", CampaignMode.PREDICTIVE, LeadOrder.NEW_FIRST),
        ("warm", CampaignMode.PROGRESSIVE, LeadOrder.PRIORITY),
        ("hot", CampaignMode.PREVIEW, LeadOrder.PRIORITY),
    ],
)
def test_a_preset_gives_what_is_not_given(preset: str, mode: CampaignMode, order: LeadOrder) -> None:
    text = TEXT.replace('mode = "predictive"', f'preset = "{preset}"')
    campaign = parse_centre(text).campaigns["c"]
    assert (campaign.mode, campaign.order) == (mode, order)
    assert campaign.retries
    own = parse_centre(text + 'order = "random"\nretries = {}\n').campaigns["c"]
    assert (own.mode, own.order, own.retries) == (mode, LeadOrder.RANDOM, {})
    assert parse_centre(dump_centre(parse_centre(text))).campaigns["c"] == campaign


@pytest.mark.parametrize(
    ("old", "new", "key", "text"),
    [
        # names
        ('project = "p"\nmode', 'project = "P"\nmode', "project", 'there is no project "P"'),
        ('queue = "q"\nlists', 'queue = "x"\nlists', "queue", 'there is no queue "x" (known: o, q, r)'),
        ('queue = "q"\nlists', 'queue = "o"\nlists', "queue", 'queue "o" is of project "other"'),
        ('["out"]', '["in"]', "trunks[0]", 'there is no trunk "in"'),
        ('["out"]', '["t"]', "trunks[0]", 'trunk "t" takes no calls out: it has no outbound'),
        ('"uk"', '"fr"', "jurisdiction", "expected 'us', 'uk', 'ru', 'ru-debt', 'strict' or 'none'"),
        # twice, or nothing
        ('["out"]', '["out", "out"]', "trunks[1]", '"out" is given twice'),
        ('["spring"]', '["a", { list = "b" }, "a"]', "lists[2]", '"a" is given twice'),
        ('["spring"]', "[]", "lists", "expected a list of leads: without one nobody can be called"),
        ('["out"]', "[]", "trunks", "expected a trunk"),
        ('["+74951234567"]', "[]", "caller_ids", "expected a number that people see"),
        # numbers and sounds
        ('"+74951234567"', '"84951234567"', "caller_ids[0].number", "expected an international number"),
        ('"custom/sorry"', '"a;b"', "abandoned_message", "expected the name of a sound"),
        # modes
        ('"predictive"', '"agentless"', "mode", "agentless plays a message: name it"),
        ('queue = "q"\nlists', "lists", "mode", "predictive needs a queue"),
        ('"predictive"', '"power"', "mode", "power needs a ratio"),
        (
            'abandoned_message = "custom/sorry"\n',
            "",
            "mode",
            "predictive may reach people while no agent is free: name an abandoned_message for them (uk)",
        ),
    ],
)
def test_faults_of_what_is_there(old: str, new: str, key: str, text: str) -> None:
    changed = TEXT.replace(old, new)
    [(line, found_key, found)] = centre_faults(changed)
    assert found_key == f"campaigns.c.{key}"
    assert text in found
    assert changed.splitlines()[line - 1].startswith(key.partition("[")[0])


@pytest.mark.parametrize(
    ("more", "key", "text"),
    [
        ("ratio = 1.5", "ratio", 'only mode power has a ratio, this one is "predictive"'),
        ("ring_timeout_s = 14.9", "ring_timeout_s", "expected at least 15, found 14.9"),
        ('agentless = { message = "a", keys = { 9 = "opt-out" } }', "agentless", 'never played in mode "predictive"'),
        ('machines = { on_machine = "message" }', "machines.on_machine", "no machine_message is given"),
        ('machines = { machine_message = "a" }', "machines.machine_message", "never left"),
        ('opt_out_key = ""', "opt_out_key", "people must be able to refuse further calls (uk)"),
        ("abandonment_max = 0.05", "abandonment_max", "laxer than uk allows, which is at most 0.03"),
        ("connect_within_s = 3", "connect_within_s", "laxer than uk allows, which is at most 2"),
        ("lockout_s = 3600", "lockout_s", "laxer than uk allows, which is at least 259200"),
        ('hours = "office"', "hours", 'there is no calendar "office"'),
        ('dispositions = ["sold"]', "dispositions[0]", 'there is no disposition "sold"'),
        ("retries = { busy = { delay_s = 0, attempts_max = 1 } }", "retries.busy.delay_s", "expected at least 1"),
        ("retries = { played = { delay_s = 9, attempts_max = 1 } }", "retries.played", "not an id"),
        ("caps = { per_year = 1 }", "caps.per_year", "unknown key"),
    ],
)
def test_faults_of_what_is_added(more: str, key: str, text: str) -> None:
    [(line, found_key, found)] = centre_faults(f"{TEXT}{more}\n")
    assert (line, found_key) == (MORE, f"campaigns.c.{key}")
    assert text in found


def test_a_listener_for_machines_is_no_use_to_an_agent_who_listens() -> None:
    text = TEXT.replace('"predictive"', '"preview"') + "machines = {}\n"
    [(_, key, found)] = centre_faults(text)
    assert key == "campaigns.c.machines"
    assert "the agent hears who answers" in found


def test_an_agentless_campaign_lets_people_refuse_and_connects_only_to_a_queue() -> None:
    text = TEXT.replace('"predictive"', '"agentless"').replace('queue = "q"\nlists', "lists")
    [(_, key, found)] = centre_faults(text + 'agentless = { message = "a", keys = { 1 = "answer" } }\n')
    assert key == "campaigns.c.agentless"
    assert 'keys = { 9 = "opt-out" }' in found
    [(_, key, found)] = centre_faults(text + 'agentless = { message = "a", keys = { 0 = "connect", 9 = "opt-out" } }\n')
    assert key == "campaigns.c.agentless.keys.0"
    assert found == "the campaign has no queue to connect to"
    [(_, key, found)] = centre_faults(text + 'agentless = { message = "" }\n')[:1]
    assert key == "campaigns.c.agentless.message"


def test_without_a_law_there_are_fewer_duties() -> None:
    text = TEXT.replace('"uk"', '"none"').replace('abandoned_message = "custom/sorry"\n', "")
    campaign = parse_centre(text + 'abandonment_max = 0.2\nlockout_s = 0\nopt_out_key = ""\n').campaigns["c"]
    assert campaign.abandonment_max == 0.2


def test_what_is_no_table_is_told_once() -> None:
    assert len(centre_faults(GOOD + "[campaigns]\nc = 5\n")) == 1
    faults = centre_faults(TEXT.replace('lists = ["spring"]', "lists = 5").replace('["out"]', "[5]"))
    assert sorted(key for _, key, _ in faults) == ["campaigns.c.lists", "campaigns.c.trunks[0]"]


def test_the_words_of_the_file_are_those_of_the_rules() -> None:
    assert set(JurisdictionName.__args__) == set(JURISDICTIONS)  # type: ignore[attr-defined]  # a Literal has them
    assert set(ModeName.__args__) == {mode.value for mode in CampaignMode}  # type: ignore[attr-defined]  # likewise
    assert set(RetriedResult.__args__) == {result.value for result in RETRIED}  # type: ignore[attr-defined]  # likewise
    assert set(PresetName.__args__) == set(PRESETS)  # type: ignore[attr-defined]  # likewise
