"""The deterministic engine: ``Engine.handle(event, now_ms)`` returns the commands that follow from an event."""
