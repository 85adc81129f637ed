"""Voicemail end to end: a message is recorded as it was spoken, waits as an item of the queue, and reaches an agent."""

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.centre import CENTRE, Centre
from tests.integration.softphone import SipCall

RULES = """overflow = { after_s = 1, to_voicemail = "sales" }
voicemail = { greeting = "beep", shortest_s = 1, pause_s = 1 }
"""


@pytest.fixture(scope="module")
def module_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    toml = CENTRE.replace('project = "shop"\nring', f'project = "shop"\n{RULES}ring')
    centre = Centre(tmp_path_factory.mktemp("up"), toml)
    try:
        centre.start()
        yield centre
    finally:
        centre.close()


def files(centre: Centre) -> list[Path]:
    return sorted((centre.home / "voicemail").glob("*/*.wav"))


def speaks(centre: Centre, number: str) -> SipCall:
    """A caller whom nobody serves, and who speaks after the beep (the softphones' voice never stops)."""
    caller = centre.caller("700", number)
    before = len(files(centre))
    centre.wait_call(number, "leaving")
    centre.until(lambda: len(files(centre)) > before, "a file of the message")
    return caller


def leaves_a_message(centre: Centre, number: str, key: str = "#") -> Path:
    caller = speaks(centre, number)
    caller.phone.until(lambda: files(centre)[-1].stat().st_size > 44 + 2 * 16_000, "two seconds of it")
    if key:
        caller.press(key)
        caller.wait_ended()
    else:
        caller.hang_up()
    centre.until(lambda: [row for row in centre.calls() if row["caller_number"] == number], "the message as an item")
    centre.wait_call(number, "kept", queue="sales")
    return files(centre)[-1]


def loudness(path: Path) -> tuple[float, int]:
    """Seconds, and the greatest sample."""
    with wave.open(str(path)) as file:
        data = file.readframes(file.getnframes())
        samples = [int.from_bytes(data[i : i + 2], "little", signed=True) for i in range(0, len(data), 2)]
        return file.getnframes() / file.getframerate(), max(map(abs, samples))


def test_a_message_is_recorded_and_heard_by_an_agent(centre: Centre) -> None:
    path = leaves_a_message(centre, "1005")
    seconds, peak = loudness(path)
    assert 1.5 < seconds < 10
    assert peak > 50
    assert oct(path.parent.parent.stat().st_mode & 0o007) == "0o0"
    agent = centre.log_in("101")
    at_agent = agent.incoming()
    at_agent.answer()
    centre.wait_call("1005", "listening", agent="101")
    at_agent.wait_music()
    at_agent.press("1")
    at_agent.wait_music()
    at_agent.press("2")
    at_agent.wait_ended()
    [row] = centre.rows(1, "select * from voicemail")
    assert (row["state"], row["agent"], row["queue"]) == ("done", "101", "sales")
    assert f"{row['file']}.wav" == str(path.relative_to(centre.home / "voicemail"))
    assert abs(row["duration_ms"] / 1000 - seconds) < 0.1
    assert centre.rows(2, 'select outcome from "call" where caller_number = ?', "1005")


def test_who_hangs_up_has_left_what_was_said_and_is_called_back(centre: Centre) -> None:
    leaves_a_message(centre, "1006", key="")
    customer = centre.phone("1006")
    agent = centre.log_in("101")
    at_agent = agent.incoming()
    at_agent.answer()
    centre.wait_call("1006", "listening")
    at_agent.wait_music()
    at_agent.press("4")
    at_customer = customer.incoming()
    centre.wait_call("1006", "dialling")
    at_customer.answer()
    at_customer.wait_hears(at_agent)
    centre.wait_call("1006", "talking")
    at_customer.hang_up()
    at_agent.wait_ended()
    centre.until(lambda: centre.sql("select * from voicemail where state = 'called back'"), "the record")


def test_a_message_outlives_the_daemon_and_its_journal(centre: Centre) -> None:
    leaves_a_message(centre, "1005")
    centre.kill()
    for file in (centre.home / "journal").iterdir():
        file.unlink()
    centre.start()
    agent = centre.log_in("101")
    at_agent = agent.incoming()
    at_agent.answer()
    centre.wait_call("1005", "listening")
    at_agent.wait_music()
    at_agent.press("2")
    at_agent.wait_ended()
    centre.until(lambda: not centre.calls(), "no item left")
    assert not list((centre.home / "callbacks").glob("*.json"))


def test_a_disk_that_takes_nothing_is_told_and_nobody_is_stuck(centre: Centre) -> None:
    folder = centre.home / "voicemail"
    aside = folder.with_suffix(".aside")
    folder.rename(aside)
    folder.write_text("no folder")
    try:
        caller = centre.caller("700", "+74950000301")
        caller.wait_ended()
        centre.until(lambda: "is the disk full?" in centre.log.read_text("utf-8"), "a warning")
        assert centre.record("+74950000301")["outcome"] == "voicemail"
    finally:
        folder.unlink()
        aside.rename(folder)
