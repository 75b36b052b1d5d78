"""What a rule waits for beside its condition: what the story of a match has to come to. Pure."""

from monitor.model import Millis, OverSpec, Storied


def reached(over: OverSpec, story: Storied, posted: Millis) -> bool:
    """Whether a story has come to what a rule waits for, with a post of it that was posted then."""
    if over.change:
        return any(abs(posted - then) <= over.within for then in story.against)
    return any(
        len(window) >= over.origins and len({side for _, side in window if side}) >= over.sides
        for window in _windows(story, over.within)
    )


def _windows(story: Storied, within: Millis) -> list[list[tuple[Millis, str]]]:
    """The independent origins that first spoke within a time, from each of them on."""
    firsts = sorted(story.firsts)
    return [[one for one in firsts if start <= one[0] <= start + within] for start, _ in firsts]


def so_far(over: OverSpec, story: Storied) -> str:
    """What a story has come to, in words."""
    if over.change:
        return "another claim speaks against it" if story.against else "no other claim speaks against it so far"
    best = max(_windows(story, over.within), key=len, default=[])
    sides = sorted({side for _, side in best if side})
    of = f" of {over.origins}" if over.origins > 1 else ""
    origins = f"{len(best) or 1}{of} independent origin{'' if len(best) <= 1 and not of else 's'}"
    return f"{origins}, {'sides: ' + ', '.join(sides) if sides else 'no side'}"
