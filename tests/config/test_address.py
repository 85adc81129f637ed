"""HOST:PORT as people write it."""

import pytest

from acd.config.address import join_listen, parse_listen
from tests.config.faults import operations_faults


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:0", ("127.0.0.1", 0)),
        ("localhost:8088", ("localhost", 8088)),
        ("[::1]:8088", ("::1", 8088)),
        ("0.0.0.0:65535", ("0.0.0.0", 65535)),
    ],
)
def test_places_to_listen(text: str, address: tuple[str, int]) -> None:
    assert parse_listen(text) == address
    assert join_listen(*address) == text


@pytest.mark.parametrize(
    "text", ["", "8088", ":8088", "localhost:", "localhost:65536", "::1:80", "[::1]", "[x]:1", "a b:1", "x:-1", "x:²"]
)
def test_no_place_to_listen(text: str) -> None:
    with pytest.raises(ValueError, match="expected HOST:PORT"):
        parse_listen(text)
    assert "expected HOST:PORT" in operations_faults(None, ACD_HTTP__LISTEN=text)[0]
