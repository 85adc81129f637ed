"""What the person called sees on the phone."""

from acd.model.campaigns import Campaign


def caller_id(campaign: Campaign, number: str, turn: int) -> str:
    """The one with the longest beginning that fits ``number`` (E.164); ``turn`` counts dials, so equals come in turn.

    A number that no beginning fits takes one that has none, else any of them; empty: the campaign has none.
    """
    fits = [(_fit(own.prefixes, number), own.number) for own in campaign.caller_ids]
    longest = max((length for length, _ in fits), default=-1)
    equals = [own for length, own in fits if length == longest]
    return equals[turn % len(equals)] if equals else ""


def _fit(prefixes: tuple[str, ...], number: str) -> int:
    """How much of the number fits; -1: nothing of it."""
    return max((len(prefix) for prefix in prefixes or ("",) if number.startswith(prefix)), default=-1)
