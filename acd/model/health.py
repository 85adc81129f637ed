"""How the parts of a running daemon are (shown by ``/readyz`` and ``acd status``)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartHealth:
    """One part: an Asterisk node, the outbox, the database.

    A ``required`` part that is not ``ok`` makes the daemon not ready; of others only their own work suffers, e.g. with
    the database away records wait in the outbox. ``text`` is for people, in a few words, without secrets.
    """

    ok: bool
    text: str = ""
    required: bool = True
