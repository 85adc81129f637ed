import wave
from pathlib import Path

import pytest

from acd.embedded.g711 import RATE, SILENCE_S, alaw_byte, convert_music, ulaw_byte, write_silence
from acd.errors import PlatformError

SAMPLES = range(-32768, 32768)


def ulaw_value(code: int) -> int:
    """ITU-T G.711's decoding, as the receiver of the music does it."""
    code = ~code & 0xFF
    value = (((code & 0x0F) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return -value if code & 0x80 else value


def alaw_value(code: int) -> int:
    code ^= 0x55
    segment, mantissa = code >> 4 & 7, code & 0x0F
    value = (mantissa << 4) + 8 if segment == 0 else (mantissa << 4) + 0x108 << segment - 1
    return value if code & 0x80 else -value


@pytest.mark.parametrize(("encode", "decode"), [(ulaw_byte, ulaw_value), (alaw_byte, alaw_value)])
def test_what_is_decoded_is_near_to_what_was_encoded(encode, decode) -> None:  # type: ignore[no-untyped-def]
    """G.711's error is at most half a step, and a step is a sixteenth of the segment."""
    for sample in SAMPLES:
        assert abs(decode(encode(sample)) - sample) <= max(16, abs(sample) // 16) + 644 * (abs(sample) > 32000)


@pytest.mark.parametrize(
    ("sample", "ulaw", "alaw"), [(0, 0xFF, 0xD5), (-1, 0x7F, 0x55), (32767, 0x80, 0xAA), (-32768, 0x00, 0x2A)]
)
def test_known_codes(sample: int, ulaw: int, alaw: int) -> None:
    assert (ulaw_byte(sample), alaw_byte(sample)) == (ulaw, alaw)


def write_wav(path: Path, *, rate: int = 8000, samples: bytes = b"\0\0\xff\x7f\x00\x80") -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)


def test_music_is_converted_once(tmp_path: Path) -> None:
    source, target = tmp_path / "wav", tmp_path / "coded"
    source.mkdir()
    write_wav(source / "song.wav")
    convert_music(source, target)
    assert (target / "song.ulaw").read_bytes() == b"\xff\x80\x00"
    assert (target / "song.alaw").read_bytes() == b"\xd5\xaa\x2a"
    assert sorted(path.name for path in target.iterdir()) == ["song.alaw", "song.ulaw"]
    (target / "song.ulaw").write_bytes(b"kept")
    convert_music(source, target)
    assert (target / "song.ulaw").read_bytes() == b"kept"


def test_music_of_another_shape_is_named(tmp_path: Path) -> None:
    write_wav(tmp_path / "loud.wav", rate=44100)
    with pytest.raises(PlatformError, match=r"loud\.wav.*8000 Hz"):
        convert_music(tmp_path, tmp_path / "coded")


def test_silence(tmp_path: Path) -> None:
    write_silence(tmp_path / "silence")
    assert (tmp_path / "silence/silence.alaw").read_bytes() == b"\xd5" * RATE * SILENCE_S
    assert (tmp_path / "silence/silence.ulaw").read_bytes() == b"\xff" * RATE * SILENCE_S
