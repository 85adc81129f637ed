"""Asterisk's manager interface (AMI) as events and commands, and the configuration that Asterisk needs.

From the bytes up: ``framing`` (bytes to messages), ``actions`` and ``pending`` (actions and their replies),
``protocol`` and ``link`` (one connection and its life, on panoramisk), ``decode`` and ``encode`` (the engine's words),
``resync`` and ``privileges`` (what Asterisk holds, what its user may do), ``node`` and ``switch`` (the ``Switch``
port). Beside them ``provisioning`` and ``manager_user`` render configuration.
"""
