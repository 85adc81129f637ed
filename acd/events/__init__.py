"""Events: what happened, in the past tense. They are the only input of the engine; the counterpart to ``acd.commands``.

All are frozen values that can be written as JSON; the journal keeps each with its ``now_ms``. Adapters build them from
AMI events and API requests. ``uniqueid`` names a channel for its whole life, ``channel`` is its current name (needed to
act on it), ``node`` the Asterisk it lives on.

Three files, by who speaks: Asterisk (``told``), people and programs (``asked``), the daemon itself (``daemon``).
"""

from acd.events.asked import (
    NOBODY,
    AgentBreakDecided,
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentOneMoreRequested,
    AgentReadyRequested,
    AgentToggleRequested,
    CallbackCancelRequested,
    CallbackRequested,
    CallHangupRequested,
    CallHoldRequested,
    CallTransferRequested,
    CampaignPauseRequested,
    CampaignStartRequested,
    CampaignStopRequested,
    ConsultEnd,
    ConsultEndRequested,
    ConsultRequested,
    DispositionRequested,
    LeadDialRequested,
    Origin,
    PreviewSkipRequested,
    VoicemailDeleteRequested,
    WrapUpEndRequested,
    WrapUpExtensionRequested,
)
from acd.events.daemon import (
    CallbacksKept,
    CentreConfigured,
    LeadsAdded,
    LeadsFetched,
    LeadsUnavailable,
    NodeAudited,
    NodeConnected,
    NodeLost,
    NumbersBarred,
    Tick,
)
from acd.events.told import (
    AgentKeys,
    AgentKeysPressed,
    AttemptAbandoned,
    AttemptFailed,
    AttemptKey,
    AttemptPickedUp,
    AttemptRang,
    AttemptReached,
    CallArrived,
    CallbackNumberGiven,
    CallChosen,
    CallerJoined,
    CallerSent,
    CallPlaced,
    ChannelHungUp,
    CustomerMissed,
    FailsafeTook,
    HangupRequested,
    JoinFailed,
    KeyPressed,
    LegHeld,
    MessageHandled,
    MessageRecorded,
    OfferAnswered,
    OfferRang,
    OfferReturned,
    OutsideFailed,
    PhoneReached,
    PhoneStateChanged,
    PlacingFailed,
    SurveyAnswered,
)

__all__ = [
    "NOBODY",
    "AgentBreakDecided",
    "AgentKeys",
    "AgentKeysPressed",
    "AgentLoginRequested",
    "AgentLogoutRequested",
    "AgentNotReadyRequested",
    "AgentOneMoreRequested",
    "AgentReadyRequested",
    "AgentToggleRequested",
    "AttemptAbandoned",
    "AttemptFailed",
    "AttemptKey",
    "AttemptPickedUp",
    "AttemptRang",
    "AttemptReached",
    "CallArrived",
    "CallChosen",
    "CallHangupRequested",
    "CallHoldRequested",
    "CallPlaced",
    "CallTransferRequested",
    "CallbackCancelRequested",
    "CallbackNumberGiven",
    "CallbackRequested",
    "CallbacksKept",
    "CallerJoined",
    "CallerSent",
    "CampaignPauseRequested",
    "CampaignStartRequested",
    "CampaignStopRequested",
    "CentreConfigured",
    "ChannelHungUp",
    "ConsultEnd",
    "ConsultEndRequested",
    "ConsultRequested",
    "CustomerMissed",
    "DispositionRequested",
    "Event",
    "FailsafeTook",
    "HangupRequested",
    "JoinFailed",
    "KeyPressed",
    "LeadDialRequested",
    "LeadsAdded",
    "LeadsFetched",
    "LeadsUnavailable",
    "LegHeld",
    "MessageHandled",
    "MessageRecorded",
    "NodeAudited",
    "NodeConnected",
    "NodeLost",
    "NumbersBarred",
    "OfferAnswered",
    "OfferRang",
    "OfferReturned",
    "Origin",
    "OutsideFailed",
    "PhoneReached",
    "PhoneStateChanged",
    "PlacingFailed",
    "PreviewSkipRequested",
    "SurveyAnswered",
    "Tick",
    "VoicemailDeleteRequested",
    "WrapUpEndRequested",
    "WrapUpExtensionRequested",
]

Event = (
    CentreConfigured
    | NodeConnected
    | NodeLost
    | NodeAudited
    | CallArrived
    | CallChosen
    | OfferRang
    | OfferAnswered
    | OfferReturned
    | ChannelHungUp
    | HangupRequested
    | FailsafeTook
    | KeyPressed
    | SurveyAnswered
    | MessageRecorded
    | MessageHandled
    | VoicemailDeleteRequested
    | CallPlaced
    | PlacingFailed
    | CustomerMissed
    | CallbackNumberGiven
    | CallbackRequested
    | CallbacksKept
    | CallbackCancelRequested
    | PhoneStateChanged
    | PhoneReached
    | AgentLoginRequested
    | AgentLogoutRequested
    | AgentReadyRequested
    | AgentNotReadyRequested
    | AgentToggleRequested
    | AgentOneMoreRequested
    | WrapUpExtensionRequested
    | WrapUpEndRequested
    | AgentBreakDecided
    | CallHangupRequested
    | CallTransferRequested
    | CallHoldRequested
    | ConsultRequested
    | ConsultEndRequested
    | AgentKeysPressed
    | CallerSent
    | CallerJoined
    | LegHeld
    | OutsideFailed
    | JoinFailed
    | AttemptRang
    | AttemptPickedUp
    | AttemptReached
    | AttemptFailed
    | AttemptKey
    | AttemptAbandoned
    | CampaignStartRequested
    | LeadDialRequested
    | PreviewSkipRequested
    | DispositionRequested
    | CampaignPauseRequested
    | CampaignStopRequested
    | LeadsFetched
    | LeadsUnavailable
    | LeadsAdded
    | NumbersBarred
    | Tick
)
