"""One daemon and two Asterisk servers, as ``acd run`` has them: each with its own phones, callers and troubles."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.adapters.asterisk.provisioning import Options
from acd.config.centre import parse_centre
from acd.embedded import PrivateAsterisk, cache_folder, find_asterisk, free_ports, provide
from acd.embedded.process import Mark, load_mark
from acd.embedded.progress import silent
from tests.integration.centre import TRUNK, Centre
from tests.integration.softphone import SipCall, Softphone

CENTRE = """
[projects.shop]
name = "Shop"

[queues.north]
name = "North"
project = "shop"
ring_timeout_s = 3
[queues.south]
name = "South"
project = "shop"
ring_timeout_s = 3

[agents]
101 = { name = "Ann", queues = ["north"], phone = "1001" }
102 = { name = "Bob", queues = ["south"], phone = "1002" }

[phones]
1001 = { node = "a" }
1002 = { node = "b" }

[numbers]
700 = { queue = "north" }
800 = { queue = "south" }

[trunks.at-a]
node = "a"
match = ["127.0.0.2"]
[trunks.at-b]
node = "b"
match = ["127.0.0.2"]
"""


class TwoNodes(Centre):
    """The daemon alone (``acd run``) and the Asterisk servers ``a`` and ``b`` beside it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, CENTRE)
        self._values = parse_centre(CENTRE)
        self._secrets = provide(self.home, self._values).of_switch()
        cache = cache_folder(self.home)
        installation = find_asterisk(cache, silent)
        self.nodes = {
            name: PrivateAsterisk(
                folder / name,
                installation,
                free_ports(),
                cache,
            )
            for name in ("a", "b")
        }
        self._acd_file = folder / "acd.toml"
        secret = folder / "ami-secret"
        secret.touch(mode=0o600)
        secret.write_text(self._secrets.ami)
        self._acd_file.write_text(
            "[http]\nlisten = '127.0.0.1:0'\n"
            + "".join(
                f"[[asterisk]]\nname = '{name}'\nport = {node.ports.ami}\nsecret_file = 'ami-secret'\n"
                for name, node in self.nodes.items()
            )
        )

    def command(self, *options: str) -> list[str]:
        files = (f"--home={self.home}", f"--acd={self._acd_file}", f"--centre={self.folder / 'centre.toml'}")
        return [sys.executable, "-m", "acd", "run", *files, *options]

    def start_node(self, name: str) -> None:
        assert self.nodes[name].start(self._values, self._secrets, Options(node=name))

    def kill_node(self, name: str) -> None:
        self.kill_process(self._mark_of(name))

    def pid_of(self, name: str) -> int:
        return self._mark_of(name).pid

    def _mark_of(self, name: str) -> Mark:
        mark = load_mark(self.folder / name / "asterisk/process.json")
        assert mark is not None
        return mark

    def log_in_at(self, name: str, agent: str, phone: str) -> Softphone:
        softphone = self.phone_at(name, phone)
        self.post(f"/api/v1/agents/{agent}/login")
        self.until(lambda: self.agent(agent)["state"] in ("ready", "ringing"), f"agent {agent}")
        return softphone

    def phone_at(self, name: str, phone: str) -> Softphone:
        ports = self.nodes[name].ports
        softphone = Softphone((ports.sip_host, ports.sip), user=phone, password=self.secrets["phones"][phone])
        self.softphones.append(softphone)
        softphone.register()
        return softphone

    def caller_at(self, name: str, number: str, caller: str) -> SipCall:
        ports = self.nodes[name].ports
        line = Softphone((ports.sip_host, ports.sip), TRUNK, user=caller)
        self.softphones.append(line)
        call = line.dial(number, caller)
        call.wait_answered()
        return call

    def close(self) -> None:
        super().close()
        for node in self.nodes.values():
            node.stop(1.0)


@pytest.fixture(scope="module")
def both_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoNodes]:
    centre = TwoNodes(tmp_path_factory.mktemp("run"))
    try:
        for name in centre.nodes:
            centre.start_node(name)
        centre.start()
        yield centre
    finally:
        centre.close()


@pytest.fixture
def nodes(both_nodes: TwoNodes) -> Iterator[TwoNodes]:
    """Both nodes and the daemon running, with nobody logged in and no calls."""
    yield both_nodes
    for name, node in both_nodes.nodes.items():
        if not node.running():
            both_nodes.start_node(name)
    if both_nodes.process is None:
        both_nodes.start()
    both_nodes.until(both_nodes.ready, "ready")
    both_nodes.clear()


