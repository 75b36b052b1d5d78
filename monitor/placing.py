"""Posts are put in their places in stories: as much of what is stored is read as `stories.weave` asks for."""

from collections.abc import Collection, Iterable, Sequence

from monitor.model import Link
from monitor.ports.stories import StoryStore
from monitor.stories.weave import Arrival, Unknown, View, Woven, weave


def seen_of(store: StoryStore, posts: Iterable[int]) -> View:
    """The origins of posts, as far as they are stored, whole."""
    view = View()
    _look_up(store, view, posts)
    return view


def called_up(view: View, posts: Iterable[int]) -> list[Arrival]:
    """Posts whose places are to be judged again, though they are as they were."""
    return [Arrival(post, view.strands[view.member[post]].first) for post in posts if post in view.member]


def woven_into(store: StoryStore, view: View, arrivals: Sequence[Arrival]) -> Woven:
    """Put posts in their places; asks the store for more until nothing is missing, and adds it to the view."""
    if view.strands:  # each of them is going to be asked about: in one query rather than one by one
        _complete(store, view, list(view.strands))
    while True:
        try:
            return weave(view, arrivals)
        except Unknown as unknown:
            _complete(store, view, unknown.origins)


def _look_up(store: StoryStore, view: View, posts: Iterable[int]) -> None:
    """The origins of posts, as far as they are stored."""
    missing = set(posts) - view.member.keys()
    if missing:
        strands, member = store.strands(missing)
        view.strands.update(strands)
        view.member.update(member)


def _complete(store: StoryStore, view: View, origins: Collection[int]) -> None:
    """All event links of origins, and the origins at their other ends."""
    events = store.event_links_of({post for post, origin in view.member.items() if origin in origins})
    _look_up(store, view, {end for link in events for end in (link.a, link.b)})
    # Of two origins only the surest link matters, and nothing parts them once they are in a view; copies of two reports
    # may have a hundred.
    surest: dict[tuple[int, int], Link] = {}
    for link in events:
        one, other = view.member[link.a], view.member[link.b]
        pair = (one, other) if one < other else (other, one)
        if pair not in surest or surest[pair].score < link.score:
            surest[pair] = link
    wanted = set(origins)
    for pair, link in surest.items():
        for origin in wanted.intersection(pair):
            view.links.setdefault(origin, []).append(link)
    view.whole.update(origins)
