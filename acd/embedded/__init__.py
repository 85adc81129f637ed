"""A private Asterisk on this machine: fetched, rendered, started and stopped as an ordinary user.

How to start one (every call blocks; from a coroutine use ``asyncio.to_thread``)::

    progress = TerminalProgress()
    cache = cache_folder(home)                              # ~/.cache/acd
    installation = find_asterisk(cache, progress)           # the machine's own >= 18, or a private copy (10 s, once)
    credentials = provide(home, centre)                     # home/secrets.toml: ami, phones, agents (PINs)
    asterisk = PrivateAsterisk(home, installation, Ports(sip=5060, ami=5038), cache)
    new = asterisk.start(centre, credentials.of_switch(), Options())    # False: adopted, with its calls
    ...                                                     # AMI: 127.0.0.1:5038, user "acd", credentials.ami
    asterisk.apply(centre, credentials.of_switch(), Options())          # a changed centre; calls go on
    asterisk.stop()                                         # only a wanted stop: calls end

Simulated traffic::

    demo = Demo(asterisk, find_sipp(cache, progress), centre, credentials, home / "demo")
    demo.start()                                            # the daemon must be there: agents log in by phone
    demo.stop()

A daemon that is killed leaves Asterisk running; the next ``start`` in the same home adopts it. Tests take
``free_ports()`` and stop what they started.
"""

from acd.embedded.asterisk import PrivateAsterisk
from acd.embedded.credentials import Credentials, provide
from acd.embedded.demo import Demo, Pace
from acd.embedded.fetch import cache_folder, fetch_packages
from acd.embedded.installation import Installation, find_asterisk, find_sipp
from acd.embedded.layout import Ports, free_ports
from acd.embedded.progress import TerminalProgress, silent

__all__ = [
    "Credentials",
    "Demo",
    "Installation",
    "Pace",
    "Ports",
    "PrivateAsterisk",
    "TerminalProgress",
    "cache_folder",
    "fetch_packages",
    "find_asterisk",
    "find_sipp",
    "free_ports",
    "provide",
    "silent",
]
