"""Fakes of the ports, shipped; they pass the same contract tests as the real parts."""
