"""Campaigns as users have them: ``acd up``, leads in SQL, a carrier, people and agents; and a daemon that is killed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from acd.embedded.layout import free_udp_port
from tests.integration.centre import CENTRE, Centre, Row
from tests.integration.softphone import SipCall, Softphone

CARRIER = "127.0.0.3"
LIMIT_S = 2.0

CAMPAIGN = """
[trunks.carrier]
match = ["127.0.0.3"]
outbound = "127.0.0.3:{port}"

[campaigns.spring]
name = "Spring"
project = "shop"
mode = "progressive"
queue = "sales"
lists = ["people"]
trunks = ["carrier"]
caller_ids = ["+74950000000"]
jurisdiction = "none"
connect_within_s = 2
abandoned_message = "vm-goodbye"
ring_timeout_s = 60

[campaigns.shown]
name = "Shown to agents"
project = "shop"
mode = "preview"
queue = "sales"
lists = ["shown"]
trunks = ["carrier"]
caller_ids = ["+74950000000"]
jurisdiction = "none"

[dispositions.later]
name = "Later"
callback = true
"""


class Calling:
    """A centre with a campaign, and the whole telephone network in one telephone."""

    def __init__(self, centre: Centre, port: int) -> None:
        self.centre = centre
        self.network = Softphone(centre.sip, CARRIER, user="network", port=port)
        self._numbers = iter(range(100))

    def person(self) -> SipCall:
        """The next call that rings somewhere."""
        return self.network.incoming()

    def add_lead(self, of: str = "people") -> str:
        """Its number. The daemon looks for new ones every second."""
        number = f"+7916111{self.centre.ports.sip % 100:02}{next(self._numbers):02}"
        with closing(sqlite3.connect(self.centre.database, timeout=10)) as database, database:
            database.execute("insert or ignore into lead_place (id, region, zones) values (1, 'RU', 'Europe/Moscow')")
            database.execute(
                "insert into lead (list, number, place_id, status, next_attempt_at, created_at)"
                " values (?, ?, 1, 'new', '2020-01-01 00:00:00.000', '2020-01-01 00:00:00.000')",
                (of, number),
            )
        return number

    def agent(self, *, answers: bool = True) -> Softphone:
        """Agent 101, logged in and ready; the phone answers by itself when it is asked to."""
        phone = self.centre.phone("1001")

        def on_call(call: SipCall) -> None:
            assert call.invite is not None
            asked = "answer-after=0" in call.invite.get("Call-Info")
            phone.answer(call) if answers and asked else phone.ring(call)

        phone.on_call = on_call
        self.centre.post("/api/v1/agents/101/login", phone="1001", ready=True)
        return phone

    def start(self, campaign: str = "spring") -> None:
        self.centre.post(f"/api/v1/campaigns/{campaign}/start", by="test")

    def stop(self, campaign: str = "spring") -> None:
        self.centre.post(f"/api/v1/campaigns/{campaign}/stop", by="test")

    def attempt(self, number: str) -> Row:
        """The one attempt at a number, completed."""
        return self.centre.rows(1, "select * from attempt where number = ? and ended_at is not null", number)[0]

    def close(self) -> None:
        self.network.close()


@pytest.fixture(scope="module")
def module_calling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calling]:
    port = free_udp_port(CARRIER)
    centre = Centre(tmp_path_factory.mktemp("up"), CENTRE + CAMPAIGN.format(port=port))
    try:
        centre.start()
        centre.rows(0, "select * from lead")  # until there is the table
        calling = Calling(centre, port)
        yield calling
        calling.close()
    finally:
        centre.close()


@pytest.fixture
def calling(module_calling: Calling) -> Iterator[Calling]:
    """With no calls, nobody logged in, and the campaign started."""
    module_calling.start()
    yield module_calling
    if module_calling.centre.process is None:
        module_calling.centre.start()
    for call in module_calling.network.calls:
        module_calling.network.hang_up(call)
    module_calling.centre.clear()
    module_calling.stop()


def test_a_person_who_answers_talks_with_an_agent_at_once(calling: Calling) -> None:
    number = calling.add_lead()
    agent = calling.agent()
    person = calling.person()
    assert person.invite is not None
    assert f"sip:{number}@" in person.invite.first
    assert "sip:+74950000000@" in person.invite.get("From")
    person.answer()
    at_agent = agent.incoming()
    assert at_agent.invite is not None
    assert f"sip:{number}@" in at_agent.invite.get("From")
    person.wait_hears(at_agent)
    at_agent.wait_hears(person)
    calling.centre.wait_call(number, "talking", agent="101", queue="sales")
    at_agent.hang_up()
    person.wait_ended()
    attempt = calling.attempt(number)
    assert (attempt["result"], attempt["agent"], attempt["uniqueid"]) == ("connected", "101", f"acd-a{attempt['id']}")
    assert attempt["wait_ms"] < LIMIT_S * 1000
    call = calling.centre.record(number)
    assert (call["outcome"], call["campaign"], call["attempt_id"]) == ("answered", "spring", attempt["id"])
    [lead] = calling.centre.rows(1, "select * from lead where number = ? and reserved_by is null", number)
    assert (lead["status"], lead["result"], lead["attempts"]) == ("done", "connected", 1)


def test_a_person_to_whom_no_agent_comes_hears_the_message(calling: Calling) -> None:
    number = calling.add_lead()
    agent = calling.agent(answers=False)
    person = calling.person()
    person.answer()
    agent.incoming()  # rings, and nobody is there
    person.wait_music(frames=5)
    first = next(packet.at for packet in person.media.heard if packet.loud)
    assert first - person.answered_at >= LIMIT_S - 0.1
    person.press("9")
    person.wait_ended()
    attempt = calling.attempt(number)
    assert (attempt["result"], attempt["keys"]) == ("abandoned", "9")
    assert attempt["wait_ms"] >= LIMIT_S * 1000 - 100
    calling.centre.rows(1, "select * from do_not_call where number = ?", number)
    assert calling.centre.record(number)["outcome"] == "abandoned"


@pytest.mark.parametrize(("code", "result"), [(486, "busy"), (404, "invalid number"), (603, "rejected")])
def test_an_attempt_that_nobody_answers(calling: Calling, code: int, result: str) -> None:
    number = calling.add_lead()
    calling.agent()
    calling.person().refuse(code)
    attempt = calling.attempt(number)
    assert (attempt["result"], attempt["sip"]) == (result, code)


def test_a_lead_is_shown_to_an_agent_before_it_is_dialled(calling: Calling) -> None:
    """Declined first; then answered, dialled over the campaign's trunk, and given an outcome after the talk."""
    skipped, number = calling.add_lead("shown"), calling.add_lead("shown")
    calling.start("shown")
    try:
        agent = calling.agent(answers=False)
        agent.incoming().refuse(603)
        assert calling.attempt(skipped)["result"] == "agent gone"
        preview = agent.incoming()
        assert preview.invite is not None
        assert f"sip:{number}@" in preview.invite.get("From")
        shown = calling.centre.get("/api/v1/agents/101/lead")
        assert shown["number"] == number
        preview.answer()
        person = calling.person()
        assert person.invite is not None
        assert f"sip:{number}@" in person.invite.first
        assert "sip:+74950000000@" in person.invite.get("From")
        person.answer()
        person.wait_hears(preview)
        call = calling.centre.wait_call(number, "talking", agent="101")
        person.hang_up()
        preview.wait_ended()
    finally:
        calling.stop("shown")
    attempt = calling.attempt(number)
    assert (attempt["result"], attempt["agent"], attempt["mode"]) == ("connected", "101", "preview")
    callback = {"agent": "101", "disposition": "later", "note": "after lunch", "callback": "2037-01-01T12:00:00+03:00"}
    calling.centre.post(f"/api/v1/calls/{call['id']}/disposition", **callback, mine=True)
    [lead] = calling.centre.rows(1, "select * from lead where number = ? and status = 'callback'", number)
    assert (lead["next_attempt_at"], lead["wanted_agent"]) == ("2037-01-01 09:00:00.000", "101")
    [given] = calling.centre.rows(1, "select * from disposition where call_id = ?", call["id"])
    assert (given["disposition"], given["note"], given["attempt_id"]) == ("later", "after lunch", attempt["id"])


