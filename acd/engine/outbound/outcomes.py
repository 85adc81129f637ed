"""What is recorded when an attempt ends: how it went, and what becomes of its lead."""

from acd.commands import Record
from acd.dialer.retries import RETRIED, Next, after
from acd.engine.context import MS_PER_DAY, Context
from acd.engine.outbound import terms
from acd.engine.outbound.state import Attempt, CampaignCounts, CampaignRecord
from acd.model.facts import AttemptFact, BarredFact, LeadFact
from acd.model.leads import AttemptResult, LeadStatus

FINAL = (AttemptResult.CONNECTED, AttemptResult.OPTED_OUT)
BARRED_MAX = 10_000  # numbers barred lately that are remembered here; all of them are in the records
BARRED_MS = 600_000  # until then every list of leads knows
STORED_MS = 10_000  # so late, at most, the records know what became of a lead


def campaign_record(ctx: Context, campaign: str) -> CampaignRecord:
    """What is remembered of a campaign."""
    known = ctx.state.campaigns.get(campaign)
    if known is None:
        known = ctx.state.campaigns[campaign] = CampaignRecord(campaign, since_ms=ctx.now_ms)
    return known


def counts(ctx: Context, campaign: str) -> CampaignCounts:
    """The campaign's counts of the present UTC day."""
    day_ms = ctx.now_ms - ctx.now_ms % MS_PER_DAY
    known = campaign_record(ctx, campaign)
    if known.counts.day_ms != day_ms:
        known.counts = CampaignCounts(day_ms)
    return known.counts


def record(ctx: Context, attempt: Attempt, result: AttemptResult) -> None:
    """The attempt is over, now."""
    ctx.emit(
        Record(
            AttemptFact(
                id=attempt.id,
                campaign=attempt.campaign,
                project=attempt.project,
                mode=attempt.mode,
                lead=attempt.lead.id,
                list=attempt.lead.list,
                number=attempt.number,
                attempt=attempt.lead.attempts + 1,
                node=attempt.node,
                uniqueid=attempt.uniqueid,
                trunk=attempt.trunk,
                caller_id=attempt.caller_id,
                began_ms=attempt.began_ms,
                ended_ms=ctx.now_ms,
                result=result,
                rang_ms=attempt.rang_ms,
                picked_up_ms=attempt.picked_up_ms,
                reached_ms=attempt.reached_ms,
                call=attempt.call,
                agent=attempt.agent,
                wait_ms=attempt.wait_ms,
                dial_status=attempt.dial_status,
                cause=attempt.cause,
                sip=attempt.sip,
                verdict=attempt.verdict,
                verdict_cause=attempt.verdict_cause,
                decision=attempt.decision,
                keys=attempt.keys,
            )
        )
    )
    if attempt.lead.id and (not attempt.found or result in FINAL):
        _record_lead(ctx, attempt, result)


def _record_lead(ctx: Context, attempt: Attempt, result: AttemptResult) -> None:
    following = _next(ctx, attempt, result)
    ctx.emit(
        Record(
            LeadFact(
                id=ctx.new_id(),
                lead=attempt.lead.id,
                attempts=attempt.lead.attempts + 1,
                status=following.status,
                result=result,
                at_ms=ctx.now_ms,
                next_attempt_ms=following.at_ms,
                number_index=following.number_index,
                wanted_agent=attempt.disposed_agent,
            )
        )
    )
    known = ctx.state.campaigns.get(attempt.campaign)
    if following.at_ms is not None and known is not None:
        expect_retry(known, following.at_ms + STORED_MS)


def expect_retry(known: CampaignRecord, due_ms: int) -> None:
    known.retries_ms = max(known.retries_ms, due_ms)
    known.ask_ms = due_ms if known.ask_ms is None else min(known.ask_ms, due_ms)


def _next(ctx: Context, attempt: Attempt, result: AttemptResult) -> Next:
    """A lead whose campaign is gone waits for another one."""
    if attempt.disposed is not None:
        return attempt.disposed
    if attempt.barred:
        return Next(LeadStatus.BARRED)
    campaign = ctx.state.centre.campaigns.get(attempt.campaign)
    if campaign is None:
        return Next(LeadStatus.RETRY if result in RETRIED else LeadStatus.DONE, ctx.now_ms)
    return after(campaign, attempt.lead, result, ctx.now_ms, terms.windows(ctx, campaign))


# Numbers that must not be called any more.


def bar(ctx: Context, attempt: Attempt, reason: str) -> None:
    """The person wants no further calls: for the project, from now on."""
    if attempt.barred:
        return
    attempt.barred = True
    fact = BarredFact(ctx.new_id(), attempt.number, attempt.project, "", reason, ctx.now_ms, attempt.id)
    ctx.emit(Record(fact))
    remember_barred(ctx, attempt.number, attempt.project, "")


def remember_barred(ctx: Context, number: str, project: str, campaign: str) -> None:
    """Until the records know it, too. Empty ``project`` and ``campaign``: for all."""
    known, key = ctx.state.barred, _barred_key(number, project, campaign)
    known.pop(key, None)
    known[key] = ctx.now_ms + BARRED_MS
    while known and (len(known) > BARRED_MAX or known[next(iter(known))] <= ctx.now_ms):
        del known[next(iter(known))]


def is_barred(ctx: Context, number: str, project: str, campaign: str) -> bool:
    if not ctx.state.barred:
        return False
    keys = (_barred_key(number, "", ""), _barred_key(number, project, ""), _barred_key(number, project, campaign))
    return any(ctx.state.barred.get(key, 0) > ctx.now_ms for key in keys)


def _barred_key(number: str, project: str, campaign: str) -> str:
    return f"{project}/{campaign}/{number}"
