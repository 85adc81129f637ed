import os
import socket
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from acd.embedded.layout import check_free, folders_of, free_ports, free_udp_port
from acd.errors import PlatformError


def test_folders_are_for_this_user_alone(tmp_path: Path) -> None:
    folders = folders_of(tmp_path, tmp_path / "music", None)
    folders.make()
    for folder in (folders.base, folders.etc, folders.log, folders.run, folders.lib):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_home_too_deep_for_a_socket_keeps_it_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    one, other = folders_of(deep, deep, None), folders_of(deep / "f", deep, None)
    assert folders_of(Path("/srv/acd"), deep, None).run == Path("/srv/acd/asterisk/run")
    assert len(os.fsencode(one.run / "asterisk.ctl")) <= 107
    assert one.run != other.run


def test_free_ports_are_free() -> None:
    check_free(free_ports())


@pytest.mark.parametrize(
    ("kind", "field", "said"),
    [(socket.SOCK_DGRAM, "sip", r"UDP port \d+ .*--sip"), (socket.SOCK_STREAM, "ami", r"TCP port \d+ .*--ami")],
)
def test_a_busy_port_is_named_with_its_option(kind: socket.SocketKind, field: str, said: str) -> None:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            other.listen()
        with pytest.raises(PlatformError, match=said):
            check_free(replace(free_ports(), **{field: other.getsockname()[1]}))


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(PlatformError, match=r"192\.0\.2\.1"):
        check_free(replace(free_ports(), sip_host="192.0.2.1"))


def test_a_free_port_of_another_address() -> None:
    assert 1024 <= free_udp_port("127.0.0.2") <= 65535