def test_a_daemon_killed_while_the_phone_rings_finds_the_call_and_dials_nobody_twice(calling: Calling) -> None:
    number = calling.add_lead()
    agent = calling.agent()
    person = calling.person()
    calling.centre.kill()
    calling.centre.start()
    calling.centre.wait_agent("101", "ready")
    person.answer()
    at_agent = agent.incoming()
    person.wait_hears(at_agent)
    person.hang_up()
    attempt = calling.attempt(number)
    assert (attempt["result"], attempt["agent"]) == ("connected", "101")
    assert len([call for call in calling.network.calls if number in call.invite.first]) == 1  # type: ignore[union-attr]  # they came in


def test_a_daemon_killed_after_the_answer_breaks_no_promise(calling: Calling) -> None:
    number = calling.add_lead()
    calling.agent(answers=False)
    person = calling.person()
    calling.centre.kill()
    person.answer()
    person.wait_music(frames=5)
    first = next(packet.at for packet in person.media.heard if packet.loud)
    assert first - person.answered_at >= LIMIT_S - 0.1
    person.wait_ended()
    calling.centre.start()
    attempt = calling.attempt(number)
    assert attempt["result"] in ("lost", "abandoned", "hung up")
    assert len([call for call in calling.network.calls if number in call.invite.first]) == 1  # type: ignore[union-attr]  # they came in
