"""A centre in virtual time behind the real engine: callers and agents by seed, a carrier, what came of it."""