def talk(nodes: TwoNodes, name: str, agent: str, caller_number: str) -> tuple[SipCall, SipCall]:
    phone, number = {"a": ("1001", "700"), "b": ("1002", "800")}[name]
    softphone = nodes.log_in_at(name, agent, phone)
    caller = nodes.caller_at(name, number, caller_number)
    call = softphone.incoming()
    call.answer()
    caller.wait_hears(call)
    nodes.wait_call(caller_number, "talking", agent=agent, node=name)
    return caller, call


def test_each_node_serves_its_callers(nodes: TwoNodes) -> None:
    at_a, _ = talk(nodes, "a", "101", "+74950006001")
    at_b, _ = talk(nodes, "b", "102", "+74950006002")
    for caller in (at_a, at_b):
        caller.hang_up()
    for number, node, queue in (("+74950006001", "a", "north"), ("+74950006002", "b", "south")):
        record = nodes.record(number)
        assert (record["node"], record["queue"], record["outcome"]) == (node, queue, "answered")
        [cdr] = nodes.rows(1, "select * from cdr where src = ?", number)
        assert (cdr["node"], cdr["uniqueid"]) == (node, record["uniqueid"])


def test_a_node_that_dies_takes_only_its_own_calls_and_comes_back(nodes: TwoNodes) -> None:
    at_a, with_a = talk(nodes, "a", "101", "+74950006011")
    talk(nodes, "b", "102", "+74950006012")
    nodes.caller_at("b", "800", "+74950006013")
    nodes.wait_call("+74950006013", "waiting")
    nodes.kill_node("b")
    nodes.until(lambda: not nodes.parts()["asterisk b"]["ok"], "a complaint")
    assert nodes.parts()["asterisk a"]["ok"]
    at_a.wait_hears(with_a)
    assert nodes.wait_call("+74950006011", "talking")["node"] == "a"
    nodes.start_node("b")
    for number, outcome in (("+74950006012", "answered"), ("+74950006013", "lost")):
        record = nodes.record(number)
        assert (record["outcome"], record["hung_up_by"], record["node"]) == (outcome, "system", "b")
    at_a.wait_hears(with_a)
    assert [row["caller_number"] for row in nodes.calls()] == ["+74950006011"]
    phone = nodes.phone_at("b", "1002")
    nodes.wait_agent("102", "ready", phone_state="idle")
    caller = nodes.caller_at("b", "800", "+74950006014")
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)


def test_a_node_that_falls_silent_is_noticed_and_its_callers_are_kept(nodes: TwoNodes) -> None:
    """Its connection stays open, but nothing comes any more."""
    waiting = nodes.caller_at("b", "800", "+74950006031")
    nodes.wait_call("+74950006031", "waiting")
    os.kill(nodes.pid_of("b"), signal.SIGSTOP)
    silent_at = time.monotonic()
    try:
        nodes.until(lambda: not nodes.parts()["asterisk b"]["ok"], "a complaint")
        assert time.monotonic() - silent_at <= 8
        at_a, _ = talk(nodes, "a", "101", "+74950006032")
    finally:
        os.kill(nodes.pid_of("b"), signal.SIGCONT)
    nodes.until(lambda: nodes.parts()["asterisk b"]["ok"], "a link", 10)
    softphone = nodes.log_in_at("b", "102", "1002")
    call = softphone.incoming()
    call.answer()
    waiting.wait_hears(call)
    waiting.hang_up()
    at_a.hang_up()
    assert nodes.record("+74950006031")["outcome"] == nodes.record("+74950006032")["outcome"] == "answered"


def test_a_killed_daemon_takes_up_the_calls_of_both_nodes(nodes: TwoNodes) -> None:
    at_a, with_a = talk(nodes, "a", "101", "+74950006021")
    waiting = nodes.caller_at("b", "800", "+74950006022")
    nodes.wait_call("+74950006022", "waiting")
    nodes.kill()
    at_a.wait_hears(with_a)
    waiting.wait_music()
    nodes.start()
    nodes.wait_call("+74950006021", "talking", agent="101", node="a")
    phone = nodes.log_in_at("b", "102", "1002")
    call = phone.incoming()
    call.answer()
    waiting.wait_hears(call)
    waiting.hang_up()
    with_a.hang_up()
    assert nodes.record("+74950006021")["hung_up_by"] == "agent"
    assert nodes.record("+74950006022")["agent"] == "102"
