import re
from dataclasses import replace

import pytest

from acd.adapters.asterisk.provisioning import Options, SwitchSecrets, render
from acd.errors import ConfigError
from acd.model.centre import Agent, Centre, Number, Phone, Project, Queue, Trunk

CENTRE = Centre(
    projects={"shop": Project("shop", "Shop"), "help": Project("help", "Помощь", language="ru")},
    queues={
        "sales": Queue("sales", "Sales", "shop", ring_ms=15_500),
        "support-2": Queue("support-2", "Поддержка", "help", music="calm"),
    },
    agents={
        "102": Agent("102", "Bob", ("sales", "support-2"), phone="1002"),
        "101": Agent("101", "Ann", ("sales",), phone="1001"),
        "103": Agent("103", "Вера", ("support-2",)),
    },
    phones={"1001": Phone("1001", label="Desk 1"), "1002": Phone("1002"), "2001": Phone("2001", node="other")},
    numbers={"700": Number("700", "sales"), "800": Number("800", "support-2"), "801": Number("801", "sales", "ru")},
    trunks={
        "demo": Trunk("demo", "main", ("127.0.0.2", "10.0.0.0/8")),
        "far": Trunk("far", "other", ("192.0.2.1",)),
    },
)
SECRETS = SwitchSecrets(ami="ami-secret", phones={"1001": "one", "1002": "two;2", "2001": "far"})
Files = dict[str, str]


def files(centre: Centre = CENTRE, secrets: SwitchSecrets = SECRETS, options: Options | None = None) -> Files:
    return render(centre, secrets, options or Options())


def extension(text: str, context: str, name: str) -> list[str]:
    """The applications of an extension, in order."""
    (body,) = re.findall(rf"^\[{context}\]\n(.*?)(?=^\[|\Z)", text, re.DOTALL | re.MULTILINE)
    (found,) = re.findall(rf"^exten => {re.escape(name)},1,(.*(?:\n same => n,.*)*)", body, re.MULTILINE)
    return str(found).split("\n same => n,")


def section(text: str, name: str, kind: str) -> dict[str, str]:
    """One object of pjsip.conf."""
    for block in re.split(r"\n(?=\[)", text):
        head, *lines = block.strip().splitlines()
        options = dict(line.split(" = ", 1) for line in lines if " = " in line)
        if head == f"[{name}]" and options["type"] == kind:
            return options
    raise AssertionError(f"no {kind} {name}")


def test_the_same_centre_gives_the_same_bytes() -> None:
    shuffled = replace(CENTRE, phones=dict(reversed(CENTRE.phones.items())), agents=dict(sorted(CENTRE.agents.items())))
    assert files() == files(shuffled)
    assert all(text.startswith("; Rendered by acd") for text in files().values())


def test_a_number_leads_to_its_queue_in_its_language_and_with_its_music() -> None:
    text = files()["acd-numbers.conf"]
    assert extension(text, "acd-numbers", "700") == ["Set(__ACD_DIALLED=700)", "Goto(acd-arrive,s,1)"]
    assert extension(text, "acd-numbers", "800") == [
        "Set(__ACD_DIALLED=800)",
        "Set(CHANNEL(language)=ru)",
        "Set(CHANNEL(musicclass)=calm)",
        "Goto(acd-arrive,s,1)",
    ]
    assert "Set(CHANNEL(language)=ru)" in extension(text, "acd-numbers", "801")


def test_phones_of_this_node_can_be_dialled() -> None:
    text = files()["acd-numbers.conf"]
    assert extension(text, "acd-phones-local", "1001") == ["Dial(PJSIP/1001,60)"]
    assert "2001" not in text


def test_the_failsafe_rings_the_usual_phones_of_a_queues_agents() -> None:
    text = files()["acd-failsafe-queues.conf"]
    assert extension(text, "acd-failsafe-numbers", "800") == ["Goto(acd-failsafe-queues,qsupport+2,1)"]
    assert extension(text, "acd-failsafe-queues", "qsales") == [
        "Dial(PJSIP/1001&PJSIP/1002,16,m(default))",
        "Goto(acd-failsafe-again,qsales,1)",
    ]
    assert extension(text, "acd-failsafe-queues", "qsupport+2")[0] == "Dial(PJSIP/1002,20,m(default))"


def test_a_number_may_have_music_of_its_own() -> None:
    own = replace(CENTRE, numbers={"800": replace(CENTRE.numbers["800"], music="jazz")})
    assert "Set(CHANNEL(musicclass)=jazz)" in extension(files(own)["acd-numbers.conf"], "acd-numbers", "800")


def test_a_queue_without_phones_has_music_alone() -> None:
    text = files(replace(CENTRE, agents={}))["acd-failsafe-queues.conf"]
    assert extension(text, "acd-failsafe-queues", "qsales") == ["Goto(acd-failsafe-again,qsales,1)"]


def test_a_phone_registers_with_its_password_and_cannot_pretend_to_be_another() -> None:
    text = files()["acd-pjsip.conf"]
    endpoint = section(text, "1001", "endpoint")
    assert endpoint["callerid"] == '"Desk 1" <1001>'
    assert endpoint["context"] == "acd-phones"
    assert endpoint["identify_by"] == "username"
    assert endpoint["direct_media"] == "no"
    assert section(text, "1001", "auth")["password"] == "one"
    assert section(text, "1001", "aor")["max_contacts"] == "1"
    assert section(text, "1002", "endpoint")["callerid"] == '"1002" <1002>'
    assert "2001" not in text


def test_a_semicolon_in_a_password_begins_no_comment() -> None:
    assert section(files()["acd-pjsip.conf"], "1002", "auth")["password"] == "two\\;2"


