"""Every centre that a centre.toml can describe, for property tests."""

from typing import Any

from hypothesis import strategies as st

from acd.model.centre import (
    Agent,
    Announcements,
    CallbackRules,
    Campaign,
    Centre,
    Desk,
    Destination,
    Fairness,
    Message,
    Number,
    Overflow,
    OverLimit,
    Phone,
    Project,
    Queue,
    Reason,
    Relaxation,
    Strategy,
    Trunk,
)
from acd.model.states import AgentState
from acd.model.surveys import Survey
from acd.model.voicemail import VoicemailRules
from tests.config import entrances, outbound

IDS = st.from_regex(r"\A[a-z0-9][a-z0-9_-]{0,19}\Z")
AGENT_IDS = st.from_regex(r"\A[0-9]{1,10}\Z")
PHONE_IDS = st.from_regex(r"\A(?!trunk-)[A-Za-z0-9][A-Za-z0-9_-]{0,19}\Z")
NUMBERS = st.from_regex(r"\A\+?[0-9]{1,20}\Z")
LABELS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=100)
NAMES = LABELS.filter(lambda text: text == text.strip() != "")
LANGUAGES = st.sampled_from(["en", "ru"])
SKILLS = ["cards", "russian", "loans"]  # the first agent has them all
REQUIREMENTS = st.sampled_from(["", "cards", "russian >= 5 and (cards or loans > 2)", "not loans"])
MUSIC = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,29}\Z")
PRIORITIES = st.integers(-100, 100)
WRAP_UP_MS = st.integers(0, 3_600_000)
SERVES = [state for state in AgentState if state is not AgentState.LOGGED_OUT]
NETWORKS = st.one_of(
    st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str), st.sampled_from(["10.0.0.0/8", "2001:db8::/32"])
)


def _subset(of: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), unique=True, max_size=4).map(tuple) if of else st.just(())


@st.composite
def centres(draw: st.DrawFn) -> Centre:
    projects = draw(st.lists(IDS, unique=True, min_size=1, max_size=3))
    queues = draw(st.lists(IDS, unique=True, min_size=1, max_size=4))
    phones = draw(st.lists(PHONE_IDS, unique=True, max_size=4))
    agents = draw(st.lists(AGENT_IDS, unique=True, min_size=1, max_size=4))
    calendars = draw(st.lists(IDS, unique=True, max_size=2))
    menus = draw(st.lists(IDS, unique=True, max_size=3))
    people = {id_: draw(_agent(id_, queues, phones, SKILLS if place == 0 else [])) for place, id_ in enumerate(agents)}
    serving = [agent.id for agent in people.values() if agent.queues]
    lists = draw(st.lists(IDS, unique=True, max_size=2))
    trunks = draw(_trunks())
    places = {id_: draw(_queue(id_, projects, queues[place + 1 :], calendars)) for place, id_ in enumerate(queues)}
    return Centre(
        projects={id_: Project(id_, draw(NAMES), draw(LANGUAGES)) for id_ in projects},
        queues=places,
        agents=people,
        phones={id_: Phone(id_, draw(IDS), draw(LABELS)) for id_ in phones},
        numbers={
            number: draw(_number(number, projects, queues, agents, serving, menus, calendars))
            for number in draw(st.lists(NUMBERS, unique=True, max_size=4))
        },
        trunks=trunks,
        reasons=draw(_reasons()),
        desk=Desk(draw(st.booleans()), draw(st.integers(1_000, 3_600_000)), draw(st.booleans())),
        hours={id_: draw(entrances.hours(id_)) for id_ in calendars},
        menus={id_: draw(entrances.menu(id_, menus, queues, serving)) for id_ in menus},
        callers={id_: draw(entrances.callers(id_, place, queues, agents)) for place, id_ in enumerate(lists)},
        campaigns=draw(_campaigns(places, trunks, calendars)),
        dispositions=draw(outbound.dispositions()),
        fairness=draw(st.sampled_from(Fairness)),
        transfer_wait_ms=draw(st.integers(0, 3_600_000)),
        transfer_outside=tuple(draw(st.lists(st.from_regex(r"\+?[0-9X]{1,20}\.?", fullmatch=True), max_size=3))),
        transfer_ring_ms=draw(st.integers(1_000, 300_000)),
        pin_tries_max=draw(st.integers(1, 100)),
        pin_pause_ms=draw(st.integers(1_000, 86_400_000)),
        voicemail_keep_ms=draw(st.integers(3_600_000, 315_360_000_000)),
        do_not_call=draw(st.lists(st.from_regex(r"\A\+?[0-9]{3,20}\Z"), max_size=3).map(tuple)),
    )


