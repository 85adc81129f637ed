"""The life of a call: how it comes in, rings, is talked, held, passed on and ends."""
