"""The Asterisk that is measured: the product's own private one, with app_queue and Dial added beside it."""

from pathlib import Path

from acd.adapters.asterisk.provisioning import Options
from acd.embedded import PrivateAsterisk, cache_folder, find_asterisk, free_ports, provide, silent
from acd.embedded.process import load_mark
from acd.model.centre import Centre
from benchmarks.rig.centre import bench_extensions, bench_queues
from benchmarks.rig.endpoint import Address


class Switch:
    """One Asterisk for a whole run; ``home`` is its private folder."""

    def __init__(self, home: Path, centre: Centre) -> None:
        installation = find_asterisk(cache_folder(home), silent)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home = home
        self.centre = centre
        self.version = ".".join(map(str, installation.version))
        self.ports = free_ports()
        self.credentials = provide(home, centre)
        self._options = Options(version=installation.version[:2])
        self._asterisk = PrivateAsterisk(home, installation, self.ports, cache_folder(home))

    def start(self) -> None:
        self._asterisk.start(self.centre, self.credentials.of_switch(), self._options)

    def stop(self) -> None:
        self._asterisk.stop()

    def add_baselines(self) -> None:
        """Put app_queue's queue and the plain Dial into the running Asterisk (whoever wrote its files last)."""
        (self._etc / "extensions.conf").write_text(bench_extensions())
        self._asterisk.cli("dialplan reload")

    def staff_app_queue(self, *, staffed: bool) -> None:
        """Give app_queue's queue its members or take them: it looks at each of them at every change of any phone."""
        (self._etc / "queues.conf").write_text(bench_queues(self.centre if staffed else Centre()))
        self._asterisk.cli("queue reload all")

    @property
    def _etc(self) -> Path:
        return self._asterisk.log_folder.parent / "etc"

    @property
    def sip(self) -> Address:
        return (self.ports.sip_host, self.ports.sip)

    @property
    def pid(self) -> int:
        mark = load_mark(self.home / "asterisk/process.json")
        if mark is None:
            raise RuntimeError(f"Asterisk has died: see {self._asterisk.log_folder}")
        return mark.pid

    def cli(self, command: str) -> str:
        return self._asterisk.cli(command)
