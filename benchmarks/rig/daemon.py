"""Our daemon as a process of its own, on the rig's Asterisk: started, its agents logged in, stopped by its pid."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from acd.config.dump import dump_centre
from acd.model.centre import Centre
from acd.resources import resource
from benchmarks.rig.switch import Switch

READY_S = 20.0
STOP_S = 10.0
_POLL_S = 0.05


class Daemon:
    """``pid`` is the process whose CPU is ours."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        if self._process.returncode is not None:
            raise RuntimeError("the daemon has died; what it said is above")
        return self._process.pid


@asynccontextmanager
async def running_daemon(switch: Switch, centre: Centre, folder: Path) -> AsyncIterator[Daemon]:
    """Run ``acd run`` with ``centre`` against ``switch``, all agents ready; ``folder``: its home, kept over runs."""
    _configure(switch, centre, folder)
    with (folder / "daemon.log").open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "acd", "run", "--home", str(folder)),
            *("--acd", str(folder / "acd.toml"), "--centre", str(folder / "bench.toml")),
            stdout=asyncio.subprocess.PIPE,
            stderr=out,
            cwd=resource("config").parent,
        )
    try:
        await _log_in(await _ready(process, folder), (folder / "token").read_text().strip(), switch)
        yield Daemon(process)
    finally:
        await _stop(process)


def _configure(switch: Switch, centre: Centre, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    secret = folder / "ami.secret"
    secret.touch(mode=0o600)
    secret.write_text(switch.credentials.ami)
    (folder / "bench.toml").write_text(dump_centre(centre))
    lines = [
        "[[asterisk]]",
        'name = "main"',
        f"host = {json.dumps(switch.ports.ami_host)}",
        f"port = {switch.ports.ami}",
        f"secret_file = {json.dumps(secret.name)}",
        "[http]",
        'listen = "127.0.0.1:0"',
    ]
    (folder / "acd.toml").write_text("\n".join(lines) + "\n")


async def _ready(process: asyncio.subprocess.Process, folder: Path) -> str:
    """The URL of its API."""
    if process.stdout is None:
        raise RuntimeError("the daemon's output is not read")
    async with asyncio.timeout(READY_S):
        async for line in process.stdout:
            if b"ready" in line:
                return (folder / "address").read_text().strip()
    raise RuntimeError(f"the daemon ended: {(folder / 'daemon.log').read_text()[-2000:]}")


async def _log_in(url: str, token: str, switch: Switch) -> None:
    """All agents on their usual phones, ready; returns once the engine says so of each."""
    async with ClientSession(url, headers={"Authorization": f"Bearer {token}"}) as session, asyncio.timeout(READY_S):

        async def ready() -> bool:
            answer = await session.get("/readyz")
            return answer.status == 200

        async def all_ready() -> bool:
            agents = (await (await session.get("/api/v1/agents")).json())["agents"]
            return len(switch.centre.agents) == [agent["state"] for agent in agents].count("ready")

        await _until(ready)
        for agent in switch.centre.agents:
            answer = await session.post(f"/api/v1/agents/{agent}/login", json={"phone": None, "ready": True})
            if answer.status != 200:
                raise RuntimeError(f"agent {agent} cannot log in: {await answer.text()}")
        await _until(all_ready)


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Poll the other process; the caller's deadline ends it."""
    while True:
        if await condition():
            return
        await asyncio.sleep(_POLL_S)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
