"""Requirements of skills: ``russian >= 5 and (cards >= 3 or loans)``, read into a form that is quick to ask.

Levels are 0 (does not have the skill) to 10. Operators: ``>= > <= < == !=``, ``and``, ``or``, ``not``, parentheses; a
skill alone means level 1 or more. An empty text asks for nothing.

A requirement is kept as alternatives, of which one must hold; an alternative names each skill once, with the levels
that will do as a mask of bits (bit 3 set: level 3 will do). So a requirement that nobody can meet is found when it is
read: its masks are empty.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

LEVEL_MAX = 10
ALTERNATIVES_MAX = 64
TEXT_MAX = 300
ALL_LEVELS = (1 << (LEVEL_MAX + 1)) - 1
SKILL_NAME = "[a-z][a-z0-9_]{0,29}"

Alternative = tuple[tuple[str, int], ...]
_TOKEN = re.compile(rf"\s*(?:({SKILL_NAME})|(\d+)|(>=|<=|==|!=|>|<|=)|([()]))")
_WORDS = frozenset(("and", "or", "not"))


class SkillsError(ValueError):
    """The text is no requirement, or one that nobody can meet; the message says why and where."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """``alternatives``: one of them must hold, each (skill, mask of levels) of it."""

    alternatives: tuple[Alternative, ...]

    def met_by(self, skills: Mapping[str, int]) -> bool:
        level = skills.get
        return any(all(mask >> level(skill, 0) & 1 for skill, mask in terms) for terms in self.alternatives)

    def score(self, skills: Mapping[str, int]) -> int:
        """How good: the sum of the levels asked about, in the best alternative that holds."""
        sums = [
            sum(skills.get(skill, 0) for skill, _ in terms)
            for terms in self.alternatives
            if all(mask >> skills.get(skill, 0) & 1 for skill, mask in terms)
        ]
        return max(sums, default=0)

    def names(self) -> frozenset[str]:
        return frozenset(skill for terms in self.alternatives for skill, _ in terms)

    def missing(self, skills: Mapping[str, int]) -> str:
        """What keeps these skills from meeting it, for people: "cards is 1, needed 3 to 10"; empty: nothing."""
        if self.met_by(skills):
            return ""
        texts = [
            ", ".join(
                f"{skill} is {skills.get(skill, 0)}, needed {_levels(mask)}"
                for skill, mask in terms
                if not mask >> skills.get(skill, 0) & 1
            )
            for terms in self.alternatives
        ]
        nearest = min(texts, key=lambda text: text.count("needed"), default="")
        return nearest or "what is asked for contradicts itself"


ANYBODY = Requirement(((),))


def both(one: Requirement, other: Requirement) -> Requirement:
    """Both must hold. Nobody can meet it where the two contradict each other (no alternatives are left)."""
    if one is ANYBODY or other is ANYBODY:
        return other if one is ANYBODY else one
    return Requirement(_cross(one.alternatives, other.alternatives))


@lru_cache(maxsize=4096)
def read_requirement(text: str) -> Requirement:
    """Raises SkillsError."""
    if len(text) > TEXT_MAX:
        raise SkillsError(f"longer than {TEXT_MAX} characters")
    if not text.strip():
        return ANYBODY
    found = _Reader(text).whole()
    if not found:
        raise SkillsError("nobody can meet this: it contradicts itself")
    return ANYBODY if () in found else Requirement(found)


def requirement(text: str) -> Requirement:
    """As ``read_requirement``, for a text that came along with a call: one that cannot be read asks for nothing."""
    try:
        return read_requirement(text)
    except SkillsError:
        return ANYBODY


class _Reader:
    """Reads by descent: or < and < not < comparison. Everything is turned into alternatives at once."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text), ("", len(text))]
        self._at = 0

    def whole(self) -> tuple[Alternative, ...]:
        found = self._either(negated=False)
        if self._word():
            self._fail("expected and, or, or the end")
        return found

    def _word(self) -> str:
        return self._tokens[self._at][0]

    def _take(self, word: str) -> bool:
        if self._word() == word:
            self._at += 1
            return True
        return False

    def _fail(self, expected: str) -> None:
        word, place = self._tokens[self._at]
        raise SkillsError(f"{expected}, found {word or 'the end'!r} at character {place + 1}")

    def _either(self, negated: bool) -> tuple[Alternative, ...]:
        found = self._all(negated)
        while self._take("or"):
            other = self._all(negated)
            found = _cross(found, other) if negated else _unite(found, other)
        return found

    def _all(self, negated: bool) -> tuple[Alternative, ...]:
        found = self._one(negated)
        while self._take("and"):
            other = self._one(negated)
            found = _unite(found, other) if negated else _cross(found, other)
        return found

    def _one(self, negated: bool) -> tuple[Alternative, ...]:
        if self._take("not"):
            return self._one(not negated)
        if self._take("("):
            found = self._either(negated)
            if not self._take(")"):
                self._fail("expected )")
            return found
        return self._comparison(negated)

    def _comparison(self, negated: bool) -> tuple[Alternative, ...]:
        skill = self._word()
        if not re.fullmatch(SKILL_NAME, skill) or skill in _WORDS:
            self._fail("expected the name of a skill")
        self._at += 1
        mask = ALL_LEVELS - 1
        if (operator := self._word()) in _MASKS:
            self._at += 1
            if not self._word().isdecimal() or int(self._word()) > LEVEL_MAX:
                self._fail(f"expected a level, 0 to {LEVEL_MAX}")
            mask = _MASKS[operator](int(self._word()))
            self._at += 1
        mask = ALL_LEVELS & ~mask if negated else mask
        if mask == ALL_LEVELS:
            return ((),)
        return (((skill, mask),),) if mask else ()


_MASKS = {
    ">=": lambda level: ALL_LEVELS & (ALL_LEVELS << level),
    ">": lambda level: ALL_LEVELS & (ALL_LEVELS << (level + 1)),
    "<=": lambda level: (1 << (level + 1)) - 1,
    "<": lambda level: (1 << level) - 1,
    "==": lambda level: 1 << level,
    "=": lambda level: 1 << level,
    "!=": lambda level: ALL_LEVELS & ~(1 << level),
}


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    place = 0
    while place < len(text.rstrip()):
        found = _TOKEN.match(text, place)
        if found is None:
            at = len(text) - len(text[place:].lstrip())
            raise SkillsError(f"{text[at]!r} at character {at + 1} is no part of a requirement")
        yield found[0].strip(), found.end() - len(found[0].strip())
        place = found.end()


def _unite(one: tuple[Alternative, ...], other: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    return _limited(tuple(dict.fromkeys((*one, *other))))


def _cross(one: tuple[Alternative, ...], other: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    """Each of one with each of the other; those that contradict themselves fall away."""
    joined: dict[Alternative, None] = {}
    for left in one:
        for right in other:
            masks = dict(left)
            for skill, mask in right:
                masks[skill] = masks.get(skill, ALL_LEVELS) & mask
            if all(masks.values()):
                joined[tuple(sorted(masks.items()))] = None
    return _limited(tuple(joined))


def _limited(alternatives: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    if len(alternatives) > ALTERNATIVES_MAX:
        raise SkillsError(f"too many alternatives, more than {ALTERNATIVES_MAX}: write it more simply")
    return alternatives


def _levels(mask: int) -> str:
    levels = [level for level in range(LEVEL_MAX + 1) if mask >> level & 1]
    if levels == list(range(levels[0], levels[-1] + 1)):
        return str(levels[0]) if len(levels) == 1 else f"{levels[0]} to {levels[-1]}"
    return "one of " + ", ".join(map(str, levels))
