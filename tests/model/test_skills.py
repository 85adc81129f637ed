"""Requirements of skills: what they accept, what is refused with which words, and that all forms agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.model.skills import ANYBODY, SkillsError, both, read_requirement, requirement


@pytest.mark.parametrize(
    ("text", "skills", "met"),
    [
        ("", {}, True),
        ("cards", {"cards": 1}, True),
        ("cards", {}, False),
        ("cards >= 3", {"cards": 3}, True),
        ("cards>=3", {"cards": 2}, False),
        ("cards > 3", {"cards": 3}, False),
        ("cards < 3", {}, True),
        ("cards <= 3", {"cards": 4}, False),
        ("cards == 3", {"cards": 3}, True),
        ("cards = 3", {"cards": 4}, False),
        ("cards != 3", {"cards": 4}, True),
        ("russian >= 5 and cards >= 3", {"russian": 5, "cards": 3}, True),
        ("russian >= 5 and cards >= 3", {"russian": 5, "cards": 2}, False),
        ("russian or cards", {"cards": 1}, True),
        ("russian and cards or loans", {"loans": 1}, True),
        ("russian and (cards or loans)", {"loans": 1}, False),
        ("not cards", {}, True),
        ("not (cards or loans)", {"loans": 1}, False),
        ("not (cards and loans)", {"loans": 1}, True),
        ("not not cards", {"cards": 1}, True),
        ("cards >= 0", {}, True),
        ("cards >= 3 and cards <= 5", {"cards": 4}, True),
        ("cards >= 3 and cards <= 5", {"cards": 6}, False),
    ],
)
def test_who_meets_it(text: str, skills: dict[str, int], met: bool) -> None:
    assert read_requirement(text).met_by(skills) is met


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cards >=", "expected a level, 0 to 10, found 'the end' at character 9"),
        ("cards >= 11", "expected a level, 0 to 10, found '11' at character 10"),
        ("cards >= x", "expected a level, 0 to 10, found 'x' at character 10"),
        ("and cards", "expected the name of a skill, found 'and' at character 1"),
        ("cards loans", "expected and, or, or the end, found 'loans' at character 7"),
        ("(cards", "expected ), found 'the end' at character 7"),
        ("cards)", "expected and, or, or the end, found ')' at character 6"),
        ("Cards", "'C' at character 1 is no part of a requirement"),
        ("cards && loans", "'&' at character 7"),
        ("cards > 10", "nobody can meet this: it contradicts itself"),
        ("cards >= 5 and cards < 5", "nobody can meet this"),
        ("cards and not cards", "nobody can meet this"),
        ("a" * 301, "longer than 300 characters"),
        (" and ".join(f"(a{n} or b{n})" for n in range(8)), "too many alternatives"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    with pytest.raises(SkillsError) as caught:
        read_requirement(text)
    assert words in str(caught.value)
    assert requirement(text) is ANYBODY


def test_what_is_missing_is_told_by_the_nearest_alternative() -> None:
    wanted = read_requirement("(russian >= 5 and cards >= 3 and loans) or cards == 9")
    assert wanted.missing({"cards": 4}) == "cards is 4, needed 9"
    assert wanted.missing({"russian": 6, "cards": 2, "loans": 1}) == "cards is 2, needed 3 to 10"
    assert wanted.missing({"cards": 9}) == ""
    assert (
        read_requirement("cards != 3").missing({"cards": 3})
        == "cards is 3, needed one of 0, 1, 2, 4, 5, 6, 7, 8, 9, 10"
    )


def test_the_score_is_the_sum_in_the_best_alternative_that_holds() -> None:
    wanted = read_requirement("russian >= 5 and cards or loans")
    assert wanted.score({"russian": 6, "cards": 2, "loans": 7}) == 8
    assert wanted.score({"russian": 4, "cards": 9, "loans": 7}) == 7
    assert wanted.score({}) == 0
    assert ANYBODY.score({"loans": 7}) == 0


def test_both_may_contradict_each_other() -> None:
    low, high = read_requirement("cards < 5"), read_requirement("cards > 5")
    assert both(low, ANYBODY) == low == both(ANYBODY, low)
    assert not both(low, high).met_by({"cards": 5})
    assert both(low, high).missing({"cards": 5}) == "what is asked for contradicts itself"


_TERMS = st.builds(
    lambda skill, operator, level: f"{skill} {operator} {level}",
    st.sampled_from(["a", "b"]),
    st.sampled_from([">=", ">", "<=", "<", "==", "!="]),
    st.integers(0, 10),
)
_TEXTS = st.recursive(
    _TERMS,
    lambda inner: st.one_of(
        st.builds(lambda x, y: f"({x}) and ({y})", inner, inner),
        st.builds(lambda x, y: f"({x}) or ({y})", inner, inner),
        st.builds(lambda x: f"not ({x})", inner),
    ),
    max_leaves=6,
)


@given(_TEXTS)
def test_the_alternatives_say_what_python_says(text: str) -> None:
    """Python reads the same words the same way, and nobody can meet what no pair of levels meets."""
    pairs = [(a, b) for a in range(11) for b in range(11)]
    expected = {pair for pair in pairs if eval(text, {"a": pair[0], "b": pair[1]})}
    wanted = requirement(text)
    if wanted is ANYBODY:  # always true, or nobody can meet it
        assert len(expected) in (0, len(pairs))
        return
    assert {(a, b) for a, b in pairs if wanted.met_by({"a": a, "b": b})} == expected
    for a, b in pairs:
        assert bool(wanted.missing({"a": a, "b": b})) == ((a, b) not in expected)
