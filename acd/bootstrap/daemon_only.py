"""``acd run``: the daemon alone, for Asterisk servers that run already (another machine, containers)."""

import asyncio
import os
import sys
from pathlib import Path

import structlog

from acd.adapters.asterisk.link import LinkSettings
from acd.adapters.asterisk.provisioning import Options, SwitchSecrets, render
from acd.bootstrap.centre_source import initial_centre
from acd.bootstrap.daemon import Daemon, Setup
from acd.bootstrap.lock import lock
from acd.bootstrap.logs import configure_logs
from acd.config.address import parse_listen
from acd.config.home import Home
from acd.config.operations import Operations, load_operations, unknown_nodes
from acd.config.options import RunOptions
from acd.embedded import provide
from acd.errors import ConfigError
from acd.model.centre import Centre

log = structlog.get_logger()

PRIVATE = 0o077
FOR_ASTERISK = 0o640  # the group is Asterisk's, which reads what is rendered here


def run(options: RunOptions) -> int:
    """Run until a signal or a bug; the exit code. Raises ConfigError, PlatformError."""
    operations = load_operations(options.acd, os.environ)
    configure_logs(operations.log)
    os.umask(PRIVATE)
    if not operations.asterisk:
        raise ConfigError("acd.toml names no [[asterisk]] server; for one on this machine, use: acd up")
    home = Home(options.home.absolute())
    home.make()
    with lock(home.folder):  # before anything is touched: another daemon's centre is its own
        centre = initial_centre(home, options.centre)
        if unknown := unknown_nodes(centre, (node.name for node in operations.asterisk)):
            raise ConfigError("\n".join(unknown))
        return asyncio.run(_run(operations, home, centre))


async def _run(operations: Operations, home: Home, centre: Centre) -> int:
    def provision(changed: Centre) -> None:
        write_rendered(operations, home, changed)

    provision(centre)
    nodes = {
        node.name: LinkSettings(node.host, node.port, node.user, operations.asterisk_secret(node))
        for node in operations.asterisk
    }
    setup = Setup(
        home=home,
        operations=operations,
        centre=centre,
        nodes=nodes,
        pins=lambda: provide(home.folder, Centre()).agents,
        provision=provision,
        http=parse_listen(operations.http.listen),
    )
    daemon = Daemon(setup)
    daemon.stop_on_signals()
    try:
        await daemon.start()
        sys.stdout.write(f"ready: api {daemon.server.url}\n")
        sys.stdout.flush()
        await daemon.wanted.wait()
    finally:
        await daemon.stop()
    return 1 if daemon.failed else 0


def write_rendered(operations: Operations, home: Home, centre: Centre) -> None:
    """The files for each Asterisk server, in the folder that ``acd.toml`` names for it; read by it on reload."""
    credentials = provide(home.folder, centre)
    for node in operations.asterisk:
        options = Options(node=node.name, ami_user=node.user, patience_s=node.patience_s, qualify_s=node.qualify_s)
        secrets = SwitchSecrets(ami=operations.asterisk_secret(node), phones=credentials.phones)
        folder = operations.rendered_folder(node, home.folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, text in render(centre, secrets, options).items():
            _replace(folder / name, text)


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.new")
    part.write_text(text, "utf-8")
    part.chmod(FOR_ASTERISK)
    part.replace(path)
