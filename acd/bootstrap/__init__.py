"""Puts the parts together: ``run`` starts a daemon for given Asterisk nodes, ``up`` a whole centre on this machine."""

from acd.bootstrap.daemon_only import run
from acd.bootstrap.one_machine import up

__all__ = ["run", "up"]
