"""Reads in what Asterisk's own CDR file has of the time in which the daemon did not listen."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import structlog

from acd.adapters.sql.store import RecordStore
from acd.errors import ConfigError, StoreError

log = structlog.get_logger()

RETRY_S = 1.0


class CdrCatchUp:
    """``files`` by node. Each ``want`` (a link came up) leads to one reading; with the database away it is repeated."""

    def __init__(self, store: RecordStore, files: Mapping[str, Path]) -> None:
        self._store = store
        self._files = files
        self._wanted = asyncio.Event()

    def want(self) -> None:
        self._wanted.set()

    async def run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            for node, path in self._files.items():
                if not await self._read(node, path):
                    self._wanted.set()
                    await asyncio.sleep(RETRY_S)

    async def _read(self, node: str, path: Path) -> bool:
        if not self._store.health().db_up:
            return False  # it says itself, once, that it is away
        try:
            found = await self._store.import_cdr(path, node)
        except FileNotFoundError:
            return True  # Asterisk has ended no call yet
        except StoreError as error:
            log.warning("Asterisk's CDR file waits for the database", node=node, reason=str(error))
            return False
        except (ConfigError, OSError) as error:
            log.warning("Asterisk's CDR file cannot be read in", node=node, reason=str(error))
            return True
        if found.unreadable:
            log.warning("lines of Asterisk's CDR file are unreadable", node=node, lines=str(found.unreadable))
        return True
