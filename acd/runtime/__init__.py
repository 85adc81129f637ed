"""The single-writer shell around the engine: loop, journal, replay, clock and the ports."""
