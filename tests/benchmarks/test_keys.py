"""Keys as RTP events: growing, told to be over three times."""

from benchmarks.rig.keys import packets


def test_a_key() -> None:
    sent = list(packets("5", sequence=7, timestamp=160))
    assert [packet[2:4] for packet in sent] == [(7 + place).to_bytes(2) for place in range(7)]
    assert {packet[1] & 0x7F for packet in sent} == {101}
    assert [packet[1] >> 7 for packet in sent] == [1, 0, 0, 0, 0, 0, 0]
    assert {packet[12] for packet in sent} == {5}
    assert [packet[13] >> 7 for packet in sent] == [0, 0, 0, 0, 1, 1, 1]
    assert [int.from_bytes(packet[14:16]) for packet in sent] == [160, 320, 480, 640, 800, 800, 800]
    assert {packet[4:8] for packet in sent} == {(160).to_bytes(4)}
