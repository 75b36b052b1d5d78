"""How a story is corroborated: never by the same origin, and by the same side alone is said as such."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

Kind = Literal["none", "single", "one_side", "beyond_side", "no_side", "several_sides", "not_known"]
"""How many speak, and for whom. "single": one voice. "one_side": several, all for one side. "beyond_side": several, for
one side and for none. "no_side": several, none for a side. "several_sides". "none": nobody says it any more.
"not_known": several, and nobody said who speaks for which side."""


class Voice(Struct, frozen=True):
    """Who says it independently: an origin, the channel of its first post, and the side that the channel speaks for.

    `origin` is the row that names it; `side` is "" where the channel speaks for none. `quotes`: the entity whose words
    these are, where the channel only quotes; the side is that entity's. `deleted`: it was deleted since.
    """

    origin: int
    channel: int
    side: str = ""
    quotes: str = ""
    deleted: bool = False

    @property
    def speaker(self) -> tuple[int, str]:
        """Who is one and the same: what a channel quotes is said by another than itself."""
        return self.channel, self.quotes


class Corroboration(Struct, frozen=True):
    """`voices` are different channels with an origin of their own; `sides` those they speak for, the loudest first.

    `deleted` are how many others have deleted all that they said: they bear nothing out any more.
    `sideless` speak for none. Where sides are not known, there are none, and `sideless` is None.
    """

    kind: Kind
    voices: int
    sides: tuple[tuple[str, int], ...] = ()
    sideless: int | None = 0
    deleted: int = 0


def corroboration(voices: Iterable[Voice], *, known: bool = True) -> Corroboration:
    """How the origins of a story corroborate each other. `known`: it is known who speaks for which side.

    An origin counts once however often it is copied, and a channel once however many reports of its own it has: who
    repeats themselves confirms nothing. Who has deleted all of them confirms nothing, either.
    """
    everybody = list(_speakers(voices))
    sides = {voice.speaker: voice.side for voice in everybody if not voice.deleted}
    gone = len({voice.speaker for voice in everybody} - sides.keys())
    if not known:
        return Corroboration("not_known" if len(sides) > 1 else _kind(len(sides), (), 0), len(sides), (), None, gone)
    counted: dict[str, int] = {}
    for side in sides.values():
        counted[side] = counted.get(side, 0) + 1
    sideless = counted.pop("", 0)
    ranked = tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    return Corroboration(_kind(len(sides), ranked, sideless), len(sides), ranked, sideless, gone)


def repeats(voices: Iterable[Voice]) -> Mapping[int, int]:
    """Origins by whom an earlier one is told again, in the order of their first posts: the later one, and the first.

    What is left are independent origins: all who count them leave out these.
    """
    first: dict[tuple[int, str], int] = {}
    found: dict[int, int] = {}
    for voice in voices:
        origin = first.setdefault(voice.speaker, voice.origin)
        if origin != voice.origin:
            found[voice.origin] = origin
    return found


def _speakers(voices: Iterable[Voice]) -> Iterable[Voice]:
    """One for each origin."""
    heard: set[int] = set()
    for voice in voices:
        if voice.origin not in heard:
            heard.add(voice.origin)
            yield voice


def _kind(voices: int, sides: Sequence[tuple[str, int]], sideless: int) -> Kind:
    if voices <= 1:
        return "single" if voices else "none"
    if len(sides) > 1:
        return "several_sides"
    if not sides:
        return "no_side"
    return "beyond_side" if sideless else "one_side"


def in_words(found: Corroboration) -> str:
    """ "3 independent origins on 2 sides (russia 2, ukraine 1)": one line for people."""
    if not found.deleted:
        return _of_those_left(found)
    deleted = "1 deleted origin does" if found.deleted == 1 else f"{found.deleted} deleted origins do"
    return f"{_of_those_left(found)}; {deleted} not count"


def _of_those_left(found: Corroboration) -> str:
    told = ", ".join(f"{side} {count}" for side, count in found.sides)
    many = f"{found.voices} independent origins"
    beside = f", and {found.sideless} without a side" if found.sideless else ""
    match found.kind:
        case "none":
            return "no origin is left"
        case "single":
            return f"a single origin{f' ({found.sides[0][0]})' if found.sides else ''}, not corroborated"
        case "one_side":
            return f"{many}, all of the same side ({found.sides[0][0]}): not corroborated by any other"
        case "not_known":
            return f"{many}; for which sides they speak is not known without the watch file"
        case "no_side":
            return f"{many}, none of which speaks for a side"
        case "beyond_side":
            return f"{many}: of one side ({told}){beside}"
        case "several_sides":
            return f"{many} on {len(found.sides)} sides ({told}){beside}"
