"""Messages on the command line."""

import json

from acd.engine.deferred import kept_views
from acd.events import VoicemailDeleteRequested
from acd.testing.backend import FakeBackend
from tests.cli.conftest import Acd
from tests.scenarios.test_voicemail import left


def test_messages(acd: Acd, backend: FakeBackend) -> None:
    assert acd("voicemail", "list").out == "No messages.\n"
    backend.voicemail_views = kept_views.voicemails(left().state)
    message = backend.voicemail_views[0]["id"]
    assert "0:07" in acd("voicemail", "list").out
    assert json.loads(acd("voicemail", "list", "--json").out) == {"voicemails": backend.voicemail_views}
    assert f"/api/v1/voicemails/{message}/audio" in acd("voicemail", "show", str(message)).out
    assert json.loads(acd("voicemail", "show", str(message), "--json").out) == backend.voicemail_views[0]
    missing = acd("voicemail", "show", "9")
    assert (missing.code, missing.err) == (
        1,
        "acd: message 9 is not waiting: acd voicemail list shows those that are\n",
    )


def test_one_is_deleted(acd: Acd, backend: FakeBackend) -> None:
    assert acd("voicemail", "delete", "7").out == "done\n"
    assert [type(event) for event in backend.asked] == [VoicemailDeleteRequested]
