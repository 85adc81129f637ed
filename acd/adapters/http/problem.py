"""Errors as ``application/problem+json`` (RFC 9457): for programs ``code`` and ``status``, for people ``detail``.

An answer never holds a traceback, a file's place on this machine or anything of another request. A fault of ours has
an ``error_id`` that the log has too.
"""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from acd.errors import AcdError, CallerError, ConfigError, EngineBug, StoreError, SwitchError
from acd.runtime.loop import RequestTimeoutError

CONTENT_TYPE = "application/problem+json"

_log = structlog.get_logger(__name__)


class ProblemError(Exception):
    """An answer that tells the client what is wrong with its request."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.more = status, code, detail, more


def problem(status: int, code: str, detail: str, **more: Any) -> web.Response:
    """The answer; ``more`` are further members (``errors``)."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    answer = web.json_response({**body, "detail": detail, **more}, status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="acd"'
    return answer


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into a problem."""
    try:
        return await handler(request)
    except ProblemError as error:
        return problem(error.status, error.code, error.detail, **error.more)
    except web.HTTPMethodNotAllowed as error:
        answer = problem(405, "method_not_allowed", f"use one of {', '.join(sorted(error.allowed_methods))}")
        answer.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return answer
    except web.HTTPException as error:
        return _of_http(error)
    except AcdError as error:
        return _of_acd(error)
    except Exception:
        error_id = secrets.token_hex(4)
        _log.exception("a request failed", error_id=error_id, method=request.method, route=_route(request))
        detail = "a fault of the ACD server; its log has the same error_id"
        return problem(500, "internal_error", detail, error_id=error_id)


def _route(request: web.Request) -> str:
    """The pattern of the path, not the path: that may hold anything."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


def _of_http(error: web.HTTPException) -> web.Response:
    match error.status:
        case 404:
            return problem(404, "not_found", "there is no such resource; see /api/openapi.json")
        case 413:
            return problem(413, "too_large", "the request body is larger than this resource accepts")
    return problem(error.status, "bad_request", error.reason)


def _of_acd(error: AcdError) -> web.Response:
    match error:
        case RequestTimeoutError():
            return problem(504, "no_answer", str(error))
        case ConfigError():
            errors = [{"line": fault.line, "key": fault.key, "text": fault.text} for fault in error.problems]
            return problem(422, "invalid_centre", str(error), errors=errors)
        case CallerError():
            return problem(400, "bad_request", str(error))
        case SwitchError():
            return problem(502, "switch_error", str(error))
        case StoreError():
            return problem(503, "store_error", str(error))
        case EngineBug():
            return problem(500, "engine_bug", str(error))
    return problem(500, "internal_error", str(error))
