"""What the pacing of one campaign remembers, as data, and how it learns. One ``Pace`` for each campaign."""

import math
from dataclasses import dataclass, field

from acd.dialer.pacing.answers import Answers, Curve
from acd.dialer.pacing.budget import Budget
from acd.dialer.pacing.durations import Durations
from acd.dialer.pacing.level import Level
from acd.dialer.pacing.picture import Outcome, Pacing

FIRST_ATTEMPTS = 50  # are dialled one for each ready agent
GENERIC_TALK = (math.log(90), 0.8)  # mean and variance of the logarithm of seconds, before anything is known
GENERIC_WRAP_UP = (math.log(25), 0.5)
CURVES_EVERY = 64  # observations; the first ones come sooner
FIRST_RISK = 0.04
RISK_MIN, RISK_MAX = 0.002, 0.8
STEP = 0.0004  # of the allowed risk's logarithm, for each answer and each person more in the headroom
ERROR_MOST = 4.0


@dataclass(slots=True)
class Curves:
    """What decisions use; drawn anew from the observations from time to time."""

    persons: tuple[float, ...]
    others: tuple[float, ...]
    talk: tuple[float, ...]
    wrap_up: tuple[float, ...]

    def answers(self) -> Curve:
        return Curve(self.persons, self.others)


@dataclass(slots=True)
class Pace:
    """Everything learnt for one campaign, and its ledgers. JSON-able; change it with the methods only."""

    answers: Answers = field(default_factory=Answers)
    level: Level = field(default_factory=Level)
    talk: Durations = field(default_factory=lambda: Durations(*GENERIC_TALK))
    wrap_up: Durations = field(default_factory=lambda: Durations(*GENERIC_WRAP_UP))
    budget: Budget = field(default_factory=Budget)
    log_risk: float = math.log(FIRST_RISK)  # the risk that a dial may have, before the budget's present state
    seen: int = 0  # observations of all kinds
    drawn: int = 0  # observations when the curves were drawn
    answered: int = 0  # persons of whom it is known whether an agent came
    curves: Curves | None = None

    def attempt_ended(self, age_ms: int, outcome: Outcome, now_ms: int) -> None:
        """An attempt left the state of flight, ``age_ms`` after its dial."""
        self.answers.ended(age_ms, outcome)
        # Of an attempt that was given up it is only known that no person had answered until then.
        known = self.drawn_curves().answers().share_by(age_ms) if outcome is Outcome.GIVEN_UP else 1.0
        self.level.ended(outcome is Outcome.PERSON, now_ms, known)
        self._seen()

    def talk_ended(self, ms: int, over: bool = True) -> None:
        """``over`` False: it was cut short from outside (the agent's phone vanished, ...)."""
        self.talk.seen(ms, over)
        self._seen()

    def wrap_up_ended(self, ms: int, over: bool = True) -> None:
        self.wrap_up.seen(ms, over)
        self._seen()

    def person_served(self, pacing: Pacing, abandoned: bool, now_ms: int) -> None:
        """Of a person who answered it is known now whether an agent came in time (``abandoned`` False)."""
        self.budget.answered(pacing.limits, abandoned, now_ms)
        self.answered += 1
        error = self.budget.headroom(pacing.limits, now_ms) - self.budget.kept_back()
        self.log_risk += STEP * min(max(error, -ERROR_MOST), ERROR_MOST)
        self.log_risk = min(max(self.log_risk, math.log(RISK_MIN)), math.log(RISK_MAX))

    @property
    def knows_enough(self) -> bool:
        """To dial for agents who are not ready yet."""
        return self.answers.seen >= FIRST_ATTEMPTS

    def drawn_curves(self) -> Curves:
        return self.curves or self._draw()

    def _seen(self) -> None:
        self.seen += 1
        if self.seen - self.drawn >= min(CURVES_EVERY, 8 + self.drawn):
            self.curves = self._draw()
            self.drawn = self.seen

    def _draw(self) -> Curves:
        curve = self.answers.curve()
        return Curves(curve.persons, curve.others, self.talk.rates(), self.wrap_up.rates())
