"""Where a call is let in, and with what: a pure function of the number dialled, the caller, the menus and the time."""

from dataclasses import replace
from functools import cached_property

from acd.model.calendar import Calendar
from acd.model.callers import CallerDirectory, CallerList, Refusal
from acd.model.centre import Centre, Destination, Message, Number
from acd.model.entrances import PRIORITY_MAX, Brought, Entrance
from acd.model.menus import Choice, chosen
from acd.model.skills import SkillsError, read_requirement

DEFAULT_LANGUAGE = "en"
CLOSED = Destination(message=Message.CLOSED)


class Reception:
    """A centre, and what is derived from it once to answer quickly."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self._calendars: dict[str, Calendar] = {}

    def calendar(self, hours: str) -> Calendar:
        found = self._calendars.get(hours)
        if found is None:
            found = self._calendars[hours] = Calendar(self.centre.hours[hours])
        return found

    def is_open(self, hours: str | None, now_ms: int | None) -> bool:
        """What names no hours is open; without a time hours are not asked."""
        return hours is None or now_ms is None or self.calendar(hours).is_open(now_ms)

    @cached_property
    def _directory(self) -> CallerDirectory:
        return CallerDirectory(self.centre.callers)

    def callers(self, caller_number: str) -> CallerList | None:
        """The list that the caller is on."""
        found = self._directory.find(caller_number) if self.centre.callers else None
        return self.centre.callers[found] if found is not None else None

    @cached_property
    def skills(self) -> frozenset[str]:
        """The skills that somebody has."""
        return frozenset(skill for agent in self.centre.agents.values() for skill in agent.skills)

    def project_language(self, project: str | None) -> str:
        return self.centre.projects[project].language if project is not None else DEFAULT_LANGUAGE


def number_of(centre: Centre, dialled: str) -> Number | None:
    """Trunks deliver numbers with or without the plus sign."""
    numbers = centre.numbers
    return numbers.get(dialled) or numbers.get(dialled.removeprefix("+")) or numbers.get(f"+{dialled}")


def queue_of(centre: Centre, number: Number) -> str | None:
    """The queue that a number leads to: a personal number without one leads to the agent's first."""
    return number.queue if number.queue is not None or number.agent is None else _first_queue(centre, number.agent)


def _first_queue(centre: Centre, agent_id: str) -> str | None:
    agent = centre.agents.get(agent_id)
    return agent.queues[0] if agent is not None and agent.queues else None


def project_of(centre: Centre, number: Number) -> str | None:
    """Whose callers dial this number, as far as that is known before a queue is chosen."""
    queue = queue_of(centre, number)
    return number.project or (centre.queues[queue].project if queue is not None else None)


def entrance(
    reception: Reception, dialled: str, caller_number: str, entry: str, brought: Brought, now_ms: int | None
) -> Entrance:
    """``entry``: what was chosen in the menus, empty before. ``now_ms`` None: hours are not asked.

    The hours of the number are asked when the call arrives; those of its queue are another matter
    (``acd.engine.queues.queue_life``), as are a full queue and one that nobody serves.
    """
    centre = reception.centre
    number, choice = number_of(centre, dialled), chosen(centre.menus, entry) if entry else None
    if number is None and choice is None:
        return Entrance(message=Message.NO_SERVICE, reason="a number that is not configured")
    way = _Way(reception, number or Number(dialled))
    callers = reception.callers(caller_number)
    if callers is not None:
        way.of_list(callers)
        if callers.refuse is not None:
            return way.refused(callers.refuse)
    way.brought(brought)
    return way.to(_destination(way, choice, callers, now_ms))


def _destination(way: "_Way", choice: Choice | None, callers: CallerList | None, now_ms: int | None) -> Destination:
    number = way.number
    if choice is None and not way.reception.is_open(number.hours, now_ms):
        way.closed = way.moved = True
        way.reasons.append(f"closed by {number.hours}")
        return number.closed or CLOSED
    if callers is not None and callers.queue is not None:
        way.moved = True
        return Destination(to_queue=callers.queue)
    if choice is not None:
        way.reasons.append("menu")
        return choice
    if number.menu is not None:
        return Choice(to_menu=number.menu)
    return Destination(to_queue=queue_of(way.reception.centre, number), message=number.message)


