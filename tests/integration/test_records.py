"""Records while the database, the disk or a port is not there; the closing report; one daemon for one home."""

import asyncio
import json
import resource
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing

import asyncpg
import pytest

from tests.integration.centre import Centre, Row
from tests.integration.postgres_server import PostgresServer, open_server
from tests.integration.softphone import Softphone


def converse(centre: Centre, phone: Softphone, number: str) -> None:
    """A caller talks with the agent at the phone, and hangs up."""
    caller = centre.caller("700", number)
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    caller.hang_up()
    call.wait_ended()


def numbers_of(rows: list[Row]) -> list[str]:
    return sorted(row["caller_number"] for row in rows)


# --- the database


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    with open_server(start=False) as server:
        yield server


def test_calls_go_on_without_postgresql_and_their_records_arrive_once(
    own_centre: Centre, postgres: PostgresServer
) -> None:
    centre = own_centre
    centre.start(ACD_DATABASE__URL=postgres.url("postgres"), ACD_DATABASE__DEADLINE_S="1")
    phone = centre.log_in("101")
    converse(centre, phone, "+74950005001")
    part = centre.get("/readyz")["parts"]["records"]
    assert (part["ok"], part["required"]) == (False, False)
    postgres.start()
    centre.until(lambda: calls_in(postgres) == ["+74950005001"], "the first record", 30)
    postgres.kill()
    converse(centre, phone, "+74950005002")
    centre.kill()
    centre.start(ACD_DATABASE__URL=postgres.url("postgres"), ACD_DATABASE__DEADLINE_S="1")
    converse(centre, phone, "+74950005003")
    postgres.start()
    expected = ["+74950005001", "+74950005002", "+74950005003"]
    centre.until(lambda: calls_in(postgres) == expected, "all records", 30)
    tables = ("queue_visit", "offer", "cdr")
    centre.until(lambda: all(count_in(postgres, table) >= 3 for table in tables), "all rows", 30)
    assert [count_in(postgres, table) for table in tables] == [3, 3, 3]
    assert centre.get("/readyz")["parts"]["records"]["ok"] is True


def calls_in(postgres: PostgresServer) -> list[str]:
    return sorted(asked(postgres, 'select caller_number from "call"'))


def count_in(postgres: PostgresServer, table: str) -> int:
    [count] = asked(postgres, f"select count(*)::text from {table}")
    return int(count)


def asked(postgres: PostgresServer, query: str) -> list[str]:
    """The first column; nothing where the table is not there yet."""

    async def ask() -> list[str]:
        connection = await asyncpg.connect(postgres.url("postgres"))
        try:
            return [row[0] for row in await connection.fetch(query)]
        except asyncpg.UndefinedTableError:
            return []
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_a_locked_sqlite_holds_up_nobody(centre: Centre) -> None:
    phone = centre.log_in("101")
    with closing(sqlite3.connect(centre.home / "acd.db", isolation_level=None)) as database:
        database.execute("begin exclusive")
        for number in range(3):
            converse(centre, phone, f"+7495000502{number}")
        centre.until(lambda: not centre.calls(), "end of all calls")
        database.execute("rollback")
    found = centre.rows(3, "select * from \"call\" where caller_number like '+7495000502%'")
    assert numbers_of(found) == ["+74950005020", "+74950005021", "+74950005022"]
    for record in found:
        assert len(centre.visits(record["id"])) == len(centre.offers(record["id"])) == 1


def test_records_wait_for_a_database_whose_folder_is_missing(own_centre: Centre) -> None:
    centre = own_centre
    centre.start(ACD_DATABASE__URL="sqlite:///missing/acd.db")
    converse(centre, centre.log_in("101"), "+74950005031")
    centre.database = centre.home / "missing/acd.db"
    assert centre.get("/readyz")["parts"]["records"]["ok"] is False
    centre.database.parent.mkdir()
    record = centre.record("+74950005031")
    assert len(centre.visits(record["id"])) == len(centre.offers(record["id"])) == 1
    centre.until(lambda: centre.get("/readyz")["parts"]["records"]["ok"], "records in order")


def test_a_full_disk_ends_no_call_and_loses_no_record(centre: Centre) -> None:
    """No file of the daemon may grow for a while, as on a full disk."""
    phone = centre.log_in("101")
    before = centre.caller("700", "+74950005041")
    call = phone.incoming()
    call.answer()
    before.wait_hears(call)
    assert centre.process is not None
    pid = centre.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        before.hang_up()
        call.wait_ended()
        converse(centre, phone, "+74950005042")
        centre.until(lambda: not centre.parts()["journal"]["ok"], "a complaint")
        converse(centre, phone, "+74950005043")
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    converse(centre, phone, "+74950005044")
    found = centre.rows(4, "select * from \"call\" where caller_number like '+7495000504%'")
    assert numbers_of(found) == [f"+7495000504{number}" for number in (1, 2, 3, 4)]
    for record in found:
        assert len(centre.visits(record["id"])) == len(centre.offers(record["id"])) == 1
    centre.until(lambda: centre.parts()["journal"]["ok"], "a journal again")


# --- the program


def test_a_run_of_limited_time_ends_with_its_report(own_centre: Centre) -> None:
    centre = own_centre
    centre.start("--for=5", "--json")
    phone = centre.log_in("101")
    converse(centre, phone, "+74950005051")
    waiting = centre.caller("700", "+74950005052")
    again = phone.incoming()
    again.answer()
    waiting.wait_hears(again)
    assert centre.process is not None
    assert centre.process.wait(30) == 0
    lines = centre.out.read_text("utf-8").splitlines()
    report = json.loads(lines[-1])
    assert len(lines) == 1
    assert {"arrived": 2, "answered": 2, "abandoned": 0, "lost": 0}.items() <= report["calls"].items()
    assert (report["cdr_rows"], report["answered_with_cdr"], report["pending_facts"]) == (2, 2, 0)
    waiting.wait_ended()
    assert centre.asterisk() is None
    assert not (centre.home / "address").exists()
    assert centre.record("+74950005052")["hung_up_by"] == "system"


def test_a_second_daemon_in_the_same_home_is_refused(centre: Centre) -> None:
    caller = centre.caller("700", "+74950005061")
    result = run(centre.command())
    assert result.returncode != 0
    assert centre.process is not None
    assert str(centre.home) in result.stderr
    assert f"process {centre.process.pid}" in result.stderr
    assert "--home" in result.stderr
    assert "Traceback" not in result.stderr
    assert caller.up
    assert centre.get("/livez") == {"live": True}
    centre.wait_call("+74950005061", "waiting")


@pytest.mark.parametrize("option", ["--sip", "--ami", "--http"])
def test_a_port_in_use_is_named_with_its_option(own_centre: Centre, option: str) -> None:
    kind = socket.SOCK_DGRAM if option == "--sip" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        port = taken.getsockname()[1]
        result = run(own_centre.command(f"{option}=127.0.0.1:{port}"))
    assert result.returncode != 0
    assert str(port) in result.stderr
    assert option in result.stderr
    assert "Traceback" not in result.stderr
    assert own_centre.asterisk() is None


def test_a_daemon_that_cannot_start_leaves_the_calls_of_the_killed_one_alone(centre: Centre) -> None:
    caller = centre.caller("700", "+74950005071")
    live = centre.wait_call("+74950005071", "waiting")
    centre.kill()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run(centre.command(f"--http=127.0.0.1:{taken.getsockname()[1]}"))
    assert result.returncode != 0
    centre.start()
    assert caller.up
    assert centre.wait_call("+74950005071", "waiting")["id"] == live["id"]


def run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=40)
