"""Callbacks on the command line."""

import json

from acd.engine.deferred import kept_views
from acd.events import CallbackCancelRequested, CallbackRequested
from acd.testing.backend import FakeBackend
from tests.cli.conftest import Acd
from tests.scenarios.callbacks import kept, number


def test_callbacks(acd: Acd, backend: FakeBackend) -> None:
    assert acd("callback", "list").out == "No callbacks.\n"
    backend.callback_views = kept_views.callbacks(kept().state)
    assert number("c1") in acd("callback", "list").out
    assert json.loads(acd("callback", "list", "--json").out) == {"callbacks": backend.callback_views}


def test_one_is_asked_for_and_cancelled(acd: Acd, backend: FakeBackend) -> None:
    assert acd("callback", "add", "sales", "+74950000001", "--name", "Ann").out == "done\n"
    assert acd("callback", "cancel", "7").out == "done\n"
    [asked, cancelled] = backend.asked
    assert isinstance(asked, CallbackRequested)
    assert (asked.queue, asked.number, asked.name) == ("sales", "+74950000001", "Ann")
    assert isinstance(cancelled, CallbackCancelRequested)
