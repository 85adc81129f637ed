"""The centre that is measured: one queue, one trunk, as many agents as wanted; and app_queue's view of it."""

from dataclasses import replace

from acd.model.centre import Agent, Announcements, Centre, Number, Phone, Project, Queue, Trunk
from benchmarks.rig.floor import TRUNK_HOST

ACD_NUMBER = "700"
APP_QUEUE_NUMBER = "701"
DIAL_PREFIX = "8"  # 8<phone> rings that phone
WAITING_MAX_S = 3600


def bench_centre(agents: int) -> Centre:
    """Agents 101... at phones 1001..., all in queue "bench", without wrap-up."""
    indices = range(1, agents + 1)
    return Centre(
        projects={"bench": Project("bench", "Bench")},
        queues={"bench": Queue("bench", "Bench", "bench", wrap_up_ms=0, refusals_max=0)},
        agents={str(100 + i): Agent(str(100 + i), f"Agent {i}", ("bench",), str(1000 + i)) for i in indices},
        phones={str(1000 + i): Phone(str(1000 + i)) for i in indices},
        numbers={ACD_NUMBER: Number(ACD_NUMBER, "bench")},
        trunks={"bench": Trunk("bench", "main", (TRUNK_HOST,))},
    )


def announcing(centre: Centre) -> Centre:
    """The same, where a message of eight seconds begins as soon as a caller enters the queue."""
    announce = Announcements(first_after_ms=0, messages=("queue-periodic-announce",), messages_every_ms=10_000)
    return replace(centre, queues={id_: replace(queue, announce=announce) for id_, queue in centre.queues.items()})


def bench_extensions() -> str:
    """The two others beside our own dialplan. All three answer first and play the same music until somebody talks."""
    return f"""#include "acd/extensions.conf"

[acd-trunk]
exten => {APP_QUEUE_NUMBER},1,Answer()
 same => n,Queue(bench,,,,{WAITING_MAX_S})
exten => _{DIAL_PREFIX}X.,1,Answer()
 same => n,Dial(PJSIP/${{EXTEN:1}},20,m(default))
"""


def bench_queues(centre: Centre) -> str:
    """queues.conf at its best for this test; 1 is the least for retry, since 0 would mean 5 s."""
    members = "\n".join(f"member => PJSIP/{phone},0,Agent {phone},PJSIP/{phone}" for phone in centre.phones)
    return f"""[general]
persistentmembers = no
autofill = yes
shared_lastcall = no

[bench]
strategy = leastrecent
autofill = yes
ringinuse = no
timeout = 20
retry = 1
wrapuptime = 0
memberdelay = 0
autopause = no
joinempty = yes
leavewhenempty = no
announce-frequency = 0
periodic-announce-frequency = 0
musicclass = default
{members}
"""
