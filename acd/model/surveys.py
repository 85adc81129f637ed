"""What callers are asked after the talk, as configured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Survey:
    """``questions`` are names of Asterisk's sounds; each is answered by one key, ``lowest`` to ``highest``."""

    questions: tuple[str, ...]
    share: float = 1.0  # of the calls
    lowest: int = 1
    highest: int = 5


def as_variable(survey: Survey) -> str:
    """What the dialplan needs, as the value of a channel variable: "1&5&first&second"."""
    return "&".join((str(survey.lowest), str(survey.highest), *survey.questions))
