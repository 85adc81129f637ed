"""Campaigns in the engine: which leads are dialled when, and what becomes of each attempt."""
