"""Every campaign and every tree of dispositions that a file can describe, for property tests."""

from hypothesis import strategies as st

from acd.dialer.retries import RETRIED
from acd.model.campaigns import (
    Agentless,
    AnsweringMachines,
    AttemptCaps,
    CallerId,
    Campaign,
    CampaignList,
    CampaignMode,
    KeyAction,
    LeadOrder,
    MachineAction,
    Retry,
)
from acd.model.dispositions import Disposition, Meaning

IDS = st.from_regex(r"\A[a-z0-9][a-z0-9_-]{0,19}\Z")
NUMBERS = st.from_regex(r"\A\+[1-9][0-9]{6,14}\Z")
SOUNDS = st.sampled_from(["custom/sorry", "vm-intro", "custom/who&custom/bye"])
YEAR_MS = 31_536_000_000
RETRIES = st.builds(
    Retry, st.integers(1_000, YEAR_MS), st.integers(0, 1_000), st.floats(1, 100), st.integers(1_000, YEAR_MS)
)
CAPS = st.builds(AttemptCaps, *(st.integers(0, 1_000) for _ in range(4)))
CALLER_IDS = st.builds(CallerId, NUMBERS, st.lists(st.sampled_from(["+7", "+7495", "+1"]), max_size=2).map(tuple))
LISTS = st.lists(
    st.builds(CampaignList, IDS, st.integers(1, 1_000)), min_size=1, max_size=3, unique_by=lambda of: of.list
)


@st.composite
def campaign(draw: st.DrawFn, id_: str, project: str, queue: str, trunks: list[str], hours: list[str]) -> Campaign:
    """``queue`` is of ``project``, ``trunks`` take calls out."""
    mode = draw(st.sampled_from(CampaignMode))
    agentless = mode is CampaignMode.AGENTLESS
    agents_hear = mode in (CampaignMode.MANUAL, CampaignMode.PREVIEW)
    return Campaign(
        id=id_,
        name="Campaign",
        project=project,
        mode=mode,
        lists=tuple(draw(LISTS)),
        trunks=tuple(draw(st.lists(st.sampled_from(trunks), min_size=1, max_size=3, unique=True))),
        caller_ids=tuple(draw(st.lists(CALLER_IDS, min_size=1, max_size=3, unique_by=lambda own: own.number))),
        queue=queue,
        jurisdiction="none",
        abandonment_max=draw(st.none() | st.floats(0, 1)),
        connect_within_ms=draw(st.none() | st.integers(500, 30_000)),
        lockout_ms=draw(st.none() | st.integers(0, YEAR_MS)),
        purpose=draw(IDS),
        consent_required=draw(st.booleans()),
        language=draw(st.sampled_from(["", "en", "ru"])),
        hours=draw(st.none() | st.sampled_from(hours)) if hours else None,
        ring_ms=draw(st.integers(15_000, 120_000)),
        ratio=draw(st.floats(1, 10)) if mode is CampaignMode.POWER else 1.0,
        lines_max=draw(st.integers(0, 100_000)),
        order=draw(st.sampled_from(LeadOrder)),
        retries=draw(st.dictionaries(st.sampled_from(RETRIED), RETRIES, max_size=3)),
        caps=draw(CAPS),
        machines=None if agents_hear else draw(st.none() | _machines()),
        agentless=draw(_agentless()) if agentless else None,
        abandoned_message=draw(SOUNDS),
        opt_out_key=draw(st.sampled_from(["", "9", "*"])),
        inbound_first=draw(st.booleans()),
    )


def _machines() -> st.SearchStrategy[AnsweringMachines]:
    times = st.integers(500, 60_000)
    words = (times, times, times, times, st.integers(1, 100), st.integers(0, 32_767))
    actions = st.sampled_from([MachineAction.HANG_UP, MachineAction.CONNECT]).map(lambda action: (action, ""))
    leaves = SOUNDS.map(lambda sound: (MachineAction.MESSAGE, sound))
    return st.builds(lambda parts, end: AnsweringMachines(*parts, *end), st.tuples(*words), actions | leaves)


def _agentless() -> st.SearchStrategy[Agentless]:
    keys = st.dictionaries(st.sampled_from("0123456789*#"), st.sampled_from(KeyAction), max_size=3)
    return st.builds(Agentless, SOUNDS, keys, st.integers(0, 60_000))


@st.composite
def dispositions(draw: st.DrawFn) -> dict[str, Disposition]:
    """Each may lie below an earlier one; those without any below have a consequence."""
    found: dict[str, Disposition] = {}
    parents: set[str] = set()
    for id_ in draw(st.lists(IDS, unique=True, max_size=4)):
        parent = draw(st.none() | st.sampled_from([*found])) if found else None
        parents |= {parent} if parent is not None else set()
        found[id_] = Disposition(id_, "Outcome", None, parent, draw(st.none() | st.sampled_from(Meaning)))
    for id_, known in found.items():
        if id_ not in parents and draw(st.booleans()):
            retry = draw(RETRIES)
            found[id_] = Disposition(id_, known.name, None, known.parent, known.meaning, retry)
    return found
