"""Numbers and menus as dialplan."""

from dataclasses import replace

import pytest

from acd.errors import ConfigError
from acd.model.centre import Agent, Centre, Menu, Message, Number
from acd.model.menus import STEPS_MAX, Choice, MenuAction
from tests.adapters.asterisk.test_provisioning import CENTRE, extension, files

MAIN = Menu(
    "main",
    prompts={"en": ("welcome", "press-1"), "ru": ("ru/welcome",)},
    keys={
        "1": Choice(to_queue="sales"),
        "2": Choice(to_queue="support-2", language="ru"),
        "3": Choice(to_menu="more-1"),
        "4": Choice(to_agent="102"),
        "5": Choice(to_number="+74951234567"),
        "6": Choice(to_voicemail="sales"),
        "9": Choice(message=Message.CLOSED),
        "#": Choice(action=MenuAction.REPEAT),
        "*": Choice(action=MenuAction.BACK),
    },
    default=Choice(to_queue="sales"),
    invalid={"en": ("pbx-invalid",)},
    key_wait_ms=2_500,
)
MORE = Menu("more-1", {"ru": ("more",)}, {"1": Choice(to_menu="main")}, default=Choice(message=Message.ALL_BUSY))
WITH_MENUS = replace(
    CENTRE,
    menus={"main": MAIN, "more-1": MORE},
    numbers={
        "900": Number("900", menu="main", project="help"),
        "901": Number("901", menu="more-1"),
        "902": Number("902", agent="102"),
        "903": Number("903", message=Message.CLOSED),
    },
)


def steps(name: str, menu: str = "main", centre: Centre = WITH_MENUS) -> list[str]:
    return extension(files(centre)["acd-menus.conf"], f"acd-menu-{menu}", name)


def test_a_number_announces_its_menu() -> None:
    assert extension(files(WITH_MENUS)["acd-numbers.conf"], "acd-numbers", "900") == [
        "Set(__ACD_DIALLED=900)",
        "Set(CHANNEL(language)=ru)",
        "Set(ACD_MENU=main)",
        "Set(__ACD_ENTRY=main)",
        "Set(ACD_TRAIL=main)",
        "Goto(acd-arrive,s,1)",
    ]


def test_a_menu_plays_in_the_callers_language_and_waits() -> None:
    text = files(WITH_MENUS)["acd-menus.conf"]
    (body,) = [part for part in text.split("\n[") if part.startswith("acd-menu-main]")]
    begin = body[: body.index("exten => #")].splitlines()[1:]
    assert begin == [
        "exten => s,1,Set(ACD_STEP=$[0${ACD_STEP} + 1])",
        f" same => n,GotoIf($[${{ACD_STEP}} > {STEPS_MAX}]?default,1)",
        ' same => n,GotoIf($["${CHANNEL(language)}" = "ru"]?ru)',
        " same => n,Background(welcome&press-1)",
        " same => n,Goto(spoken)",
        " same => n(ru),Background(ru/welcome)",
        " same => n(spoken),NoOp()",
        " same => n,WaitExten(2.5)",
    ]


def test_keys_lead_where_they_should() -> None:
    assert steps("1") == ["Set(__ACD_ENTRY=${ACD_ENTRY}*1)", "Set(__ACD_QUEUE=sales)", "Goto(acd-menu-chosen,s,1)"]
    assert steps("2") == [
        "Set(__ACD_ENTRY=${ACD_ENTRY}*2)",
        "Set(CHANNEL(language)=ru)",
        "Set(__ACD_QUEUE=support-2)",
        'ExecIf($["${ACD_MUSIC}" = ""]?Set(CHANNEL(musicclass)=calm))',
        "Goto(acd-menu-chosen,s,1)",
    ]
    assert steps("3") == [
        "Set(__ACD_ENTRY=${ACD_ENTRY}*3)",
        "Set(ACD_TRAIL=${ACD_TRAIL}*more-1)",
        "Set(ACD_TRIES=0)",
        "Goto(acd-menu-more-1,s,1)",
    ]
    assert steps("4")[1] == "Set(__ACD_QUEUE=sales)"  # the agent's first
    assert steps("5") == ["Set(__ACD_ENTRY=${ACD_ENTRY}*5)", "Goto(acd-menu-chosen,s,1)"]
    assert steps("6")[-1] == "Goto(acd-menu-chosen,s,1)"
    assert steps("9") == ["Set(__ACD_ENTRY=${ACD_ENTRY}*9)", "Goto(acd-menu-chosen,closed,1)"]
    assert steps("#") == ["Goto(s,1)"]
    assert steps("*") == ["Goto(acd-menu-back,s,1)"]


def test_no_key_and_wrong_keys_are_counted() -> None:
    again = "GotoIf($[${ACD_TRIES} >= 3]?default,1:s,1)"
    assert steps("t") == ["Set(ACD_TRIES=$[0${ACD_TRIES} + 1])", again]
    assert steps("i") == ["Set(ACD_TRIES=$[0${ACD_TRIES} + 1])", "Playback(pbx-invalid)", again]
    assert steps("i", "more-1") == steps("t", "more-1")
    assert steps("default")[0] == "Set(__ACD_ENTRY=${ACD_ENTRY}*default)"
    assert steps("default", "more-1")[1] == "Goto(acd-menu-chosen,all-busy,1)"


def test_the_failsafe_knows_where_callers_would_wait_who_chose_nothing() -> None:
    text = files(WITH_MENUS)["acd-failsafe-queues.conf"]
    assert [extension(text, "acd-failsafe-numbers", number) for number in ("900", "901", "902", "903")] == [
        ["Goto(acd-failsafe-queues,qsales,1)"],
        ["Goto(acd-message,all-busy*${CHANNEL(language)},1)"],
        ["Goto(acd-failsafe-queues,qsales,1)"],
        ["Goto(acd-message,closed*${CHANNEL(language)},1)"],
    ]


@pytest.mark.parametrize("sound", ["a&b", "a b", "a)", "${X}", "", "-a"])
def test_a_sound_that_means_something_else_is_refused(sound: str) -> None:
    menus = {"main": replace(MAIN, prompts={"en": (sound,)}), "more-1": MORE}
    with pytest.raises(ConfigError, match="sound of menu 'main'"):
        files(replace(WITH_MENUS, menus=menus))


def test_an_agent_without_a_queue_leads_to_the_message() -> None:
    idle = replace(WITH_MENUS, agents={**CENTRE.agents, "102": Agent("102", "Bob", ())})
    assert steps("4", centre=idle)[-1] == "Goto(acd-menu-chosen,all-busy,1)"
