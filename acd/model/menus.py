"""Menus: a prompt, and what each key leads to. Asterisk runs them; the engine learns what was chosen.

An *entry* is the way through the menus as text: the first menu's id, then the keys pressed, as ``main*1*3``. The key *
is written ``star``, # is ``hash``, and ``default`` stands for no key or only wrong ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from acd.model.destinations import Destination

KEYS = "0123456789*#"
STEPS_MAX = 20
"""So many times a caller hears a menu, all menus together; then the default of the present one is taken."""

DEFAULT = "default"
_WORDS = {"*": "star", "#": "hash"}


class MenuAction(StrEnum):
    REPEAT = "repeat"  # hear this menu again
    BACK = "back"  # to the menu before


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Destination):
    """Where a key leads. Beside the ways of a destination: another menu, an agent in person, or an action."""

    to_menu: str | None = None
    to_agent: str | None = None
    action: MenuAction | None = None
    language: str | None = None  # of prompts and agents' skills from here on; None: as before


@dataclass(frozen=True, slots=True)
class Menu:
    """``prompts`` and ``invalid``: names of Asterisk's sounds, played one after the other, by language.

    ``tries_max``: so many times without a right key in a row, then ``default``.
    """

    id: str
    prompts: dict[str, tuple[str, ...]]
    keys: dict[str, Choice]
    default: Choice
    invalid: dict[str, tuple[str, ...]] = field(default_factory=dict)
    key_wait_ms: int = 5_000  # after the prompts
    tries_max: int = 3


def reachable(menus: Mapping[str, Menu], first: Iterable[str]) -> frozenset[str]:
    """Menus that can be heard by whatever keys, from these on."""
    waiting, heard = [*first], set[str]()
    while waiting:
        menu = waiting.pop()
        if menu in menus and menu not in heard:
            heard.add(menu)
            waiting += [choice.to_menu for choice in menus[menu].keys.values() if choice.to_menu is not None]
    return frozenset(heard)


def word_of(key: str) -> str:
    """A key as it stands in an entry."""
    return _WORDS.get(key, key)


def chosen(menus: Mapping[str, Menu], entry: str) -> Choice | None:
    """Where an entry leads. One that is not (or no longer) in the menus ends at the default of the last known menu.

    None: even its first menu is not known. The text comes from outside, so it is only ever looked up.
    """
    first, *words = entry.split("*")
    menu = menus.get(first)
    if menu is None:
        return None
    for word in words:
        choice = _key(menu, word)
        if choice is None or (choice.to_menu is not None and choice.to_menu not in menus):
            break
        if choice.to_menu is None:
            return choice
        menu = menus[choice.to_menu]
    return menu.default


def _key(menu: Menu, word: str) -> Choice | None:
    found = next((choice for key, choice in menu.keys.items() if word_of(key) == word), None)
    return found if found is not None and found.action is None else None