class _Way:
    """What has gathered about a call on its way in."""

    def __init__(self, reception: Reception, number: Number) -> None:
        self.reception = reception
        self.number = number
        self.requires = [number.requires]
        self.priority = number.priority
        self.agent = number.agent
        self.language = number.language
        self.reasons = [f"number {number.number}"]
        self.closed = self.moved = False

    def of_list(self, callers: CallerList) -> None:
        self.requires.append(callers.requires)
        self.priority += callers.priority
        self.agent = callers.agent or self.agent
        self.language = callers.language or self.language
        self.reasons.append(f"callers {callers.id}")

    def brought(self, brought: Brought) -> None:
        """What does not make sense here is left out: a call that asks for nobody's skill would wait for ever."""
        self.priority += brought.priority
        if brought.requires:
            refusal = self._refusal(brought.requires)
            self.requires += [] if refusal else [brought.requires]
            self.reasons.append(f"skills brought along{f' are left out: {refusal}' if refusal else ''}")
        if brought.agent:
            known = brought.agent in self.reception.centre.agents
            self.agent = brought.agent if known else self.agent
            self.reasons.append("an agent brought along" + ("" if known else " is not known"))

    def _refusal(self, requires: str) -> str:
        try:
            unknown = read_requirement(requires).names() - self.reception.skills
        except SkillsError as error:
            return str(error)
        return f"no agent has the skill {min(unknown)}" if unknown else ""

    def refused(self, refusal: Refusal) -> Entrance:
        return self._done(message=None if refusal is Refusal.HANG_UP else Message(refusal.value))

    def to(self, destination: Destination) -> Entrance:
        self._take_along(destination)
        if isinstance(destination, Choice) and destination.to_menu is not None:
            return self._done(menu=destination.to_menu)
        if destination.to_number is not None:
            return self._done(number=destination.to_number)
        queue = self._queue_at(destination)
        if destination.to_voicemail is not None:
            return replace(self._done(), voicemail=destination.to_voicemail)
        return self._done(queue=queue) if queue else self._done(message=destination.message or Message.ALL_BUSY)

    def _take_along(self, destination: Destination) -> None:
        self.requires.append(destination.requires)
        self.priority += destination.priority
        if isinstance(destination, Choice):
            self.agent = destination.to_agent or self.agent
            self.language = destination.language or self.language

    def _queue_at(self, destination: Destination) -> str | None:
        if destination.to_queue is None and isinstance(destination, Choice) and destination.to_agent is not None:
            return _first_queue(self.reception.centre, destination.to_agent)
        return destination.to_queue

    def _done(
        self,
        queue: str | None = None,
        menu: str | None = None,
        number: str | None = None,
        message: Message | None = None,
    ) -> Entrance:
        centre = self.reception.centre
        project = centre.queues[queue].project if queue is not None else project_of(centre, self.number)
        return Entrance(
            queue=queue,
            menu=menu,
            number=number,
            message=message,
            closed=self.closed,
            moved=self.moved,
            requires=together(*self.requires),
            priority=max(-PRIORITY_MAX, min(PRIORITY_MAX, self.priority)),
            agent=self.agent if self.agent in centre.agents else None,
            music=self.number.music or "",
            project=project,
            language=self.language or self.reception.project_language(project),
            reason=", ".join(self.reasons),
        )


def together(*requires: str) -> str:
    """All of them in one. One that contradicts those before, or makes the text too long, is left out."""
    text = ""
    for more in requires:
        joined = f"({text}) and ({more})" if text and more.strip() else text or more
        try:
            read_requirement(joined)
        except SkillsError:
            continue
        text = joined.strip()
    return text
