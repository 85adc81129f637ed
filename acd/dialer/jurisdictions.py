"""Rules of calling people, by jurisdiction: presets as data, each value with its source. **Not legal advice.**

A preset says what the law of a place asks for as it was read for this program, and where the law is silent what this
program does by itself; ``Rules.sources`` tells which, value by value. Laws change and have exceptions: whoever runs a
campaign answers for it. A campaign may be stricter than its preset, never laxer; the preset ``none`` binds nobody.
"""

from dataclasses import dataclass, field

from acd.dialer.pacing import Limit
from acd.dialer.pacing.picture import DAY_MS, STRICTEST
from acd.model.calendar import Hours
from acd.model.campaigns import RING_MIN_MS, AttemptCaps, CampaignMode
from acd.model.leads import AttemptResult

NOT_LEGAL_ADVICE = "not legal advice"
SHARE = 0.03
HOUR_MS = 3_600_000
CAMPAIGN, ROLLING_DAY, ROLLING_MONTH = STRICTEST

_OURS = "no law known: this program's choice"
_VALUES = (
    "hours",
    "zones",
    "limits",
    "connect_within_ms",
    "ring_min_ms",
    "lockouts",
    "message_required",
    "opt_out_required",
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a campaign keeps.

    ``lockouts``: after an attempt with this result the number is dialled for so long only with an agent who is
    guaranteed. ``hours``: when people may be called, by the clock where they are; its zone is not used.
    ``zones``: where somebody may be of whom nothing is known, and all must be open; without any such people are never
    called. ``consent``: modes in which calls for marketing need consent. ``sources``: by field.
    """

    id: str
    name: str
    hours: Hours
    zones: tuple[str, ...]
    limits: tuple[Limit, ...] = STRICTEST
    connect_within_ms: int = 2_000
    ring_min_ms: int = RING_MIN_MS
    lockouts: dict[AttemptResult, int] = field(default_factory=dict)
    message_required: bool = True  # the person hears who called when no agent comes
    opt_out_required: bool = True  # and can have himself taken off the lists
    caps: AttemptCaps = field(default_factory=AttemptCaps)
    consent: tuple[CampaignMode, ...] = ()
    automatic_forbidden: str = ""  # the law that forbids dialling for marketing without a human, in words
    binding: bool = True  # a campaign may not be laxer
    sources: dict[str, str] = field(default_factory=dict)


_TSR = "US 16 CFR 310.4 (FTC, Telemarketing Sales Rule)"
_TCPA = "US 47 CFR 64.1200 (FCC)"
_OFCOM = "UK Ofcom, statement on persistent misuse, 20 December 2016, in force since 1 March 2017"
_ADVERTS = "Russia, federal law 38-FZ on advertising, art. 18"
_DEBTS = "Russia, federal law 230-FZ on the collection of debts, art. 7"

_MODES = tuple(CampaignMode)
_RUSSIAN_HOLIDAYS = (*(f"01-0{day}" for day in range(1, 9)), "02-23", "03-08", "05-01", "05-09", "06-12", "11-04")
"""Labour code of Russia, art. 112. Days off that a year's decree moves are to be named in a calendar of one's own."""

_RUSSIAN_ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
_US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


def _hours(id_: str, week: dict[str, str], holidays: tuple[str, ...] = (), on_holidays: str = "") -> Hours:
    days: dict[str, tuple[str, ...]] = {day: (interval,) if interval else () for day, interval in week.items()}
    return Hours(id_, "UTC", days, dict.fromkeys(holidays, (on_holidays,)))


_US = Rules(
    id="us",
    name="United States: calls that sell",
    hours=_hours("us", {"mon-sun": "08:00-21:00"}),
    zones=_US_ZONES,
    limits=(CAMPAIGN, ROLLING_MONTH),
    lockouts={AttemptResult.ABANDONED: 72 * HOUR_MS},
    consent=(CampaignMode.AGENTLESS,),
    sources={
        "hours": f"{_TSR}(c) and {_TCPA}(c)(1): 8:00 to 21:00 where the person is; some states are stricter",
        "zones": _OURS,
        "limits": f"{_TSR}(b)(4)(i) and {_TCPA}(a)(7): 3 % of calls answered by a person, over the campaign if it is "
        "shorter than 30 days, else over each 30 days",
        "connect_within_ms": f"{_TSR}(b)(4)(ii) and {_TCPA}(a)(7): 2 seconds after the greeting",
        "ring_min_ms": f"{_TSR}(b)(4)(ii) and {_TCPA}(a)(6): 15 seconds or four rings",
        "lockouts": _OURS,
        "message_required": f"{_TSR}(b)(4)(iii) and {_TCPA}(a)(7)(i): name and number at once",
        "opt_out_required": f"{_TCPA}(a)(7)(i)(B): an automated opt-out",
        "consent": f"{_TCPA}(a)(2)-(3): recorded messages; calls to mobile phones need it, too, if dialled by a "
        "machine that the law calls an autodialer",
    },
)

_UK = Rules(
    id="uk",
    name="United Kingdom",
    hours=_hours("uk", {"mon-fri": "08:00-21:00", "sat-sun": "09:00-20:00"}),
    zones=("Europe/London",),
    limits=(CAMPAIGN, ROLLING_DAY),
    lockouts={AttemptResult.ABANDONED: 72 * HOUR_MS, AttemptResult.MACHINE: DAY_MS},
    consent=(CampaignMode.AGENTLESS,),
    sources={
        "hours": _OURS,
        "zones": "one zone",
        "limits": f"{_OFCOM}: 3 % of live calls in 24 hours",
        "connect_within_ms": f"{_OFCOM}: 2 seconds after the person begins to speak or picks up",
        "ring_min_ms": f"{_OFCOM}: 15 seconds",
        "lockouts": f"{_OFCOM}: 72 hours after an abandoned call, and the same day after an answering machine was "
        "heard (kept for 24 hours)",
        "message_required": f"{_OFCOM}: an information message without marketing",
        "opt_out_required": f"{_OFCOM}: a way to refuse further calls",
        "consent": "UK Privacy and Electronic Communications Regulations 2003, reg. 19: recorded messages",
    },
)

_RU = Rules(
    id="ru",
    name="Russia: advertising and other calls, not debts",
    hours=_hours(
        "ru",
        {"mon-fri": "09:00-20:00", "sat-sun": "10:00-18:00"},
        _RUSSIAN_HOLIDAYS,
        "10:00-18:00",
    ),
    zones=_RUSSIAN_ZONES,
    lockouts={AttemptResult.ABANDONED: 72 * HOUR_MS},
    consent=_MODES,
    automatic_forbidden=f"{_ADVERTS}(2) forbids dialling for advertising without a human (fine for a firm 300 000 to "
    "1 000 000 roubles, code of administrative offences art. 14.3(4.1))",
    sources={
        **dict.fromkeys(_VALUES, _OURS),
        "opt_out_required": f"{_ADVERTS}(1): stop at once when the person asks for it",
        "consent": f"{_ADVERTS}(1): advertising needs consent given before, which the advertiser can prove",
        "automatic_forbidden": f"{_ADVERTS}(2); the operator also shows who calls and why (126-FZ as changed by 41-FZ, "
        "in force since 1 September 2025), by contract",
    },
)

_RU_DEBT = Rules(
    id="ru-debt",
    name="Russia: debts",
    hours=_hours(
        "ru-debt",
        {"mon-fri": "08:00-22:00", "sat-sun": "09:00-20:00"},
        _RUSSIAN_HOLIDAYS,
        "09:00-20:00",
    ),
    zones=_RUSSIAN_ZONES,
    lockouts={AttemptResult.ABANDONED: 72 * HOUR_MS},
    caps=AttemptCaps(per_day=1, per_week=2, per_month=8),
    sources={
        **dict.fromkeys(_VALUES, _OURS),
        "hours": f"{_DEBTS}: not from 22 to 8 on working days, not from 20 to 9 at weekends and on holidays, where the "
        "debtor is",
        "caps": f"{_DEBTS}: once a day, twice a week, eight times a month; every attempt is counted here",
    },
)

STRICT = Rules(
    id="strict",
    name="The strictest of all, for everywhere",
    hours=_hours("strict", {"mon-fri": "09:00-20:00", "sat": "10:00-18:00", "sun": ""}),
    zones=(),
    lockouts={AttemptResult.ABANDONED: 72 * HOUR_MS, AttemptResult.MACHINE: DAY_MS},
    caps=AttemptCaps(per_day=1, per_week=2, per_month=8),
    consent=_MODES,
    automatic_forbidden=_RU.automatic_forbidden,
    sources=dict.fromkeys(
        (*_VALUES, "caps", "consent", "automatic_forbidden"),
        "the strictest of the other presets, or stricter",
    ),
)

_NONE = Rules(
    id="none",
    name="No law's rules",
    hours=_hours("none", {"mon-sun": "00:00-24:00"}),
    zones=("UTC",),
    limits=(CAMPAIGN,),
    message_required=False,
    opt_out_required=False,
    binding=False,
    sources=dict.fromkeys(_VALUES, _OURS),
)

JURISDICTIONS: dict[str, Rules] = {rules.id: rules for rules in (_US, _UK, _RU, _RU_DEBT, STRICT, _NONE)}
