"""Environment variables in place of keys."""

from pathlib import Path

import pytest

from acd.config.operations import load_operations
from tests.config.faults import operations_faults


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "acd.toml"
    path.write_text('[[asterisk]]\nname = "main"\nsecret_file = "ami"\n[http]\nlisten = "127.0.0.1:8088"\n')
    return path


def test_the_environment_overrides_the_file(file: Path) -> None:
    environment = {
        "ACD_HTTP__LISTEN": "0.0.0.0:80",
        "ACD_HTTP__HOSTS": '["acd.example"]',
        "ACD_ASTERISK__0__PORT": "5039",
        "ACD_ASTERISK__1__NAME": "second",
        "ACD_OUTBOX__FLUSH_S": "0.5",
        "ACD_HOME": "/elsewhere",
        "PATH": "/bin",
    }
    operations = load_operations(file, environment)
    assert (operations.http.listen, operations.http.hosts) == ("0.0.0.0:80", ["acd.example"])
    assert [(node.name, node.port) for node in operations.asterisk] == [("main", 5039), ("second", 5038)]
    assert operations.outbox.flush_s == 0.5


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ACD_HTTP__LISTEN", "8088", "http.listen: expected HOST:PORT"),
        ("ACD_HTTP__LISTN", "x", "http.listn: unknown key (did you mean listen?)"),
        ("ACD_HTP__LISTEN", "x", "htp: unknown key (did you mean http?)"),
        ("ACD_JOURNAL__SEGMENT_MB", "many", "journal.segment_mb: expected a whole number, found 'many'"),
        ("ACD_JOURNAL__SEGMENT_MB", "0", "journal.segment_mb: expected at least 1, found 0"),
        ("ACD_HTTP__HOSTS", "acd.example", "http.hosts: expected a list, found 'acd.example'"),
        ("ACD_ASTERISK__2__HOST", "x", "there is no such place in acd.toml"),
        ("ACD_HTTP__LISTEN__X", "x", "there is no such place in acd.toml"),
        ("ACD___", "x", "there is no such place in acd.toml"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(file: Path, name: str, value: str, message: str) -> None:
    [fault] = operations_faults(file, **{name: value})
    assert fault.startswith(f"environment: {name}: ")
    assert message in fault
