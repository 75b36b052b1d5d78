"""How long a rule rests between two alerts. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from monitor.model import AlertPolicy, Millis

REMEMBERED = 24
"""How many of a rule's alerts say how far its cooldown has grown."""


def rest_after(policy: AlertPolicy, opened: Sequence[Millis]) -> Millis:
    """How long after its last alert a rule opens no other. `opened`: when its last alerts were, oldest first.

    A cooldown that grows doubles with each alert that comes within twice its length, and halves for each further
    length that passes without one.
    """
    rest = policy.cooldown
    if policy.cooldown_most <= policy.cooldown:
        return rest
    for before, after in pairwise(opened):
        gap = abs(after - before)
        if gap < 2 * rest:
            rest = min(policy.cooldown_most, rest * 2)
        else:
            rest = max(policy.cooldown, rest >> min(gap // rest - 1, 40))
    return rest
