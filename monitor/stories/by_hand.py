"""What people decide about stories: two that are one, or one that is two. Pure; `weave` holds to it afterwards.

A decision fixes every origin that it concerns: the weaving leaves these where they are, and takes a fixed core for one
that was there before all others, so that posts follow a decision in whatever order they come in. A split fixes both
parts. A merge fixes the cores of both, and who joined a core stays with it. Copies of fixed origins join them; two
origins that a person keeps in different stories are never made one.
"""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from monitor.model import Order, Placed
from monitor.stories.weave import View


def split(view: View, orders: Mapping[int, Order], story: int, posts: Collection[int]) -> tuple[View, int]:
    """Make a story of its own of some posts of a story; returns the number of the new one.

    `orders` has all posts of the story; some have to stay. Who names the first post of an origin means all of it; a
    copy that is named leaves its origin alone. The part with the post that gave the story its number keeps that.
    """
    strands, member = dict(view.strands), dict(view.member)
    named = whole_origins(view, orders, story, posts)
    parts: dict[bool, set[int]] = {True: set(), False: set()}
    for origin, strand in view.strands.items():
        if strand.story != story:
            continue
        rows = [row for row, its in view.member.items() if its == origin]
        for goes in (True, False):
            if some := [row for row in rows if (row in named) is goes]:
                number = min(some)
                strands[number] = replace(strand, id=number, first=min(orders[row] for row in some))
                member.update(dict.fromkeys(some, number))
                parts[goes].add(number)
    leaving = parts[story not in named]
    new = min(leaving)
    for part in parts.values():
        first = min(part, key=lambda n: strands[n].first)
        for n in part:
            core = strands[n].core or n == first
            strands[n] = replace(strands[n], story=new if part is leaving else story, core=core, fixed=True)
    return View({n: strands[n] for n in set(member.values())}, member), new


def whole_origins(view: View, orders: Mapping[int, Order], story: int, posts: Collection[int]) -> set[int]:
    """The posts that a split of a story takes away: those that are named, and all copies of a first post."""
    named = set(posts)
    for origin, strand in view.strands.items():
        if strand.story == story:
            rows = [row for row, its in view.member.items() if its == origin]
            if min(rows, key=orders.__getitem__) in named:
                named |= set(rows)
    return named


def merge(view: View, one: int, other: int) -> tuple[View, int]:
    """Make one story of two; it keeps the older number, which is returned."""
    kept = min(one, other)
    strands = {
        n: replace(strand, story=kept, fixed=strand.fixed or strand.core) if strand.story in (one, other) else strand
        for n, strand in view.strands.items()
    }
    return View(strands, dict(view.member)), kept


def release(view: View, orders: Mapping[int, Order], before: Sequence[Placed]) -> View:
    """Undo a decision: what was fixed before it is as it was, the rest is free to be judged again.

    `orders` has all posts of the view. An origin that was made of one that was fixed and of others falls apart: its
    links tell, as the posts are woven again, what belongs to which.
    """
    was = {place.post: place for place in before}
    member = dict(view.member)
    for row, origin in view.member.items():
        if any(place.fixed for place in before if view.member[place.post] == origin):
            place = was.get(row)
            member[row] = place.origin if place is not None and place.fixed else row
    parts: dict[int, set[int]] = {}
    for row, origin in member.items():
        parts.setdefault(origin, set()).add(row)
    strands = {}
    for n, rows in parts.items():
        first = min(orders[row] for row in rows)
        strand = replace(view.strands[view.member[n]], id=n, first=first, fixed=False)
        place = min((was[row] for row in rows if row in was), key=lambda p: (not p.fixed, p.post), default=None)
        if place is not None:  # else it came later
            story = place.story if place.fixed or place.story in rows else n
            strand = replace(strand, story=story, core=place.core, fixed=place.fixed)
        elif n not in view.strands:
            strand = replace(strand, story=n, core=True)
        strands[n] = strand
    return View(strands, member)