def test_a_phone_speaks_the_language_of_its_agents_first_project() -> None:
    agents = {"103": Agent("103", "Вера", ("support-2",), phone="1001")}
    text = files(replace(CENTRE, agents=agents))["acd-pjsip.conf"]
    assert section(text, "1001", "endpoint")["language"] == "ru"
    assert section(text, "1002", "endpoint")["language"] == "en"


def test_a_trunk_is_known_by_its_addresses_alone() -> None:
    text = files()["acd-pjsip.conf"]
    endpoint = section(text, "trunk-demo", "endpoint")
    assert (endpoint["context"], endpoint["identify_by"]) == ("acd-trunk", "ip")
    assert section(text, "trunk-demo", "identify")["match"] == "127.0.0.2,10.0.0.0/8"
    assert "trunk-far" not in text
    assert "trunk-far" in files(options=Options(node="other"))["acd-pjsip.conf"]


def test_the_manager_user_has_little_power_and_hears_little() -> None:
    text = files()["acd-manager.conf"]
    assert "write = call,originate,reporting\n" in text
    assert "deny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255\n" in text
    assert "eventfilter(action(include),name(Hangup)) =\n" in text
    assert "method(starts_with)) = Acd\n" in text


@pytest.mark.parametrize(
    ("version", "advanced"),
    [
        *(((18, 26), False), ((20, 10), False), ((20, 11), True), ((21, 5), False), ((21, 6), True)),
        *(((22, 0), False), ((22, 1), True), ((23, 0), True), ((24, 1), True)),
    ],
)
def test_filters_are_those_the_version_knows(version: tuple[int, int], advanced: bool) -> None:
    text = files(options=Options(version=version))["acd-manager.conf"]
    assert ("eventfilter(action(include)" in text) == advanced
    assert ("eventfilter = ^Event: Hangup" in text) != advanced


def test_times_are_the_options() -> None:
    text = files(options=Options(patience_s=33, period_s=7))["acd-globals.conf"]
    assert "ACD_PATIENCE = 33\n" in text
    assert "ACD_PERIOD = 7\n" in text


HOSTILE_LABELS = ['a"b', "a\nb = c", "a;b", "a<b>", "a,b", "${X}", "a\\", "Стол 1", "x" * 500]


@pytest.mark.parametrize("label", HOSTILE_LABELS)
def test_a_label_stays_within_its_quotes(label: str) -> None:
    centre = replace(CENTRE, phones={**CENTRE.phones, "1001": Phone("1001", label=label)})
    callerid = section(files(centre)["acd-pjsip.conf"], "1001", "endpoint")["callerid"]
    assert re.fullmatch(r'"[\w .()+/-]{1,40}" <1001>', callerid)
    assert len(files(centre)["acd-pjsip.conf"].splitlines()) == len(files()["acd-pjsip.conf"].splitlines())


HOSTILE = ["", "a\nb", "a]b", "a b", "${X}", "_x", "a,b", "a;b", "é", "x" * 60, "a)b", "a&b", "../a"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_asterisk_would_misread_is_refused(text: str) -> None:
    """Whatever the loader of centre.toml lets pass: each of these would be another line, context or pattern."""
    phone, queue = Phone(text), Queue(text, "Q", "shop")
    for centre in (
        replace(CENTRE, phones={**CENTRE.phones, text: phone}),
        replace(CENTRE, queues={**CENTRE.queues, text: queue}),
        replace(CENTRE, trunks={text: Trunk(text, "main", ("127.0.0.2",))}),
        replace(CENTRE, trunks={"t": Trunk("t", "main", (text,))}),
        replace(CENTRE, numbers={text: Number(text, "sales")}),
        replace(CENTRE, numbers={"700": Number("700", "sales", language=text)}),
        replace(CENTRE, queues={**CENTRE.queues, "q": Queue("q", "Q", "shop", music=text)}),
        replace(CENTRE, numbers={"700": Number("700", "sales", music=text)}),
        replace(CENTRE, projects={**CENTRE.projects, "p": Project("p", "P", language=text)}),
    ):
        with pytest.raises(ConfigError):
            files(centre, SwitchSecrets("ami", {**SECRETS.phones, text: "x"}))


@pytest.mark.parametrize("secret", ["", "a b", "a\nb", "é", "a\\b", "x" * 81])
def test_a_secret_that_cannot_be_written_is_refused(secret: str) -> None:
    with pytest.raises(ConfigError, match="manager"):
        files(secrets=SwitchSecrets(secret, SECRETS.phones))
    with pytest.raises(ConfigError, match="'1001'"):
        files(secrets=SwitchSecrets("ami", {**SECRETS.phones, "1001": secret}))


def test_a_phone_without_a_password_is_named() -> None:
    with pytest.raises(ConfigError, match="'1002' has no password"):
        files(secrets=SwitchSecrets("ami", {"1001": "x"}))


def test_a_phone_cannot_take_a_trunks_name() -> None:
    centre = replace(CENTRE, phones={"trunk-demo": Phone("trunk-demo")}, agents={})
    with pytest.raises(ConfigError, match="trunks"):
        files(centre, SwitchSecrets("ami", {"trunk-demo": "x"}))


def test_numbers_that_differ_by_a_hyphen_are_one_to_asterisk() -> None:
    numbers = {"7-00": Number("7-00", "sales"), "700": Number("700", "sales")}
    with pytest.raises(ConfigError, match=r"'7-00' and '700'"):
        files(replace(CENTRE, numbers=numbers))


def test_messages_go_where_the_options_say() -> None:
    text = files(options=Options(voicemail="/srv/acd/voicemail"))["acd-globals.conf"]
    assert "ACD_VOICEMAIL = /srv/acd/voicemail\n" in text
    with pytest.raises(ConfigError, match="folder"):
        files(options=Options(voicemail="/srv/a b"))
