"""The live calls as people and programs see them."""

import json

from acd.events import CallTransferRequested, ConsultRequested
from acd.model.states import TransferTarget
from acd.model.transfer import Target
from acd.testing.backend import FakeBackend
from tests.adapters.http.views_of import call
from tests.cli.conftest import Acd


def test_calls(acd: Acd, backend: FakeBackend) -> None:
    backend.call_views = [call(7, state="talking", agent="101", talking_s=3_725.9)]
    assert acd("call", "list").out.splitlines()[-1].split()[:9] == [
        *("7", "talking", "sales", "5550100", "-", "700", "101", "0:30", "1:02:05")
    ]
    assert json.loads(acd("call", "list", "--json").out) == {"calls": backend.call_views}


def test_a_callers_name_cannot_steer_the_terminal(acd: Acd, backend: FakeBackend) -> None:
    backend.call_views = [call(7, caller_name="\x1b]0;own\x07[red]x\r\nnew", caller_number="\x9b31m")]
    out = acd("call", "list").out
    assert not {"\x1b", "\x07", "\r", "\x9b"} & set(out)
    assert "[red]x" in out
    assert out.count("\n") == 3


def test_a_call_is_passed_on(acd: Acd, backend: FakeBackend) -> None:
    assert acd("call", "transfer", "7", "--to-queue", "support", "--priority", "2").out == "done\n"
    [asked] = backend.asked
    assert isinstance(asked, CallTransferRequested)
    assert (asked.call, asked.target) == (7, Target(TransferTarget.QUEUE, "support", priority=2))


def test_an_outside_number_is_consulted(acd: Acd, backend: FakeBackend) -> None:
    assert acd("call", "consult", "7", "--to-number", "+74951234567").out == "done\n"
    [asked] = backend.asked
    assert isinstance(asked, ConsultRequested)
    assert (asked.call, asked.target) == (7, Target(TransferTarget.EXTERNAL, "+74951234567"))
