"""The daemon's API for the command line, on the standard library's HTTP client.

That starts ten times faster than an asynchronous one, which one request does not need, and it looks at no proxy
settings of the environment: the daemon's token should go nowhere else.
"""

import http.client
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from acd.config.home import Home
from acd.errors import AcdError, CallerError, ConfigError, PlatformError, Problem

ANSWER_S_MAX = 65.0  # a little more than the longest request takes (a change of the centre)
TOKEN_VARIABLE = "ACD_TOKEN"


class RefusedError(CallerError):
    """The daemon refused the request; ``code`` is its reason for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class UnansweredError(PlatformError):
    """No daemon answers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` is 200, or what the caller said it can deal with."""

    status: int
    body: Any
    headers: Mapping[str, str]


_CONNECTIONS: dict[str, type[http.client.HTTPConnection]] = {
    "http": http.client.HTTPConnection,
    "https": http.client.HTTPSConnection,
}


@dataclass(frozen=True, slots=True)
class Api:
    """The admin endpoint at ``url``. Every method raises an AcdError that says what to do."""

    url: str
    token: str

    def get(self, *path: str, query: Mapping[str, str] | None = None, also: tuple[int, ...] = ()) -> Answer:
        """``also``: further status codes that are answers, not refusals."""
        return self._ask("GET", path, query, None, {}, also)

    def post(self, *path: str, body: Mapping[str, Any] | None = None) -> Answer:
        text = json.dumps(body).encode() if body is not None else None
        return self._ask("POST", path, None, text, {"Content-Type": "application/json"})

    def post_text(self, *path: str, text: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, query, text.encode(), {"Content-Type": "application/toml", **headers})

    def _ask(
        self,
        method: str,
        path: tuple[str, ...],
        query: Mapping[str, str] | None,
        body: bytes | None,
        headers: Mapping[str, str],
        also: tuple[int, ...] = (),
    ) -> Answer:
        target = "/" + "/".join(quote(part, safe="") for part in path) + (f"?{urlencode(query)}" if query else "")
        connection = self._connection()
        try:
            authorized = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            connection.request(method, target, body, {**authorized, **headers})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise self._unanswered(error) from None
        finally:
            connection.close()
        answer = Answer(response.status, _json(content), dict(response.getheaders()))
        if response.status not in (200, *also):
            raise self._refusal(answer)
        if answer.body is None:
            raise self._stranger()
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        try:
            parts = urlsplit(self.url)
            kind = _CONNECTIONS[parts.scheme]
            if not parts.hostname:
                raise ValueError(self.url)
            return kind(parts.hostname, parts.port, timeout=ANSWER_S_MAX)
        except (ValueError, KeyError):
            expected = "expected one such as http://127.0.0.1:8088"
            raise ConfigError(f"{self.url!r} is no URL of a daemon; {expected}") from None

    def _unanswered(self, error: Exception) -> AcdError:
        if isinstance(error, TimeoutError):
            return UnansweredError(f"the daemon at {self.url} took the request but does not answer; see its log")
        if isinstance(error, http.client.HTTPException):
            return self._stranger()
        return UnansweredError(f"no daemon answers at {self.url}; start it with `acd up`")

    def _stranger(self) -> AcdError:
        return UnansweredError(f"something else than an ACD daemon answers at {self.url}; see --url and --home")

    def _refusal(self, answer: Answer) -> AcdError:
        body = answer.body if isinstance(answer.body, dict) else {}
        code, detail = str(body.get("code", "")), str(body.get("detail", ""))
        if not code:
            return self._stranger()
        if answer.status == 401:
            return RefusedError(
                code, f"the daemon at {self.url} does not take this token; see --home, or {TOKEN_VARIABLE}"
            )
        if code == "invalid_centre" and body.get("errors"):
            faults = [Problem("centre.toml", fault["line"], fault["key"], fault["text"]) for fault in body["errors"]]
            return ConfigError(problems=faults)
        return RefusedError(code, detail)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def find_api(home: Home, url: str | None) -> Api:
    """The daemon of this home folder, or the one at ``url``. Raises UnansweredError when none runs there."""
    address = url or home.read_address()
    if address is None:
        where = f"no daemon runs in {home.folder}"
        raise UnansweredError(f"{where}; start it with `acd up`, or name its home folder with --home (or ACD_HOME)")
    token = os.environ.get(TOKEN_VARIABLE) or home.read_token() or ""
    return Api(address.rstrip("/"), token)
