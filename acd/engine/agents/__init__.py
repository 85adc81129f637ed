"""The life of an agent: states, breaks, wrap-up, lamps."""
