"""acd.toml and the secrets it names."""

from pathlib import Path

import pytest

from acd.config.centre import load_centre
from acd.config.operations import load_operations, read_secret, unknown_nodes
from acd.errors import ConfigError
from acd.resources import resource
from tests.config.faults import operations_faults


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "acd.toml"
    path.write_text('[[asterisk]]\nname = "main"\nsecret_file = "ami"\n[http]\nlisten = "127.0.0.1:8088"\n')
    return path


def test_the_sample_is_all_defaults() -> None:
    sample = load_operations(resource("config/acd.toml"), {})
    bare = load_operations(None, {})
    assert (sample.database, sample.http, sample.journal) == (bare.database, bare.http, bare.journal)
    assert (sample.outbox, sample.log, sample.asterisk) == (bare.outbox, bare.log, ())


def test_mistakes_of_the_file(file: Path) -> None:
    file.write_text("[[asterisk]]\nprot = 1\n[http]\nlisten = 8088\n[https]\n")
    assert operations_faults(file) == [
        f"{file}:2: asterisk[0].prot: unknown key (did you mean port?)",
        f"{file}:4: http.listen: expected a text in quotes, found 8088",
        f"{file}:5: https: unknown key (did you mean http?)",
    ]


def test_two_servers_need_two_names(file: Path) -> None:
    file.write_text('[[asterisk]]\n[[asterisk]]\nname = "main"\n')
    assert operations_faults(file) == [f'{file}:3: asterisk[1].name: the name "main" is given twice']


def test_without_a_database_url_records_go_to_the_home_folder(tmp_path: Path) -> None:
    operations = load_operations(None, {})
    assert operations.database_url(tmp_path) == f"sqlite:///{tmp_path}/acd.db"


@pytest.mark.parametrize(("url", "file"), [("sqlite:///x/y.db", "{home}/x/y.db"), ("sqlite:////var/y.db", "/var/y.db")])
def test_a_relative_sqlite_file_lies_in_the_home_folder(tmp_path: Path, url: str, file: str) -> None:
    operations = load_operations(None, {"ACD_DATABASE__URL": url})
    assert operations.database_url(tmp_path) == "sqlite:///" + file.format(home=tmp_path)


def test_the_databases_password_comes_from_its_file(file: Path) -> None:
    file.write_text('[database]\nurl = "postgresql://acd@db:5433/acd"\npassword_file = "password"\n')
    password = file.with_name("password")
    password.write_text("p@ss:w/rd%\n")
    password.chmod(0o600)
    url = load_operations(file, {}).database_url(Path())
    assert url == "postgresql://acd:p%40ss%3Aw%2Frd%25@db:5433/acd"


def test_a_password_without_a_user_is_a_mistake(file: Path) -> None:
    file.write_text('[database]\nurl = "postgresql://db/acd"\npassword_file = "password"\n')
    file.with_name("password").write_text("x")
    file.with_name("password").chmod(0o600)
    with pytest.raises(ConfigError, match="names no user"):
        load_operations(file, {}).database_url(Path())


@pytest.mark.parametrize("url", ["postgresql://acd:secret@db/acd", "mysql://db/acd", "acd.db", "postgresql://[x/acd"])
def test_no_password_and_no_strange_scheme_in_the_url(file: Path, url: str) -> None:
    file.write_text(f'[database]\nurl = "{url}"\n')
    [fault] = operations_faults(file)
    assert "database.url" in fault
    assert "expected an URL" in fault


def test_the_password_that_should_not_be_there_is_not_repeated(file: Path) -> None:
    file.write_text('[database]\nurl = "postgresql://acd:s3cret@db/acd"\n')
    assert "s3cret" not in operations_faults(file)[0]


def test_the_managers_secret(file: Path) -> None:
    operations = load_operations(file, {})
    with pytest.raises(ConfigError, match="ami: cannot be read: No such file"):
        operations.asterisk_secret(operations.asterisk[0])
    secret = file.with_name("ami")
    secret.write_text("s3cret\n")
    with pytest.raises(ConfigError, match="others on this machine can read this secret; run: chmod 600"):
        operations.asterisk_secret(operations.asterisk[0])
    secret.chmod(0o600)
    assert operations.asterisk_secret(operations.asterisk[0]) == "s3cret"


def test_a_server_without_a_secret_file() -> None:
    operations = load_operations(None, {"ACD_ASTERISK__0__HOST": "pbx"})
    with pytest.raises(ConfigError, match="asterisk main: secret_file is missing"):
        operations.asterisk_secret(operations.asterisk[0])


@pytest.mark.parametrize("content", [b"", b"\n", b"two\nlines\n", b"\xff\xfe", b"x" * 5000, b"a\x00b"])
def test_what_is_no_secret(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="expected a secret on one line"):
        read_secret(path)


def test_credentials_of_systemd_may_have_any_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(0o444)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert read_secret(path) == "x"


def test_phones_and_trunks_of_an_unknown_server() -> None:
    centre = load_centre(resource("config/centre.toml"))
    assert unknown_nodes(centre, ["main"]) == []
    sentences = unknown_nodes(centre, ["other"])
    assert len(sentences) == len(centre.phones) + len(centre.trunks)
    assert sentences[0] == 'phone 1001: no [[asterisk]] is named "main"'
