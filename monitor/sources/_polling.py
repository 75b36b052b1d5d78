"""How often a channel that does not push is read: busy ones more, quiet ones less. Pure."""

GROW = 1.5
SHRINK = 0.5
SPREAD = 0.2


def next_interval(now: float, found: bool, bounds: tuple[float, float]) -> float:
    """The next interval in seconds, from the last one and whether it found something new."""
    low, high = bounds
    return min(high, max(low, now * (SHRINK if found else GROW)))


def spread(interval: float, draw: float) -> float:
    """The interval shifted by up to a fifth, so that channels do not ask in step. `draw` is in [0, 1)."""
    return interval * (1 + SPREAD * (2 * draw - 1))
