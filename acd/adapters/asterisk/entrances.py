"""Renders how callers come in: the centre's numbers, its menus, and where the failsafe begins for each number.

Menus are dialplan, so that Asterisk runs them with or without the daemon. A menu is a context; what all of them share
is in ``dialplan/acd-menu.conf``. On the channel: ACD_ENTRY the way so far (``main*1``), ACD_TRAIL the menus on it
(``main*cards``), ACD_STEP how many menus were heard, ACD_TRIES how many times in a row without a right key.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from acd.adapters.asterisk.names import demand, in_order, queue_extension
from acd.model.centre import Centre, Menu, Message, Number
from acd.model.menus import DEFAULT, STEPS_MAX, Choice, MenuAction, word_of
from acd.routing.entrance import project_of, queue_of

DEFAULT_LANGUAGE = "en"
DEFAULT_MUSIC = "default"

_LANGUAGE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")
_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9_/-]{0,79}")
_MENU = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")


def numbers(centre: Centre) -> str:
    """The context ``acd-numbers``."""
    return "\n[acd-numbers]\n" + "".join(_number(centre, number) for number in in_order(centre.numbers))


def _number(centre: Centre, number: Number) -> str:
    project, queue = project_of(centre, number), queue_of(centre, number)
    language = number.language or (centre.projects[project].language if project is not None else DEFAULT_LANGUAGE)
    lines = [f"Set(__ACD_DIALLED={number.number})"]
    if language != DEFAULT_LANGUAGE:
        lines.append(f"Set(CHANNEL(language)={language})")
    if number.music is not None:
        lines += [f"Set(CHANNEL(musicclass)={number.music})", f"Set(ACD_MUSIC={number.music})"]
    elif queue is not None:
        lines += _music(centre, queue)
    if number.menu is not None:
        lines += [f"Set(ACD_MENU={number.menu})", f"Set(__ACD_ENTRY={number.menu})", f"Set(ACD_TRAIL={number.menu})"]
    return extension(number.number, [*lines, "Goto(acd-arrive,s,1)"])


def _music(centre: Centre, queue: str) -> list[str]:
    music = centre.queues[queue].music
    return [f"Set(CHANNEL(musicclass)={music})"] if music != DEFAULT_MUSIC else []


def extension(name: str, lines: Iterable[str]) -> str:
    first, *rest = lines
    return "\n".join([f"exten => {name},1,{first}", *(_step(line) for line in rest)]) + "\n"


def _step(line: str) -> str:
    """``(label)Application(...)`` is a step with a label."""
    label = re.match(r"\([a-z]+\)", line)
    return f" same => n{label[0]},{line[label.end() :]}" if label else f" same => n,{line}"


# --- the failsafe


def failsafe_numbers(centre: Centre) -> str:
    """The context ``acd-failsafe-numbers``: who dialled a menu and chose nothing goes where its default leads."""
    lines = (extension(number.number, [_failsafe(centre, number)]) for number in in_order(centre.numbers))
    return "\n[acd-failsafe-numbers]\n" + "".join(lines)


def _failsafe(centre: Centre, number: Number) -> str:
    if number.menu is not None:
        default = centre.menus[number.menu].default
        queue, message = _queue(centre, default), default.message
    else:
        queue, message = queue_of(centre, number), number.message
    if queue is not None:
        return f"Goto(acd-failsafe-queues,{queue_extension(queue)},1)"
    return f"Goto(acd-message,{message or Message.ALL_BUSY}*${{CHANNEL(language)}},1)"


# --- menus


def menus(centre: Centre) -> str:
    return "".join(_menu(centre, menu) for menu in in_order(centre.menus))


def _menu(centre: Centre, menu: Menu) -> str:
    again = f"GotoIf($[${{ACD_TRIES}} >= {menu.tries_max}]?{DEFAULT},1:s,1)"
    count = "Set(ACD_TRIES=$[0${ACD_TRIES} + 1])"
    parts = [
        f"\n[acd-menu-{menu.id}]\n",
        extension("s", [*_too_long(), *_spoken(menu.prompts, "Background"), f"WaitExten({menu.key_wait_ms / 1000:g})"]),
        *(extension(key, _choice(centre, key, menu.keys[key])) for key in sorted(menu.keys)),
        extension("t", [count, again]),
        extension("i", [count, *_spoken(menu.invalid, "Playback"), again]),
        extension(DEFAULT, _choice(centre, DEFAULT, menu.default)),
    ]
    return "".join(parts)


def _too_long() -> list[str]:
    return ["Set(ACD_STEP=$[0${ACD_STEP} + 1])", f"GotoIf($[${{ACD_STEP}} > {STEPS_MAX}]?{DEFAULT},1)"]


def _spoken(prompts: Mapping[str, tuple[str, ...]], application: str) -> Iterator[str]:
    """The prompts in the caller's language; where there are none in it, the first ones."""
    first, *others = prompts or [""]
    if not first:
        return
    yield from (f'GotoIf($["${{CHANNEL(language)}}" = "{language}"]?{language})' for language in others)
    yield f"{application}({'&'.join(prompts[first])})"
    for language in others:
        yield "Goto(spoken)"
        yield f"({language}){application}({'&'.join(prompts[language])})"
    if others:
        yield "(spoken)NoOp()"


def _choice(centre: Centre, key: str, choice: Choice) -> list[str]:
    if choice.action is MenuAction.REPEAT:
        return ["Goto(s,1)"]
    if choice.action is MenuAction.BACK:
        return ["Goto(acd-menu-back,s,1)"]
    lines = [f"Set(__ACD_ENTRY=${{ACD_ENTRY}}*{word_of(key)})"]
    if choice.language is not None:
        lines.append(f"Set(CHANNEL(language)={choice.language})")
    if choice.to_menu is not None:
        lines += [f"Set(ACD_TRAIL=${{ACD_TRAIL}}*{choice.to_menu})", "Set(ACD_TRIES=0)"]
        return [*lines, f"Goto(acd-menu-{choice.to_menu},s,1)"]
    queue = _queue(centre, choice)
    if choice.to_number is not None or choice.to_voicemail is not None:  # the daemon sends the caller there
        return [*lines, "Goto(acd-menu-chosen,s,1)"]
    if queue is None:
        return [*lines, f"Goto(acd-menu-chosen,{choice.message or Message.ALL_BUSY},1)"]
    music = [f'ExecIf($["${{ACD_MUSIC}}" = ""]?{line})' for line in _music(centre, queue)]
    return [*lines, f"Set(__ACD_QUEUE={queue})", *music, "Goto(acd-menu-chosen,s,1)"]


def _queue(centre: Centre, choice: Choice) -> str | None:
    """The queue that the caller will wait in, as far as it is known without the daemon."""
    if choice.to_queue is None and choice.to_agent is not None:
        return next(iter(centre.agents[choice.to_agent].queues), None)
    return choice.to_queue


def check_menus(centre: Centre) -> None:
    """Refuse what Asterisk would read as something else."""
    for menu in centre.menus.values():
        demand(_MENU, menu.id, "menu id")
        for language, sounds in chain(menu.prompts.items(), menu.invalid.items()):
            demand(_LANGUAGE, language, f"language of menu {menu.id!r}")
            for sound in sounds:
                demand(_SOUND, sound, f"sound of menu {menu.id!r}")
