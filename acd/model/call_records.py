"""What the records have of one call."""

from dataclasses import dataclass

from acd.model.facts import (
    CallbackFact,
    CallFact,
    CdrFact,
    OfferFact,
    SurveyFact,
    TransferFact,
    VisitFact,
    VoicemailFact,
)


@dataclass(frozen=True, slots=True)
class CallRecords:
    """``call`` is None while the call lives: then visits and offers that are over are here, the others are not.

    Each in the order of its ids. ``centre``: the text of the configuration that was in effect when the call arrived;
    empty: it was not recorded.
    """

    call: CallFact | None = None
    visits: tuple[VisitFact, ...] = ()
    offers: tuple[OfferFact, ...] = ()
    transfers: tuple[TransferFact, ...] = ()
    callbacks: tuple[CallbackFact, ...] = ()
    voicemails: tuple[VoicemailFact, ...] = ()
    surveys: tuple[SurveyFact, ...] = ()
    cdr: tuple[CdrFact, ...] = ()
    centre: str = ""
