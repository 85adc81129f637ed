"""An automatic call distribution (ACD) server for Asterisk.

Asterisk holds the calls; this package only decides. Start reading at ``acd.engine``, the deterministic core: events
(``acd.events``) go in, commands (``acd.commands``) come out. ``acd.runtime`` carries them out through the ports that
the packages under ``acd.adapters`` implement.
"""

__version__ = "0.1.0"
