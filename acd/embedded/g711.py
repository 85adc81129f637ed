"""G.711 companding and the conversion of music to a trunk's codec, so that playing it to waiting callers is a copy.

Files are ``.ulaw`` and ``.alaw``: headerless, 8000 bytes a second, as Asterisk's format_pcm reads them.
"""

import os
import sys
import wave
from array import array
from collections.abc import Callable
from pathlib import Path

from acd.errors import PlatformError

RATE = 8000
SILENCE_S = 5
_ULAW_BIAS = 0x84
_ULAW_CLIP = 32635


def ulaw_byte(sample: int) -> int:
    """One 16-bit linear sample as µ-law (ITU-T G.711)."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), _ULAW_CLIP) + _ULAW_BIAS
    exponent = magnitude.bit_length() - 8
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF


def alaw_byte(sample: int) -> int:
    """One 16-bit linear sample as A-law (ITU-T G.711), every second bit inverted."""
    sign = 0x80 if sample >= 0 else 0
    magnitude = (sample if sample >= 0 else ~sample) >> 3
    segment = max(magnitude.bit_length() - 5, 0)
    mantissa = magnitude >> max(segment, 1) & 0x0F
    return (sign | segment << 4 | mantissa) ^ 0x55


def convert_music(source: Path, target: Path) -> None:
    """Write each ``.wav`` of ``source`` into ``target`` as ``.ulaw`` and ``.alaw``; files already there stay.

    Raises PlatformError for music that is not mono, 16 bits, 8000 samples a second: resampling is a job for a studio.
    """
    target.mkdir(parents=True, exist_ok=True)
    tables: dict[str, bytes] = {}
    for wav in sorted(source.glob("*.wav")):
        for kind, encode in (("ulaw", ulaw_byte), ("alaw", alaw_byte)):
            coded = target / f"{wav.stem}.{kind}"
            if coded.exists():
                continue
            if kind not in tables:
                tables[kind] = _table(encode)
            part = coded.with_suffix(f".{kind}-{os.getpid()}.part")  # another process may do the same
            part.write_bytes(bytes(map(tables[kind].__getitem__, _samples(wav))))
            part.rename(coded)


def write_silence(target: Path) -> None:
    """A few seconds of silence as ``.ulaw`` and ``.alaw``, for lines that must not be dead."""
    target.mkdir(parents=True, exist_ok=True)
    for kind, encode in (("ulaw", ulaw_byte), ("alaw", alaw_byte)):
        (target / f"silence.{kind}").write_bytes(bytes([encode(0)]) * RATE * SILENCE_S)


def _table(encode: Callable[[int], int]) -> bytes:
    """The code of every sample, indexed by the sample's 16 bits read as an unsigned number."""
    return bytes(encode(bits - 0x10000 if bits & 0x8000 else bits) for bits in range(0x10000))


def _samples(wav: Path) -> "array[int]":
    """The samples of a music file as unsigned 16-bit numbers."""
    with wave.open(str(wav), "rb") as music:
        shape = (music.getnchannels(), music.getsampwidth(), music.getframerate())
        if shape != (1, 2, RATE):
            raise PlatformError(f"{wav}: music must be mono, 16 bits, {RATE} Hz; this is {shape}")
        samples = array("H", music.readframes(music.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
