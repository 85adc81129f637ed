"""The hints of lamps (``acd-hints.conf``): which extension a phone subscribes to, for each agent and queue.

The devices behind them are custom ones whose states the daemon sets (``acd.engine.agents.lamps``).
"""

from acd.engine.agents.lamps import agent_lamp, queue_lamp
from acd.model.centre import Centre


def hints(centre: Centre) -> str:
    """``*17<agent>`` is also what the key of the lamp dials; ``*18<queue>`` shows only. Without lamps, none."""
    lines = ["\n[acd-hints]\n"]
    if centre.desk.lamps:
        lines += [_hint(f"*17{agent}", agent_lamp(agent)) for agent in sorted(centre.agents)]
        lines += [_hint(f"*18{queue.replace('-', '+')}", queue_lamp(queue)) for queue in sorted(centre.queues)]
    return "".join(lines)


def _hint(extension: str, device: str) -> str:
    return f"exten => {extension},hint,Custom:{device}\n"
