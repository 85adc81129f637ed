"""docker-compose.yml and the images: what they mount, build, start and publish exists and is closed by default."""

import contextlib
import json
import os
import re
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from acd.adapters.asterisk.provisioning import Options, SwitchSecrets, render
from acd.config.operations import load_operations
from acd.embedded.instance_files import instance_files
from acd.embedded.layout import Ports, folders_of
from acd.model.centre import Centre
from tests.commands import help_of

ROOT = Path(__file__).resolve().parent.parent
SERVICE_KEYS = {
    "build",
    "command",
    "depends_on",
    "entrypoint",
    "environment",
    "healthcheck",
    "image",
    "network_mode",
    "ports",
    "profiles",
    "restart",
    "stop_grace_period",
    "user",
    "volumes",
}
ASTERISK_START = ROOT / "docker/asterisk-start"
DEADLINE_S = 15.0


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def stages() -> set[str]:
    return set(re.findall(r"^FROM \S+ AS (\S+)$", (ROOT / "docker/Dockerfile").read_text(), re.MULTILINE))


def test_it_has_the_services_and_no_unknown_key(compose: dict[str, Any], services: dict[str, Any]) -> None:
    assert set(compose) == {"name", "services", "volumes"}
    assert set(services) == {"secrets", "acd", "asterisk", "postgres", "redis"}
    assert services["redis"]["profiles"] == ["cache"]
    unknown = {name: set(service) - SERVICE_KEYS for name, service in services.items()}
    assert not any(unknown.values()), unknown


def test_what_it_mounts_exists(compose: dict[str, Any], services: dict[str, Any]) -> None:
    used = set()
    for service in services.values():
        for mount in service.get("volumes", []):
            source, target, *_mode = mount.split(":")
            assert target.startswith("/")
            if source.startswith("."):
                assert (ROOT / source).is_dir(), f"{source} is mounted but does not exist"
                assert mount.endswith(":ro"), f"{source} is the user's: nobody but the user writes there"
            else:
                used.add(source)
    assert used == set(compose["volumes"])


def test_what_it_builds_exists(services: dict[str, Any]) -> None:
    built = [service["build"] for service in services.values() if "build" in service]
    assert {build["target"] for build in built} == {"acd", "asterisk"} <= stages()
    for build in built:
        assert (ROOT / build["context"] / build["dockerfile"]).is_file()


def test_what_the_images_copy_exists() -> None:
    text = (ROOT / "docker/Dockerfile").read_text()
    copies = re.findall(r"^COPY ((?:--\S+ )*)(\S+) \S+$", text, re.MULTILINE)
    assert copies
    for options, source in copies:
        stage = re.search(r"--from=(\S+)", options)
        if stage:
            assert stage[1] in stages()
        else:
            assert (ROOT / source).exists(), f"{source} is copied but does not exist"


def test_the_build_context_has_what_the_wheel_needs() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {"acd", "config", "dialplan", "migrations", "docker", "pyproject.toml", "README.md", "LICENSE"} <= let_in
    assert all((ROOT / path).exists() for path in let_in)


