"""The configuration of a private Asterisk as files: what it should be, what differs from it, and writing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from acd.adapters.asterisk.provisioning import Options, SwitchSecrets, render
from acd.embedded.instance_files import instance_files
from acd.embedded.layout import Folders, Ports
from acd.model.centre import Centre
from acd.resources import resource

_OURS = "acd"  # the sub-folder of files that are ours, as on an Asterisk that others installed
_DIALPLAN_RELOADS = ("dialplan reload", "module reload res_musiconhold.so")
_RELOADS: Mapping[str, Sequence[str]] = {
    "acd/acd-pjsip.conf": ("module reload res_pjsip.so",),
    "acd/acd-manager.conf": ("manager reload",),
    "acd/cdr_manager.conf": ("module reload cdr_manager.so",),
    "acd/cdr.conf": ("module reload cdr", "module reload cdr_csv.so"),
    "musiconhold.conf": ("module reload res_musiconhold.so",),
    "logger.conf": ("logger reload",),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Files whose text is not the wanted one, by their path within ``etc``."""

    files: Mapping[str, str]

    @property
    def reloads(self) -> list[str]:
        """The console commands that put the new files into effect, calls going on."""
        commands: dict[str, None] = {}
        for name in sorted(self.files):
            if name.startswith(f"{_OURS}/") or name == "extensions.conf" or name in _RELOADS:
                commands.update(dict.fromkeys(_RELOADS.get(name, _DIALPLAN_RELOADS)))
        return list(commands)

    @property
    def fixed(self) -> list[str]:
        """The files that Asterisk reads only when it starts: folders, ports, modules."""
        reloadable = (f"{_OURS}/", "extensions.conf", *_RELOADS)
        return [name for name in sorted(self.files) if not name.startswith(reloadable)]


def wanted_files(
    folders: Folders, ports: Ports, centre: Centre, secrets: SwitchSecrets, options: Options
) -> dict[str, str]:
    """The text of every file by its path within ``etc``. Raises ConfigError for what Asterisk could not carry."""
    music = {queue.music for queue in centre.queues.values()}
    music |= {number.music for number in centre.numbers.values() if number.music is not None}
    files = instance_files(folders, ports, music)
    for source in resource("dialplan").glob("*.conf"):
        files[f"{_OURS}/{source.name}"] = source.read_text("utf-8")
    files |= {f"{_OURS}/{name}": text for name, text in render(centre, secrets, options).items()}
    return files


def difference(etc: Path, wanted: Mapping[str, str]) -> Difference:
    """What to write so that ``etc`` holds the wanted files."""
    return Difference({name: text for name, text in wanted.items() if _read(etc / name) != text})


def write(etc: Path, changed: Difference) -> None:
    """Write the files, each at once, readable by this user alone."""
    for name, text in changed.files.items():
        path = etc / name
        part = path.with_name(path.name + ".part")
        part.touch(mode=0o600)
        part.write_text(text, "utf-8")
        part.rename(path)


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
