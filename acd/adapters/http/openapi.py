"""``/api/openapi.json``: OpenAPI 3.1, made from the routes, so it says what is served."""

import re
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from acd import __version__
from acd.adapters.http.access import Authority
from acd.adapters.http.problem import CONTENT_TYPE
from acd.adapters.http.route import Context, Route

_REFERENCE = "#/components/schemas/{model}"
_PLACEHOLDER = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}")

_PROBLEM = {
    "description": "A problem (RFC 9457)",
    "content": {
        CONTENT_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail"],
                "properties": {
                    **{key: {"type": "string"} for key in ("type", "title", "code", "detail", "error_id")},
                    "status": {"type": "integer"},
                    "errors": {"type": "array", "items": {"type": "object"}},
                },
            }
        }
    },
}


def openapi_route(routes: Sequence[Route]) -> Route:
    """The route that describes ``routes``."""
    document = describe(routes)

    async def show(_context: Context, _request: web.Request) -> web.Response:
        return web.json_response(document)

    return Route("GET", "/api/openapi.json", "This description", show)


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """The OpenAPI document as data."""
    models = dict.fromkeys(model for route in routes for model in (route.body, route.answer) if model)
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=_REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(_PLACEHOLDER.sub(r"{\1}", route.path), {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "ACD server", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Success"}
    if route.answer:
        success["content"] = {"application/json": {"schema": _reference(route.answer)}}
    operation: dict[str, Any] = {
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": {"200": success, "default": _PROBLEM},
        "security": [] if route.authority is Authority.EVERYBODY else [{"token": []}],
    }
    if route.body:
        operation["requestBody"] = {"content": {"application/json": {"schema": _reference(route.body)}}}
    if route.text_body:
        content = {route.text_body: {"schema": {"type": "string"}}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^{pattern}$"}}
        for name, pattern in _PLACEHOLDER.findall(route.path)
    ]
    query = [
        {"name": name, "in": "query", "description": meaning, "schema": {"type": "string"}}
        for name, meaning in route.query.items()
    ]
    return path + query


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}
