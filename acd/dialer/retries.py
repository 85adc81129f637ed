"""What becomes of a lead after an attempt: when it is dialled again, and on which of its numbers.

Some results are the number's: nobody there, only a machine, no such number. Then the lead's next number is tried soon,
and only when all were tried in turn the delay counts. After the others (busy, congestion, hung up) the same number is
dialled again. What is due outside the calling window is due when it opens.
"""

from dataclasses import dataclass

from acd.dialer.rules import rules_of
from acd.dialer.windows import Windows
from acd.model.campaigns import Campaign, Retry
from acd.model.dispositions import Disposition
from acd.model.leads import AttemptResult, Lead, LeadStatus

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NEXT_NUMBER_MS = MINUTE_MS

DEFAULTS = {
    AttemptResult.BUSY: Retry(5 * MINUTE_MS, 4),
    AttemptResult.NO_ANSWER: Retry(30 * MINUTE_MS, 5, 2.0),
    AttemptResult.MACHINE: Retry(4 * HOUR_MS, 5),
    AttemptResult.REJECTED: Retry(DAY_MS, 2),
    AttemptResult.HUNG_UP: Retry(DAY_MS, 2),
    AttemptResult.ABANDONED: Retry(DAY_MS, 2),
    AttemptResult.CONGESTION: Retry(MINUTE_MS, 0, 2.0, HOUR_MS),  # the lead is not to blame
    AttemptResult.FAILED: Retry(10 * MINUTE_MS, 5),
    AttemptResult.LOST: Retry(10 * MINUTE_MS, 5),
    AttemptResult.AGENT_GONE: Retry(MINUTE_MS, 0, 2.0, HOUR_MS),
}
"""Where the campaign says nothing else; a lockout of its jurisdiction makes a delay longer. All others are final."""

RETRIED = tuple(DEFAULTS)
NEXT_NUMBER = (
    AttemptResult.NO_ANSWER,
    AttemptResult.MACHINE,
    AttemptResult.REJECTED,
    AttemptResult.INVALID_NUMBER,
)


@dataclass(frozen=True, slots=True)
class Next:
    """As in ``LeadFact``. ``number_index`` may count on beyond the lead's numbers: they are taken round."""

    status: LeadStatus
    at_ms: int | None = None
    number_index: int = 0


def after(
    campaign: Campaign,
    lead: Lead,
    result: AttemptResult,
    now_ms: int,
    windows: Windows,
    disposition: Disposition | None = None,
    callback_ms: int | None = None,
) -> Next:
    """``lead``: as it was dialled. ``callback_ms``: the time that was agreed on, if one was."""
    if result is AttemptResult.OPTED_OUT or (disposition is not None and disposition.do_not_call):
        return Next(LeadStatus.BARRED)
    if callback_ms is not None:
        return Next(LeadStatus.CALLBACK, _open(windows, lead, max(callback_ms, now_ms)), lead.number_index)
    if disposition is not None:
        retry = disposition.retry
        return _again(lead, result, retry, now_ms, windows) if retry is not None else Next(LeadStatus.DONE)
    if result is AttemptResult.INVALID_NUMBER:
        return _other_number(lead, now_ms, windows)
    return _again(lead, result, retry_of(campaign, result), now_ms, windows)


def retry_of(campaign: Campaign, result: AttemptResult) -> Retry | None:
    """The campaign's own rule, else the default; None: a lead that ends so is done."""
    own = campaign.retries.get(result)
    default = DEFAULTS.get(result)
    if own is not None or default is None:
        return own
    lockout_ms = rules_of(campaign).lockouts.get(result, 0)
    if lockout_ms <= default.delay_ms:
        return default
    return Retry(lockout_ms, default.attempts_max, default.factor, max(lockout_ms, default.delay_max_ms))


def _again(lead: Lead, result: AttemptResult, retry: Retry | None, now_ms: int, windows: Windows) -> Next:
    numbers = 1 + len(lead.alternatives)
    ended_so = lead.results.get(result, 0) + 1
    if retry is None or 0 < retry.attempts_max * numbers <= ended_so:
        return Next(LeadStatus.DONE)
    turns = sum(lead.results.get(other, 0) for other in NEXT_NUMBER) + 1
    index = lead.number_index + (result in NEXT_NUMBER)
    if result in NEXT_NUMBER and turns % numbers:
        return Next(LeadStatus.RETRY, _open(windows, lead, now_ms + NEXT_NUMBER_MS), index)
    rounds = (ended_so - 1) // (numbers if result in NEXT_NUMBER else 1)
    return Next(LeadStatus.RETRY, _open(windows, lead, now_ms + _delay_ms(retry, rounds)), index)


def _other_number(lead: Lead, now_ms: int, windows: Windows) -> Next:
    """No such number: the lead is lost when none of its numbers exists."""
    if lead.results.get(AttemptResult.INVALID_NUMBER, 0) + 1 > len(lead.alternatives):
        reached = any(result is not AttemptResult.INVALID_NUMBER for result in lead.results)
        return Next(LeadStatus.DONE if reached else LeadStatus.INVALID)
    return Next(LeadStatus.RETRY, _open(windows, lead, now_ms + NEXT_NUMBER_MS), lead.number_index + 1)


def _delay_ms(retry: Retry, rounds: int) -> int:
    """Grown by the factor for each round before."""
    longest = max(retry.delay_max_ms, retry.delay_ms)
    delay: float = retry.delay_ms
    for _ in range(rounds if retry.factor != 1.0 else 0):
        delay = min(delay * retry.factor, longest)
        if not 1 <= delay < longest:
            break
    return round(delay)


def _open(windows: Windows, lead: Lead, due_ms: int) -> int:
    """Where no opening is in sight it is due all the same: whoever dials looks at the window again."""
    opening_ms = windows.next_open_ms(lead.zones, due_ms)
    return due_ms if opening_ms is None else opening_ms
