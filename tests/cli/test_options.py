"""Options that several commands have."""

import pytest

from tests.cli.conftest import Acd


@pytest.mark.parametrize("listen", ["80", "localhost", "127.0.0.1:99999", ":80"])
def test_no_place_to_listen(acd: Acd, listen: str) -> None:
    outcome = acd("up", "--http", listen)
    assert (outcome.code, "HOST:PORT" in outcome.err) == (2, True)
