"""How a command finds the daemon, and what it says when it does not."""

import socket
import threading

import pytest

from acd.config.home import Home
from acd.testing.backend import FakeBackend
from tests.cli.conftest import Acd


def _unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_no_daemon_ever_ran_here(acd: Acd, home: Home) -> None:
    outcome = acd("agent", "list")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith(f"acd: no daemon runs in {home.folder}; start it with `acd up`")


def test_a_daemon_that_is_gone(acd: Acd, home: Home) -> None:
    url = f"http://127.0.0.1:{_unused_port()}"
    home.write_address(url)
    outcome = acd("agent", "list")
    assert (outcome.code, outcome.err) == (1, f"acd: no daemon answers at {url}; start it with `acd up`\n")


def test_the_home_can_be_named(acd: Acd, backend: FakeBackend, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACD_HOME", "elsewhere")
    assert acd("call", "list").code == 1
    assert acd("call", "list", "--home", str(home.folder)).code == 0


def test_the_url_and_the_token_can_be_given(
    acd: Acd, backend: FakeBackend, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, token = str(home.read_address()), str(home.read_token())
    monkeypatch.setenv("ACD_HOME", "elsewhere")
    outcome = acd("call", "list", "--url", url)
    assert (outcome.code, "does not take this token" in outcome.err) == (1, True)
    monkeypatch.setenv("ACD_TOKEN", token)
    assert acd("call", "list", "--url", f"{url}/").code == 0


def test_proxies_of_the_environment_do_not_get_the_token(
    acd: Acd, backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{_unused_port()}")
    assert acd("call", "list").code == 0


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "something else than an ACD daemon answers"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "something else than an ACD daemon answers"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "something else than an ACD daemon answers"),
        (b"", "something else than an ACD daemon answers"),
    ],
)
def test_somebody_else_answers(acd: Acd, home: Home, answer: bytes, message: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        outcome = acd("agent", "list", "--url", f"http://127.0.0.1:{server.getsockname()[1]}")
        thread.join()
    assert (outcome.code, outcome.out) == (1, "")
    assert message in outcome.err


@pytest.mark.parametrize("url", ["8088", "ftp://x", "http://", "http://[x", "http://x:port"])
def test_what_is_no_url(acd: Acd, url: str) -> None:
    outcome = acd("agent", "list", "--url", url)
    assert (outcome.code, "is no URL of a daemon" in outcome.err) == (2, True)