@st.composite
def _number(
    draw: st.DrawFn,
    number: str,
    projects: list[str],
    queues: list[str],
    agents: list[str],
    serving: list[str],
    menus: list[str],
    calendars: list[str],
) -> Number:
    ways: list[st.SearchStrategy[dict[str, Any]]] = [
        st.fixed_dictionaries({"queue": st.sampled_from(queues), "agent": st.none() | st.sampled_from(agents)}),
        st.fixed_dictionaries({"message": st.sampled_from(Message)}),
    ]
    ways += [st.fixed_dictionaries({"agent": st.sampled_from(serving)})] if serving else []
    ways += [st.fixed_dictionaries({"menu": st.sampled_from(menus)})] if menus else []
    hours = draw(st.none() | st.sampled_from(calendars)) if calendars else None
    return Number(
        number,
        **draw(st.one_of(ways)),
        language=draw(st.none() | LANGUAGES),
        requires=draw(REQUIREMENTS),
        priority=draw(PRIORITIES),
        music=draw(st.none() | MUSIC),
        project=draw(st.none() | st.sampled_from(projects)),
        hours=hours,
        closed=draw(st.none() | entrances.destinations(queues)) if hours else None,
    )


@st.composite
def _queue(draw: st.DrawFn, id_: str, projects: list[str], later: list[str], calendars: list[str]) -> Queue:
    """Overflows and ways out of hours lead to later queues only, so there is no circle."""
    leads = [
        {"message": st.sampled_from(Message)},
        {"to_voicemail": st.just(id_)},
        *([{"to_queue": st.sampled_from(later)}] if later else []),
    ]
    overflows = [_overflows(**way) for way in leads]
    ways = [st.builds(Destination, requires=REQUIREMENTS, priority=PRIORITIES, **way) for way in leads]
    hours = draw(st.none() | st.sampled_from(calendars)) if calendars else None
    callback = draw(st.none() | _callbacks())
    free = sorted(set("0123456789*#") - {callback.key if callback is not None else ""})
    return Queue(
        id=id_,
        name=draw(NAMES),
        project=draw(st.sampled_from(projects)),
        ring_ms=draw(st.integers(1_000, 300_000)),
        refusals_max=draw(st.integers(0, 100)),
        refusals_count_busy=draw(st.booleans()),
        refusal_rest_ms=draw(st.integers(100, 600_000)),
        wrap_up_ms=draw(WRAP_UP_MS),
        wrap_up_open=draw(st.booleans()),
        wrap_up_max_ms=draw(st.integers(1_000, 86_400_000)),
        service_level_ms=draw(st.integers(0, 3_600_000)),
        unreachable_after_ms=draw(st.integers(100, 10_000)),
        music=draw(MUSIC),
        overflows=tuple(draw(st.lists(st.one_of(overflows), max_size=3))),
        length_max=draw(st.integers(0, 100_000)),
        when_full=draw(st.none() | st.one_of(ways)),
        join_unstaffed=draw(st.booleans()),
        leave_unstaffed_ms=draw(st.none() | st.integers(0, 86_400_000)),
        when_unstaffed=draw(st.none() | st.one_of(ways)),
        serving=tuple(draw(st.lists(st.sampled_from(SERVES), min_size=1, max_size=5))),
        keys=draw(st.dictionaries(st.sampled_from(free), st.one_of(ways), max_size=3)),
        announce=draw(st.none() | _announcements()),
        regain_place_ms=draw(st.integers(0, 86_400_000)),
        strategy=draw(st.sampled_from(Strategy)),
        requires=draw(REQUIREMENTS),
        relax=draw(_relaxations()),
        spare_scarce=draw(st.booleans()),
        weight=draw(st.floats(0.01, 100)),
        target_wait_ms=draw(st.integers(1_000, 3_600_000)),
        priority_worth_ms=draw(st.integers(0, 86_400_000)),
        last_agent_ms=draw(st.integers(0, 31_536_000_000)),
        last_agent_wait_ms=draw(st.integers(0, 3_600_000)),
        callback=callback,
        survey=draw(st.none() | _surveys()),
        hours=hours,
        closed=draw(entrances.destinations(later)) if hours and later else None,
        serve_after_closing=draw(st.booleans()),
        voicemail=draw(st.none() | _voicemails()),
    )


def _voicemails() -> st.SearchStrategy[VoicemailRules]:
    return st.builds(
        VoicemailRules,
        st.sampled_from(["vm-intro", "custom/leave-one"]),
        st.integers(5_000, 1_800_000),
        st.integers(0, 60_000),
        st.integers(0, 60_000),
        PRIORITIES,
        st.integers(1_000, 86_400_000),
    )


