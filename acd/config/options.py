"""What the command line hands to ``acd.bootstrap``; None means: as the configuration or the default says."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class UpOptions:
    """``acd up``: a private Asterisk and the daemon together, on one machine.

    ``http``, ``sip``, ``ami`` are (host, port) to listen on; port 0 is any free one. ``demo``: let simulated callers
    call and simulated agents answer. ``for_s``: stop after so many seconds. ``json``: tell what happens as lines of
    JSON. ``centre``: the centre.toml to begin with; ``acd``: the acd.toml.
    """

    home: Path
    http: tuple[str, int] | None = None
    sip: tuple[str, int] | None = None
    ami: tuple[str, int] | None = None
    demo: bool = False
    for_s: float | None = None
    json: bool = False
    centre: Path | None = None
    acd: Path | None = None


@dataclass(frozen=True, slots=True)
class RunOptions:
    """``acd run``: the daemon alone, for Asterisk servers that run already."""

    home: Path
    acd: Path | None = None
    centre: Path | None = None
    json: bool = False
