"""The outside world behind the ports of ``acd.runtime.ports``; adapters do not know each other."""
