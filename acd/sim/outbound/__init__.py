"""Campaigns in a simulated centre: leads, carriers and the people called; the engine that dials is the real one."""
