"""One campaign in virtual time without the engine, to compare ways of pacing it: callees by seed, agents, a carrier."""