def _surveys() -> st.SearchStrategy[Survey]:
    sounds = st.lists(st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_/-]{0,59}\Z"), min_size=1, max_size=3).map(tuple)
    return st.builds(Survey, sounds, st.floats(0, 1), st.integers(0, 4), st.integers(5, 9))


def _callbacks() -> st.SearchStrategy[CallbackRules]:
    return st.builds(
        CallbackRules,
        st.sampled_from(["", "*", "#"]),
        st.integers(1, 20),
        st.integers(1_000, 86_400_000),
        st.integers(60_000, 604_800_000),
        st.integers(5_000, 120_000),
        st.none(),
        st.lists(st.from_regex(r"\A\+?[0-9X]{1,20}\.?\Z"), max_size=3).map(tuple),
    )


def _overflows(**way: Any) -> st.SearchStrategy[Overflow]:
    times = st.integers(0, 86_400_000)
    causes = st.tuples(times, st.none()) | st.tuples(st.none(), times)
    rest = st.fixed_dictionaries({"requires": REQUIREMENTS, "priority": PRIORITIES, **way})
    return st.builds(lambda cause, rest: Overflow(*cause, **rest), causes, rest)


def _announcements() -> st.SearchStrategy[Announcements]:
    times = st.integers(10_000, 3_600_000)
    return st.builds(
        Announcements,
        first_after_ms=st.integers(0, 3_600_000),
        every_ms=times,
        position_max=st.integers(1, 99),
        expected_wait_max_ms=st.integers(60_000, 5_400_000),
        round_ms=st.integers(60_000, 900_000),
        messages=st.lists(st.from_regex(r"\A[A-Za-z0-9_][A-Za-z0-9_/-]{0,49}\Z"), max_size=3).map(tuple),
        messages_every_ms=times,
    )


@st.composite
def _relaxations(draw: st.DrawFn) -> tuple[Relaxation, ...]:
    times = sorted(draw(st.lists(st.integers(0, 86_400_000), unique=True, max_size=3)))
    return tuple(Relaxation(time, draw(REQUIREMENTS), draw(st.booleans()), draw(st.booleans())) for time in times)


@st.composite
def _agent(draw: st.DrawFn, id_: str, queues: list[str], phones: list[str], skills: list[str]) -> Agent:
    phone = draw(st.none() | st.sampled_from(phones)) if phones else None
    served = draw(_subset(queues))
    preferred = draw(st.dictionaries(st.sampled_from(served), st.integers(1, 10))) if served else {}
    levels = {skill: draw(st.integers(1, 10)) for skill in skills}
    ring_ms = draw(st.none() | st.integers(1_000, 300_000))
    return Agent(id_, draw(NAMES), served, phone, levels, preferred, ring_ms, draw(st.none() | WRAP_UP_MS))


@st.composite
def _reasons(draw: st.DrawFn) -> dict[str, Reason]:
    """Each with a digit of its own, or none."""
    times = st.integers(0, 86_400_000)
    digits = iter(draw(st.permutations(range(10))))
    return {
        id_: Reason(
            id_,
            draw(NAMES),
            next(digits) if draw(st.booleans()) else None,
            draw(st.booleans()),
            draw(times),
            draw(times),
            draw(st.integers(0, 100_000)),
            draw(st.booleans()),
            draw(st.sampled_from(OverLimit)),
        )
        for id_ in draw(st.lists(IDS, unique=True, max_size=3))
    }


@st.composite
def _campaigns(
    draw: st.DrawFn, queues: dict[str, Queue], trunks: dict[str, Trunk], calendars: list[str]
) -> dict[str, Campaign]:
    ways = [trunk.id for trunk in trunks.values() if trunk.outbound]
    if not ways:
        return {}
    queue = draw(st.sampled_from([*queues.values()]))
    ids = draw(st.lists(IDS, unique=True, max_size=2))
    return {id_: draw(outbound.campaign(id_, queue.project, queue.id, ways, calendars)) for id_ in ids}


@st.composite
def _trunks(draw: st.DrawFn) -> dict[str, Trunk]:
    """Each with addresses of its own."""
    addresses = draw(st.lists(NETWORKS, unique=True, min_size=1, max_size=4))
    ids = draw(st.lists(IDS, unique=True, max_size=min(3, len(addresses))))
    return {
        id_: Trunk(
            id_,
            draw(IDS),
            tuple(addresses[place :: len(ids)]),
            draw(st.sampled_from(["", "198.51.100.1:5060"])),
            draw(st.integers(0, 100_000)),
            draw(st.floats(0, 1_000)),
        )
        for place, id_ in enumerate(ids)
    }
