"""Ports that were chosen freely, so that a daemon that starts again finds the Asterisk it left."""

import json
from dataclasses import replace

from acd.config.home import Home
from acd.embedded import Ports
from acd.embedded.process import load_mark

FILE = "ports.json"


def remember_ports(home: Home, ports: Ports) -> None:
    (home.folder / FILE).write_text(json.dumps({"sip": ports.sip, "ami": ports.ami}) + "\n", "utf-8")


def remembered_ports(home: Home) -> Ports | None:
    """Those of the Asterisk of this home that still runs; None when there is none."""
    if load_mark(home.folder / "asterisk" / "process.json") is None:
        return None
    try:
        stored = json.loads((home.folder / FILE).read_text("utf-8"))
        return replace(Ports(), sip=int(stored["sip"]), ami=int(stored["ami"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
