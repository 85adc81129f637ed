"""Who may ask what.

| authority | who |
|---|---|
| everybody | no token: only whether the daemon lives and is ready |
| local | programs on this machine that ask directly, and the bearer of the token: figures without personal data |
| token | the bearer of the token: all else; it is the default, so that a forgotten rule closes a door |

"Directly" means over loopback and without the headers of a proxy, behind which the whole world would look local.
The ``Host`` header must name an address or a configured name: a web page whose name was pointed at this machine
(DNS rebinding) sends its own name, and is turned away before anything is answered.
"""

import hmac
import ipaddress
from dataclasses import dataclass
from enum import Enum

from aiohttp import web
from yarl import URL

from acd.adapters.http.problem import ProblemError

_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


class Authority(Enum):
    EVERYBODY = "everybody"
    LOCAL = "local"
    TOKEN = "token"


@dataclass(frozen=True, slots=True)
class Gate:
    """``token`` is the secret; ``hosts`` are the names, besides ``localhost`` and addresses, that this server has."""

    token: str
    hosts: frozenset[str] = frozenset()

    def check(self, request: web.Request, authority: Authority) -> None:
        """Raises ProblemError unless the request may be answered."""
        if not self._has_our_name(request):
            raise ProblemError(421, "unknown_host", "this server does not have that name; see [http] hosts in acd.toml")
        if authority is Authority.EVERYBODY or (authority is Authority.LOCAL and is_local(request)):
            return
        if not self.is_bearer(request):
            detail = "send the token (file `token` in the daemon's home folder) as `Authorization: Bearer <token>`"
            raise ProblemError(401, "unauthorized", detail)

    def is_bearer(self, request: web.Request) -> bool:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), self.token.encode())
        return bool(self.token) and scheme.lower() == "bearer" and same

    def _has_our_name(self, request: web.Request) -> bool:
        try:
            host = URL(f"http://{request.headers.get('Host', '')}").host or ""
        except ValueError:
            return False
        return host == "localhost" or host in self.hosts or _is_address(host)


def is_local(request: web.Request) -> bool:
    """Whether a program on this machine asks, and not a proxy for somebody else."""
    if any(header in request.headers for header in _PROXIED):
        return False
    peer = request.remote or ""
    return _is_address(peer) and ipaddress.ip_address(peer).is_loopback


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
