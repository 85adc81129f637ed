"""Hours, menus and lists of callers as a centre.toml can describe them, for property tests."""

from hypothesis import strategies as st

from acd.model.calendar import DAYS
from acd.model.callers import CallerList, Refusal
from acd.model.centre import Destination, Hours, Menu, Message
from acd.model.menus import KEYS, Choice, MenuAction

IDS = st.from_regex(r"\A[a-z0-9][a-z0-9_-]{0,19}\Z")
LANGUAGES = st.sampled_from(["en", "ru"])
REQUIREMENTS = st.sampled_from(["", "cards", "russian >= 5 and (cards or loans > 2)", "not loans"])
PRIORITIES = st.integers(-100, 100)
SOUNDS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_/-]{0,29}\Z")
PROMPTS = st.dictionaries(LANGUAGES, st.lists(SOUNDS, min_size=1, max_size=3).map(tuple), min_size=1)
INTERVALS = st.sampled_from([(), ("09:00-18:00",), ("09:00-13:00", "14:00-20:00"), ("06:00-12:00", "22:00-02:00")])
WEEKS = st.sampled_from([DAYS, ("mon-fri", "sat-sun"), ("tue-mon",)])
DATES = st.dates().map(lambda day: f"{day:%m-%d}") | st.sampled_from(["2026-05-09", "2026-12-31"])


@st.composite
def hours(draw: st.DrawFn, id_: str) -> Hours:
    week = {days: draw(INTERVALS) for days in draw(WEEKS)}
    week[next(iter(week))] = ("09:00-18:00",)  # it is open at times
    zone = draw(st.sampled_from(["UTC", "Europe/Moscow", "America/New_York"]))
    return Hours(id_, zone, week, draw(st.dictionaries(DATES, INTERVALS, max_size=3)))


def destinations(queues: list[str]) -> st.SearchStrategy[Destination]:
    ways = (
        st.fixed_dictionaries({"to_queue": st.sampled_from(queues)})
        | st.fixed_dictionaries({"to_voicemail": st.sampled_from(queues)})
        | st.fixed_dictionaries({"message": st.sampled_from(Message)})
    )
    return st.builds(lambda way, **more: Destination(**way, **more), ways, requires=REQUIREMENTS, priority=PRIORITIES)


@st.composite
def choices(draw: st.DrawFn, ways: dict[str, st.SearchStrategy[object]]) -> Choice:
    way = draw(st.sampled_from(sorted(ways)))
    more = {"requires": draw(REQUIREMENTS), "priority": draw(PRIORITIES), "language": draw(st.none() | LANGUAGES)}
    return Choice(**{way: draw(ways[way])}, **more)  # type: ignore[arg-type]  # each has its type


@st.composite
def menu(draw: st.DrawFn, id_: str, menus: list[str], queues: list[str], agents: list[str]) -> Menu:
    """``agents``: those who serve a queue."""
    ends: dict[str, st.SearchStrategy[object]] = {
        "to_queue": st.sampled_from(queues),
        "message": st.sampled_from(Message),
    }
    if agents:
        ends["to_agent"] = st.sampled_from(agents)
    ways = ends | {"to_menu": st.sampled_from(menus), "action": st.sampled_from(MenuAction)}
    return Menu(
        id_,
        prompts=draw(PROMPTS),
        keys=draw(st.dictionaries(st.sampled_from(KEYS), choices(ways), min_size=1, max_size=4)),
        default=draw(choices(ends)),
        invalid=draw(st.just({}) | PROMPTS),
        key_wait_ms=draw(st.integers(500, 60_000)),
        tries_max=draw(st.integers(1, 10)),
    )


@st.composite
def callers(draw: st.DrawFn, id_: str, place: int, queues: list[str], agents: list[str]) -> CallerList:
    """Numbers of lists at different places do not meet."""
    numbers = draw(st.lists(st.from_regex(rf"\A\+?{place + 1}[0-9]{{1,9}}\*?\Z"), max_size=3))
    return CallerList(
        id_,
        tuple(numbers),
        draw(PRIORITIES),
        draw(REQUIREMENTS),
        draw(st.none() | st.sampled_from(queues)),
        draw(st.none() | st.sampled_from(agents)) if agents else None,
        draw(st.none() | LANGUAGES),
        draw(st.none() | st.sampled_from(Refusal)),
    )
