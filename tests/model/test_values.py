"""Everything that passes between the parts is a value: frozen, without a dictionary, equal by content."""

import dataclasses
from types import ModuleType
from typing import Any

import pytest

from acd import commands, events
from acd.model import centre, channels, facts, health, states


def values(*modules: ModuleType) -> list[type]:
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
    ]


@pytest.mark.parametrize("kind", values(centre, channels, facts, health, commands, events))
def test_a_value_cannot_be_changed(kind: Any) -> None:
    assert kind.__dataclass_params__.frozen
    assert "__slots__" in vars(kind)
    assert kind.__dataclass_params__.eq


@pytest.mark.parametrize("kind", [k for k in values(facts) if k is not facts.CdrFact])
def test_a_fact_of_the_engine_has_an_id_and_times_in_milliseconds(kind: Any) -> None:
    names = [field.name for field in dataclasses.fields(kind)]
    assert names[0] == "id"
    assert {"ended_ms", "recorded_ms", "at_ms"} & set(names)


def test_the_words_of_states_are_said_once() -> None:
    """One word per idea: the state of a call, an agent and a phone may share a word only for the same thing."""
    shared = {"ringing", "talking"}
    seen = [state.value for kind in (states.CallState, states.AgentState, states.PhoneState) for state in kind]
    assert {word for word in seen if seen.count(word) > 1} <= shared
