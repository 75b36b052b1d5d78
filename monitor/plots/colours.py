"""Which colour a side has: eight that people with any kind of colour vision can tell apart (Okabe and Ito)."""

from collections.abc import Mapping, Sequence

NONE = "#767676"
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6d00")


def colours(sides: Sequence[str]) -> Mapping[str, str]:
    """A colour for each side, in their order; "" is grey. More than seven sides share colours."""
    named = dict.fromkeys(side for side in sides if side)
    return {**{side: _COLOURS[number % len(_COLOURS)] for number, side in enumerate(named)}, "": NONE}
