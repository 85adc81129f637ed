"""What a caller hears between the music: prompts, told apart from music by its bytes, and how long they are.

Music reaches the caller's A-law telephone as it lies in its files; whatever else is loud is a prompt. Prompts are in
GSM files: 33 bytes are 20 ms.
"""

from pathlib import Path

from tests.integration.media import FRAME_BYTES, FRAME_S, Packet
from tests.integration.softphone import WAIT_S, SipCall

GSM_FRAME_BYTES = 33
PAUSE_S = 1.0  # no prompt is silent so long


class Listener:
    """``music``: the folder with its files; ``sounds``: that of the prompts, a folder for each language."""

    def __init__(self, music: Path, sounds: Path) -> None:
        self._music = b"".join(file.read_bytes() for file in sorted(music.glob("*.alaw")))
        self._sounds = sounds
        self._known: dict[bytes, bool] = {}

    def is_music(self, packet: Packet) -> bool:
        if packet.payload not in self._known:
            self._known[packet.payload] = packet.payload in self._music
        return self._known[packet.payload]

    def prompts(self, call: SipCall, begin: int = 0) -> list[tuple[float, float]]:
        """(moment, seconds) of each stretch of prompts among the packets heard from ``begin`` on."""
        found: list[tuple[float, float]] = []
        for packet in call.media.heard[begin:]:
            if len(packet.payload) != FRAME_BYTES or not packet.loud or self.is_music(packet):
                continue
            if found and packet.at - sum(found[-1]) < PAUSE_S:
                found[-1] = found[-1][0], packet.at - found[-1][0] + FRAME_S
            else:
                found.append((packet.at, FRAME_S))
        return found

    def wait_prompt(self, call: SipCall, begin: int = 0, seconds: float = WAIT_S) -> tuple[float, float]:
        """The first stretch of prompts from ``begin`` on, after it has ended and there is music again."""

        def ended() -> bool:
            heard = self.prompts(call, begin)
            last = call.media.heard[-1] if call.media.heard else None
            return bool(heard) and last is not None and last.at - sum(heard[0]) > PAUSE_S and self.is_music(last)

        call.phone.until(ended, "a prompt, and music after it", seconds)
        return self.prompts(call, begin)[0]

    def wait_speaking(self, call: SipCall, begin: int = 0, seconds: float = WAIT_S) -> None:
        """Until a prompt has begun and been heard for a third of a second."""
        call.phone.until(lambda: any(length > 0.3 for _, length in self.prompts(call, begin)), "a prompt", seconds)

    def length_s(self, language: str, *names: str) -> float:
        """How long these prompts are one after the other."""
        files = [self._sounds / language / f"{name}.gsm" for name in names]
        return sum(file.stat().st_size for file in files) / GSM_FRAME_BYTES * FRAME_S
