"""What becomes of leads: delays, how often, which number next, never outside the window."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.dialer.retries import DEFAULTS, NEXT_NUMBER_MS, RETRIED, Next, after, retry_of
from acd.dialer.windows import Windows, windows_of
from acd.model.calendar import Hours
from acd.model.campaigns import Campaign, Retry
from acd.model.dispositions import Disposition
from acd.model.leads import AttemptResult, Lead, LeadStatus
from tests.dialer.campaigns import campaign, lead

R = AttemptResult
MINUTE = 60_000
HOUR = 60 * MINUTE
NOW = int(datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/London")).timestamp() * 1000)
ALWAYS = windows_of(campaign(), {})


def next_of(result: AttemptResult, whom: Lead | None = None, task: Campaign | None = None, **more: object) -> Next:
    return after(task or campaign(), whom or lead(), result, NOW, ALWAYS, **more)  # type: ignore[arg-type]  # words of the test


@pytest.mark.parametrize("result", [R.CONNECTED, R.PLAYED])
def test_who_was_reached_is_done(result: AttemptResult) -> None:
    assert next_of(result) == Next(LeadStatus.DONE)


def test_who_wants_no_calls_is_barred() -> None:
    assert next_of(R.OPTED_OUT) == Next(LeadStatus.BARRED)
    assert next_of(R.CONNECTED, disposition=Disposition("no", "No", do_not_call=True)) == Next(LeadStatus.BARRED)


def test_each_result_has_its_delay_and_its_number_of_attempts() -> None:
    assert next_of(R.BUSY) == Next(LeadStatus.RETRY, NOW + 5 * MINUTE)
    assert next_of(R.BUSY, lead(results={R.BUSY: 2})) == Next(LeadStatus.RETRY, NOW + 5 * MINUTE)
    assert next_of(R.BUSY, lead(results={R.BUSY: 3})) == Next(LeadStatus.DONE)
    assert next_of(R.BUSY, lead(results={R.NO_ANSWER: 3})).status is LeadStatus.RETRY


def test_a_delay_may_grow_but_not_for_ever() -> None:
    delays = [next_of(R.NO_ANSWER, lead(results={R.NO_ANSWER: count})).at_ms for count in range(4)]
    assert delays == [NOW + 30 * MINUTE, NOW + HOUR, NOW + 2 * HOUR, NOW + 4 * HOUR]
    congestion = [next_of(R.CONGESTION, lead(results={R.CONGESTION: count})).at_ms for count in (0, 3, 6, 500)]
    assert congestion == [NOW + MINUTE, NOW + 8 * MINUTE, NOW + HOUR, NOW + HOUR]


def test_the_campaigns_own_rule_comes_first() -> None:
    own = campaign(retries={R.BUSY: Retry(1_000, 2, 3.0, 2_000), R.CONNECTED: Retry(HOUR, 0)})
    assert next_of(R.BUSY, task=own) == Next(LeadStatus.RETRY, NOW + 1_000)
    assert next_of(R.BUSY, lead(results={R.BUSY: 1}), own) == Next(LeadStatus.DONE)
    assert next_of(R.CONNECTED, lead(results={R.CONNECTED: 99}), own) == Next(LeadStatus.RETRY, NOW + HOUR)


def test_a_lockout_makes_the_default_longer() -> None:
    assert next_of(R.MACHINE).at_ms == NOW + 4 * HOUR
    british = campaign("uk")
    assert retry_of(british, R.MACHINE) == Retry(24 * HOUR, 5)
    found = retry_of(british, R.ABANDONED)
    assert found is not None
    assert found.delay_ms == 72 * HOUR
    own = campaign("uk", retries={R.ABANDONED: Retry(HOUR, 2)})  # then with an agent who is guaranteed
    assert retry_of(own, R.ABANDONED) == Retry(HOUR, 2)


def test_further_numbers_are_tried_in_turn_and_then_the_delay_counts() -> None:
    found, whom = [], lead("+15550102", "+15550103")
    for count in range(1, 7):
        step = next_of(R.NO_ANSWER, whom)
        assert step.at_ms is not None
        found.append((step.at_ms - NOW, step.number_index))
        whom = lead("+15550102", "+15550103", index=step.number_index, results={R.NO_ANSWER: count})
    soon = NEXT_NUMBER_MS
    assert found == [(soon, 1), (soon, 2), (30 * MINUTE, 3), (soon, 4), (soon, 5), (HOUR, 6)]


def test_after_a_busy_the_same_number_comes_again() -> None:
    assert next_of(R.BUSY, lead("+15550102", index=1)) == Next(LeadStatus.RETRY, NOW + 5 * MINUTE, 1)


def test_every_number_has_its_attempts() -> None:
    assert next_of(R.REJECTED, lead("+15550102", results={R.REJECTED: 2})).status is LeadStatus.RETRY
    assert next_of(R.REJECTED, lead("+15550102", results={R.REJECTED: 3})).status is LeadStatus.DONE


def test_a_lead_none_of_whose_numbers_exists_is_invalid() -> None:
    assert next_of(R.INVALID_NUMBER) == Next(LeadStatus.INVALID)
    assert next_of(R.INVALID_NUMBER, lead("+15550102")) == Next(LeadStatus.RETRY, NOW + NEXT_NUMBER_MS, 1)
    assert next_of(R.INVALID_NUMBER, lead("+1", results={R.INVALID_NUMBER: 1})) == Next(LeadStatus.INVALID)
    tried = lead("+1", results={R.INVALID_NUMBER: 1, R.NO_ANSWER: 1})
    assert next_of(R.INVALID_NUMBER, tried) == Next(LeadStatus.DONE)


def test_what_the_agent_says_comes_before_the_result() -> None:
    later = Disposition("later", "Later", retry=Retry(2 * HOUR, 2))
    assert next_of(R.CONNECTED, disposition=later) == Next(LeadStatus.RETRY, NOW + 2 * HOUR)
    assert next_of(R.CONNECTED, lead(results={R.CONNECTED: 1}), disposition=later) == Next(LeadStatus.DONE)
    assert next_of(R.MACHINE, disposition=Disposition("sold", "Sold")) == Next(LeadStatus.DONE)


def test_an_agreed_time_is_kept_where_the_person_may_be_called_then() -> None:
    agreed = Disposition("callback", "Callback", callback=True)
    found = next_of(R.CONNECTED, lead(index=1), disposition=agreed, callback_ms=NOW + HOUR)
    assert found == Next(LeadStatus.CALLBACK, NOW + HOUR, 1)
    assert next_of(R.CONNECTED, callback_ms=NOW - HOUR).at_ms == NOW
    windows = windows_of(campaign("uk"), {})
    night_ms = NOW + 12 * HOUR
    moved = after(campaign("uk"), lead(), R.CONNECTED, NOW, windows, agreed, night_ms)
    assert moved.at_ms == NOW + 20 * HOUR


def test_what_is_due_at_night_is_due_when_the_window_opens() -> None:
    windows = windows_of(campaign("uk"), {})
    evening_ms = NOW + 8 * HOUR + 50 * MINUTE
    assert after(campaign("uk"), lead(), R.NO_ANSWER, evening_ms, windows).at_ms == NOW + 20 * HOUR


def test_where_no_opening_is_in_sight_the_lead_is_due_all_the_same() -> None:
    never = Windows(Hours("h", "UTC", {"mon-sun": ()}), ())
    assert after(campaign(), lead(), R.BUSY, NOW, never).at_ms == NOW + 5 * MINUTE


@given(
    st.sampled_from(R),
    st.dictionaries(st.sampled_from(R), st.integers(0, 10_000), max_size=4),
    st.integers(0, 5),
    st.integers(0, 100),
    st.builds(Retry, st.integers(0, 10**10), st.integers(0, 50), st.floats(0, 1e6), st.integers(0, 10**12)),
)
@settings(max_examples=200, deadline=None)
def test_every_lead_is_due_later_or_done(
    result: AttemptResult, results: dict[AttemptResult, int], others: int, index: int, retry: Retry
) -> None:
    whom = lead(*(f"+1555020{number}" for number in range(others)), index=index, results=results)
    found = next_of(result, whom, campaign(retries={result: retry}))
    assert (found.at_ms is None) == (found.status in (LeadStatus.DONE, LeadStatus.BARRED, LeadStatus.INVALID))
    if found.at_ms is not None:
        assert found.at_ms >= NOW
        assert found.number_index in (index, index + 1)


def test_busy_lines_and_lost_agents_never_end_a_lead() -> None:
    assert [result for result in RETRIED if not DEFAULTS[result].attempts_max] == [R.CONGESTION, R.AGENT_GONE]
