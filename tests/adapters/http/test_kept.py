"""Callbacks and messages over HTTP: lists, audio, and the shape the API promises."""

from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient

from acd.adapters.http.views import CallbackView, VoicemailView
from acd.engine.deferred import kept_views
from acd.events import CallbackCancelRequested, CallbackRequested, Origin, VoicemailDeleteRequested
from acd.testing.backend import FakeBackend
from tests.scenarios.callbacks import kept, number
from tests.scenarios.test_voicemail import left

R1 = Origin(request="r1")


def test_the_engines_views_have_the_promised_shape() -> None:
    [callback] = kept_views.callbacks(kept().state)
    assert CallbackView.model_validate(callback).number == number("c1")
    assert kept_views.voicemails(kept().state) == []
    [message] = kept_views.voicemails(left().state)
    assert VoicemailView.model_validate(message).duration_s == 7
    assert kept_views.callbacks(left().state) == []


async def test_callbacks_are_listed_asked_for_and_cancelled(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.callback_views = kept_views.callbacks(kept().state)
    listed = await (await client.get("/api/v1/callbacks")).json()
    assert listed == {"callbacks": backend.callback_views}
    body = {"queue": "sales", "number": "+7 495 000", "name": "Ann"}
    assert (await client.post("/api/v1/callbacks", json=body)).status == 200
    assert (await client.post("/api/v1/callbacks/7/cancel")).status == 200
    assert backend.asked == [
        CallbackRequested("sales", "+7 495 000", "Ann", R1),
        CallbackCancelRequested(7, Origin(request="r2")),
    ]


async def test_a_bad_request_reaches_nobody(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    for body in ({}, {"queue": "sales"}, {"queue": "../x", "number": "1"}, {"queue": "q", "number": "1\r\nA: b"}):
        assert (await client.post("/api/v1/callbacks", json=body)).status == 422
    assert backend.asked == []


async def test_messages_are_listed_heard_and_deleted(
    client: TestClient[Any, Any], backend: FakeBackend, tmp_path: Path
) -> None:
    backend.voicemail_views = kept_views.voicemails(left().state)
    listed = await (await client.get("/api/v1/voicemails")).json()
    assert listed == {"voicemails": backend.voicemail_views}
    file = tmp_path / "17.wav"
    file.write_bytes(b"RIFF....")
    backend.files = {7: file, 8: tmp_path / "gone.wav"}
    audio = await client.get("/api/v1/voicemails/7/audio")
    assert (audio.status, audio.content_type, await audio.read()) == (200, "audio/wav", b"RIFF....")
    for missing in (8, 9):
        assert (await client.get(f"/api/v1/voicemails/{missing}/audio")).status == 404
    assert (await client.post("/api/v1/voicemails/7/delete")).status == 200
    assert backend.asked == [VoicemailDeleteRequested(7, R1)]
