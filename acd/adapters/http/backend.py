"""What the HTTP endpoint needs of the daemon; the program's entry point hands in an object that has it.

All methods run in the endpoint's own event loop. The views are dictionaries ready for JSON, with the fields of
``acd.adapters.http.views``.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from acd.commands import Reply
from acd.events import Event, Origin
from acd.model.centre import Centre
from acd.model.health import PartHealth
from acd.runtime.ports import CampaignRecords, LeadBook, Reports

View = dict[str, Any]


class Backend(Protocol):
    """The running daemon."""

    def now_ms(self) -> int: ...

    def queues(self) -> list[View]: ...

    def agents(self) -> list[View]: ...

    def calls(self) -> list[View]: ...

    def callbacks(self) -> list[View]: ...

    def voicemails(self) -> list[View]: ...

    def campaigns(self) -> list[View]: ...

    def shown_lead(self, agent: str) -> View | None:
        """The lead that the agent's phone rings for, or with whom the agent talks; None: there is none."""
        ...

    def message_file(self, call: int) -> Path | None:
        """The audio of a message that waits; None: there is none here."""
        ...

    def request(self, build: Callable[[Origin], Event]) -> Awaitable[Reply]:
        """Post an event with a new request id and await the engine's reply to it."""
        ...

    def parts(self) -> Mapping[str, PartHealth]: ...

    def centre(self) -> Centre:
        """The business configuration in effect."""
        ...

    def apply(self, centre: Centre) -> Awaitable[Reply]:
        """Put a validated centre into effect, in Asterisk and in the engine."""
        ...

    def reports(self) -> Reports:
        """Figures over the records."""
        ...

    def campaign_records(self) -> CampaignRecords:
        """What campaigns did."""
        ...

    def lead_book(self) -> LeadBook:
        """Leads and do-not-call lists."""
        ...

    def explain_call(self, call: int) -> Awaitable[View | None]:
        """The story of a live or recorded call; None: there is none of this id. Raises StoreError."""
        ...

    def explain_agent(self, agent: str) -> View | None:
        """Why an agent gets no calls now; None: there is no such agent."""
        ...

    def explain_campaign(self, campaign: str, at_ms: int, last: int) -> Awaitable[View]:
        """Why a configured campaign dialled as it did up to this moment. Raises StoreError."""
        ...


class CentreText(Protocol):
    """The text form of a centre (``centre.toml``)."""

    def parse(self, text: str) -> Centre:
        """Raises ConfigError with every fault of the text."""
        ...

    def dump(self, centre: Centre) -> str: ...

    def changes(self, old: Centre, new: Centre) -> list[View]:
        """What differs, each with ``text`` for people and ``kind``, ``section``, ``id``, ``key`` for programs."""
        ...
