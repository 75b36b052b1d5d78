"""How long tests wait for what must come."""

PATIENCE = 100.0
"""Seconds. Far above what anything takes on a busy machine: a test that passes waits for none of it."""
