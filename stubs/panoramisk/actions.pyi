import asyncio
from typing import Any

class Action:
    future: asyncio.Future[Any]
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