def test_dependencies_are_services_and_healthy_ones_say_how(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in services[name]
    assert all("healthcheck" in service for name, service in services.items() if name != "secrets")


def test_the_daemon_is_started_with_a_command_and_options_it_knows(services: dict[str, Any]) -> None:
    command, *rest = services["acd"]["command"]
    known = help_of(command)
    assert [option for option in rest if option.startswith("--") and option not in known] == []


def test_the_environment_names_keys_of_the_configuration(services: dict[str, Any]) -> None:
    environment = {name: str(value) for name, value in services["acd"]["environment"].items()}
    operations = load_operations(ROOT / "config/acd.toml", environment)
    assert operations.asterisk[0].name == "main"
    assert operations.database.url == "postgresql://acd@127.0.0.1:54320/acd"
    mounts = {mount.split(":")[1] for mount in services["acd"]["volumes"]}
    assert operations.asterisk[0].rendered_folder in mounts
    for file in (operations.asterisk[0].secret_file, operations.database.password_file):
        assert Path(file).parent.as_posix() in mounts


def test_nothing_but_sip_and_rtp_is_open_to_others(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert load_operations(ROOT / "config/acd.toml", {}).http.listen.startswith("127.0.0.1:")
    files = instance_files(folders_of(Path("home"), Path("music"), None), Ports(sip_host="0.0.0.0"), ())
    assert "bindaddr = 127.0.0.1" in files["manager.conf"]


def test_no_secret_is_written_down(services: dict[str, Any]) -> None:
    """Variables that look like secrets only name files."""
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|TOKEN", name):
                assert name.endswith("_FILE")
                assert str(value).startswith("/run/secrets/")


def test_secrets_are_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    # chown to the images' user needs root; a stand-in tells what it was asked.
    (tmp_path / "bin").mkdir()
    chown = tmp_path / "bin/chown"
    chown.write_text(f'#!/bin/sh\necho "$@" >{tmp_path}/chown\n')
    chown.chmod(0o755)
    folder = tmp_path / "secrets"
    folder.mkdir()
    environment = {**os.environ, "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    made = []
    for _ in range(2):
        folder.chmod(0o700)
        subprocess.run([ROOT / "docker/make-secrets", folder], check=True, env=environment, capture_output=True)
        made.append({file.name: file.read_text() for file in folder.iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == {"ami", "postgres"}
    assert len(set(made[0].values())) == 2
    assert all(re.fullmatch(r"[\w-]{32}\n", text) for text in made[0].values())
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.iterdir())
    assert (tmp_path / "chown").read_text() == f"-R 5038:5038 {folder}\n"
    folder.chmod(0o700)


def rendered_names() -> set[str]:
    return set(render(Centre(), SwitchSecrets("secret", {}), Options()))


def test_the_start_script_waits_for_every_file_that_the_daemon_renders() -> None:
    line = re.search(r"^files=\((.*)\)$", ASTERISK_START.read_text(), re.MULTILINE)
    assert line
    assert set(line[1].split()) == rendered_names()


@pytest.fixture
def asterisk_start(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The start script with a stand-in for Asterisk that writes down how it is called."""
    for folder in ("base/etc/acd", "base/log", "rendered"):
        (tmp_path / folder).mkdir(parents=True)
    program = tmp_path / "asterisk"
    program.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/calls\ncase "$*" in *-f*) exec sleep 60 ;; esac\n')
    program.chmod(0o755)
    places = {"BASE": "base", "RENDERED": "rendered", "PROGRAM": "asterisk"}
    environment = {f"ASTERISK_{name}": str(tmp_path / place) for name, place in places.items()}
    environment |= {"ASTERISK_DIALPLAN": str(ROOT / "dialplan"), "PATH": os.environ["PATH"]}
    with subprocess.Popen(
        [ASTERISK_START], env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        yield process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # whatever a failed test has left of it


def wait_for_call(folder: Path, words: str) -> None:
    calls = folder / "calls"
    deadline = time.monotonic() + DEADLINE_S
    while not calls.exists() or words not in calls.read_text():
        assert time.monotonic() < deadline, f"Asterisk was never called with {words!r}"
        time.sleep(0.05)


def test_asterisk_starts_when_all_is_rendered_and_reloads_what_changes(
    asterisk_start: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    assert asterisk_start.stdout
    assert "waiting for the daemon's files" in asterisk_start.stdout.readline()
    assert not (tmp_path / "calls").exists()
    for name in rendered_names():
        (tmp_path / "rendered" / name).write_text("one")
    wait_for_call(tmp_path, "-f -q")
    linked = {file.name for file in (tmp_path / "base/etc/acd").iterdir()}
    assert linked == rendered_names() | {file.name for file in (ROOT / "dialplan").glob("*.conf")}
    (tmp_path / "rendered/acd-pjsip.conf").write_text("two")
    wait_for_call(tmp_path, "module reload res_pjsip.so")
    assert "dialplan reload" not in (tmp_path / "calls").read_text()
    (tmp_path / "rendered/acd-numbers.conf").write_text("two")
    wait_for_call(tmp_path, "dialplan reload")
    asterisk_start.send_signal(signal.SIGTERM)
    assert asterisk_start.wait(DEADLINE_S) == 128 + signal.SIGTERM


def test_the_health_check_asks_a_route_that_exists(services: dict[str, Any]) -> None:
    from acd.adapters.http.app import ROUTES

    asked = re.search(r"127\.0\.0\.1:8088(/\w+)", json.dumps(services["acd"]["healthcheck"]))
    assert asked
    assert asked[1] in {route.path for route in ROUTES}
