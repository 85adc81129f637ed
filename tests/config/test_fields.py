"""Ids and texts: what Asterisk, a terminal or a file name would take for something else is refused."""

import pytest

from tests.config.faults import GOOD, centre_faults


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "text"),
    [
        # ids
        ("[queues.r]", "[queues.R]", 6, "queues.R", "not an id: expected 1 to 20 of the characters a-z 0-9 _ -"),
        ("[queues.r]", "[queues.-r]", 6, "queues.-r", "not an id: expected 1 to 20 of the characters a-z 0-9 _ -"),
        ("101 =", "a1 =", 10, "agents.a1", "not an id: expected 1 to 10 digits"),
        ("1001 = {}", "1001 = {}\ntrunk-t = {}", 13, "phones.trunk-t", "not an id: expected 1 to 20 of the characters"),
        ("700 =", "7-00 =", 14, "numbers.7-00", "not an id: expected 1 to 20 digits, a leading + is allowed"),
        # texts that would end up where they do harm
        ('"A"', '"A\\nAction: Originate"', 10, "agents.101.name", "expected 1 to 100 printable characters"),
        ('"A"', '" A"', 10, "agents.101.name", "expected 1 to 100 printable characters, no spaces around them"),
        ("1001 = {}", '1001 = { label = "a\\u0000" }', 12, "phones.1001.label", "expected at most 100 printable"),
        ('name = "Q"', "name = 'Q'\nmusic = 'a,b'", 5, "queues.q.music", "expected 1 to 30 of the characters"),
        ('"192.0.2.0/24"', '"192.0.2.0/33"', 16, "trunks.t.match[0]", "expected an IP address or a network"),
        ('"192.0.2.0/24"', '"pbx.example"', 16, "trunks.t.match[0]", "expected an IP address or a network"),
    ],
)
def test_a_bad_id_or_text_is_refused(old: str, new: str, line: int, key: str, text: str) -> None:
    assert old in GOOD
    [(found_line, found_key, found_text)] = centre_faults(GOOD.replace(old, new, 1))
    assert (found_line, found_key) == (line, key)
    assert text in found_text
