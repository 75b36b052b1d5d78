"""New posts are put into their stories, within the batch's transaction: what is near is read, pure code decides."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from monitor.model import Channel, Link, Millis, Spoken, Storied, StoriesSpec, Strand, Telling
from monitor.placing import called_up, seen_of, woven_into
from monitor.ports.desk import Settled
from monitor.ports.stories import SignedTelling, StoryStore
from monitor.stories import candidates
from monitor.stories.attributed import attributed_link, whom
from monitor.stories.copies import Wording, wording_of
from monitor.stories.events import Sight, speakers_among
from monitor.stories.gazetteer import Gazetteer
from monitor.stories.links import (
    copy_link,
    event_link,
    fewest_sketched,
    needs_words,
    shared_names,
    shares_sentences,
    too_unlike,
)
from monitor.stories.news import Company, Member
from monitor.stories.pictures import distinct
from monitor.stories.signs import Signs, signs_of
from monitor.stories.weave import Arrival, Woven

_NOTHING = Wording(())
_MOST_SAME, _MOST_ALIKE = 32, 6
_MOST_FILES = 64
_MOST_PICTURES = 12


class Weaving:
    """Puts posts into stories by one watch file."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        bounds: StoriesSpec,
        channel: Callable[[int], Channel],
        speakers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`speakers` are the sides of those who have a channel of their own, by entity."""
        self._gazetteer, self._bounds, self._channel, self._speakers = gazetteer, bounds, channel, speakers
        self._newest: Millis | None = None

    def begin_in_the_past(self) -> None:
        """What comes next is older than what is stored, in its order: none of it is late."""
        self._newest = 0

    def weave(self, store: StoryStore, told: Sequence[Telling], again: Collection[int], now: Millis) -> Settled:
        """Write what posts tell, the links that they have, and what becomes of stories.

        `again` are rows of posts that told something before.
        """
        last = {telling.key: telling for telling in told}  # an album may grow within a batch
        lost: set[int] = set()  # who was linked to what a changed post said, and may not be any more
        before: Mapping[int, Telling] = {}
        if again:
            before = store.told(again)
            last = {key: _with_files(telling, before.get(key)) for key, telling in last.items()}
            lost = {end for link in store.event_links_of(again) for end in (link.a, link.b)} - last.keys()
            store.forget_tellings(again)
        late = self._late(store, last)
        sights = {key: Sight(telling, self._gazetteer) for key, telling in last.items()}
        signs = {key: signs_of(sight, self._gazetteer, self._bounds) for key, sight in sights.items()}
        links = self._links(store, sights, signs)
        ends = {end for some in links.values() for link in some for end in (link.a, link.b)}
        touched = ends.union(again)
        woven = Woven({}, {})
        if touched:
            view = seen_of(store, touched | lost)
            arrivals = [  # who is new and tied to nobody, as most are, stands where it is written
                Arrival(key, one.order, tuple(links[key]), late=key in late)
                for key, one in last.items()
                if key in touched
            ]
            woven = woven_into(store, view, [*arrivals, *called_up(view, lost)])
        rows = [SignedTelling(one, signs[key].all, key in late) for key, one in last.items()]
        store.keep_tellings(rows, [link for some in links.values() for link in some])
        grown = {origin for post, origin in woven.member.items() if post != origin}
        # a new post stands for itself as it is written: if that is all, nothing is left to write
        kept = {row.telling.key: row.late for row in rows if row.telling.key not in again}
        strands = [s for s in woven.strands.values() if s.id in grown or not _is_as_kept(s, kept)]
        moves = store.weave(strands, woven.member, now)
        known = {key: key for key in last} | dict(store.stories_of(again) if again else {}) | dict(moves.stories)
        shared = {*moves.stories.values(), *(known[key] for key in before.keys() & last.keys())}
        posts = self._storied(store, {key: known[key] for key in last}, shared)
        for key in before.keys() & posts.keys() - moves.stories.keys():
            posts[key] = _told_again(posts[key], changed=before[key].figures != last[key].figures)
        return Settled(posts, moves.merged)

    def hear_of_files(self, store: StoryStore, now: Millis) -> Settled:
        """Files whose content became known since: who has the same has it from there."""
        known = store.files_known(_MOST_FILES)
        before = store.told(known) if known else {}
        told = [
            replace(
                telling,
                copied=tuple(dict.fromkeys([*telling.copied, *(f"s:{sha}" for sha in known[key][0])])),
                pictures=tuple(distinct(known[key][1]))[:_MOST_PICTURES],
            )
            for key, telling in before.items()
        ]
        return self.weave(store, told, list(before), now) if told else Settled()

    def _storied(self, store: StoryStore, stories: Mapping[int, int], joined: Collection[int]) -> dict[int, Storied]:
        """What posts of the batch are to their stories. Most are alone in theirs, and need no look.

        `joined` are stories that may have others: a post went there (also to one that came in just now, and stands
        before it), or it stood there already.
        """
        shared = {story for key, story in stories.items() if key != story or story in joined}
        here: dict[int, list[int]] = {}
        for key in sorted(stories):
            here.setdefault(stories[key], []).append(key)
        found = store.members(shared) if shared else {}
        posts = {key: Storied(story) for key, story in stories.items()}
        for story, told in found.items():
            members = {one.key: self._member(one, origin) for one, origin in told}
            company = Company(story, (one for row, one in members.items() if row not in stories))
            posts |= {key: company.join(members[key]) for key in here.get(story, ()) if key in members}
        return posts

    def _member(self, told: Spoken, origin: int) -> Member:
        channel = self._channel(told.channel)
        name = channel.title or channel.handle or str(channel.id)
        quotes = whom(speakers_among(told.quotes, self._gazetteer), self._speakers)
        return Member(told, origin, name, self._speakers.get(quotes, "") if quotes else channel.side, quotes)

    def _links(
        self, store: StoryStore, sights: Mapping[int, Sight], signs: Mapping[int, Signs]
    ) -> dict[int, list[Link]]:
        """The links of each post, those between two of the batch with one of both alone."""
        copies = self._near_copies(store, sights, signs)
        events = self._near_events(store, signs)
        others = {row for near in (copies, events) for rows in near.values() for row in rows} - sights.keys()
        known = {key: sight.told for key, sight in sights.items()} | (dict(store.told(others)) if others else {})
        said = list(self._attributed(sights, known, copies))
        copies = {key: self._likeliest(key, rows, known) for key, rows in copies.items()}
        words = self._words(store, known, copies)
        links: dict[int, list[Link]] = {key: [] for key in sights}
        tied: set[tuple[int, int]] = set()
        for key, rows in copies.items():
            for link in self._copies(known[key], [known[row] for row in rows if row in known], words):
                if (link.a, link.b) not in tied:
                    tied.add((link.a, link.b))
                    links[key].append(link)
        for key, link in (*said, *self._events(sights, known, events)):
            if (link.a, link.b) not in tied:
                tied.add((link.a, link.b))
                links[key].append(link)
        return links

    def _near_copies(
        self, store: StoryStore, sights: Mapping[int, Sight], signs: Mapping[int, Signs]
    ) -> dict[int, list[int]]:
        """For each post the rows of those that may be copies of it."""
        same = {key: one.copies for key, one in signs.items()}
        sketch = {key: one.sketch for key, one in signs.items()}
        found = store.near(frozenset().union(*same.values(), *sketch.values()), candidates.MOST)
        near = candidates.sharing(same, found, same)
        short = {key for key, sight in sights.items() if fewest_sketched(sight.told) == 1}
        for key, rows in candidates.sharing_twice(sketch, found, once=short).items():
            near.setdefault(key, set()).update(rows)
        return {key: candidates.both_ends(rows) for key, rows in near.items()}

    def _near_events(self, store: StoryStore, signs: Mapping[int, Signs]) -> dict[int, list[int]]:
        """For each post the rows of those that may tell of its event: cores of stories, and what came in just now."""
        asked = {key: one.asked for key, one in signs.items() if one.asked}
        named = {key: one.names for key, one in signs.items() if one.names}
        since = (self._newest or 0) - self._bounds.late
        wanted = frozenset().union(*asked.values(), *named.values())
        cores = store.near_cores(wanted, since, candidates.MOST)
        near = candidates.sharing(asked, cores, {key: signs[key].events for key in asked})
        events = {key: candidates.both_ends(rows) for key, rows in near.items()}
        for key, rows in candidates.sharing_twice(named, cores).items():
            events[key] = sorted({*events.get(key, ()), *candidates.both_ends(rows, candidates.MOST_NAMED)})
        return events

    def _attributed(
        self, sights: Mapping[int, Sight], known: Mapping[int, Telling], near: Mapping[int, Sequence[int]]
    ) -> Iterator[tuple[int, Link]]:
        """Links of posts that say what one speaker says, by row; those between two of the batch come twice."""
        for key, rows in near.items():
            mine = sights[key]
            for other in (known[row] for row in rows if row in known) if mine.quoted or mine.told.speaks else ():
                if (mine.quoted and other.speaks) or other.quotes:
                    theirs = sights.get(other.key) or Sight(other, self._gazetteer)
                    if link := attributed_link(mine, theirs, self._gazetteer, self._bounds):
                        yield key, link

    def _events(
        self, sights: Mapping[int, Sight], known: Mapping[int, Telling], near: Mapping[int, Sequence[int]]
    ) -> Iterator[tuple[int, Link]]:
        """Event links of posts, by row; those between two of the batch come twice."""
        told = {key: _each_text_once([known[row] for row in rows if row in known]) for key, rows in near.items()}
        others = {one.key: one for some in told.values() for one in some if one.key not in sights}
        every = {**sights, **{row: Sight(one, self._gazetteer) for row, one in others.items()}}
        for key, some in told.items():
            for row in (one.key for one in some if one.exact != sights[key].told.exact or not one.exact):
                if link := event_link(sights[key], every[row], self._gazetteer, self._bounds):
                    yield key, link

    def _copies(self, one: Telling, others: Sequence[Telling], words: Mapping[int, Wording]) -> Iterator[Link]:
        """Its links to copies. Who has the same file, or the same words, is linked to one who has it: not to all."""
        seen: set[str] = set()
        for other in others:
            shared = shared_names(one, other, self._bounds)
            if shared and shared <= seen:
                continue
            link = copy_link(one, other, lambda end: words.get(end, _NOTHING), self._gazetteer, self._bounds)
            if link is not None:
                seen |= shared
                yield link

    def _likeliest(self, key: int, rows: Sequence[int], known: Mapping[int, Telling]) -> list[int]:
        """Of the rows that share a sign with a post: who has the same file or words, and a few whose sketch is nearest.

        What a channel puts under every post makes many share a little; a copy shares most.
        """
        one = known[key]
        names = frozenset(one.copied)
        same, near = [], []
        for row in rows:
            other = known.get(row)
            if other is None:
                continue
            if (one.exact and one.exact == other.exact) or (
                not names.isdisjoint(other.copied) and shared_names(one, other, self._bounds)
            ):
                same.append(row)
            elif places := needs_words(one, other, self._bounds):
                near.append((-places, row))
            elif (one.pictures and other.pictures) or shares_sentences(one, other):
                same.append(row)
        return [*same[:_MOST_SAME], *(row for _, row in sorted(near)[:_MOST_ALIKE])]

    def _words(
        self, store: StoryStore, known: Mapping[int, Telling], near: Mapping[int, Sequence[int]]
    ) -> Mapping[int, Wording]:
        """The words of those whose sketches have something in common with one of the batch."""
        wanted = {
            end
            for key, rows in near.items()
            for row in rows
            if row in known and needs_words(known[key], known[row], self._bounds)
            if not too_unlike(known[key], known[row])
            for end in (key, row)
        }
        return {key: wording_of(text) for key, text in store.texts(wanted).items()} if wanted else {}

    def _late(self, store: StoryStore, last: Mapping[int, Telling]) -> set[int]:
        """Which of them come in later than the bound."""
        if self._newest is None:
            self._newest = store.newest_told()
        bound = self._newest - self._bounds.late
        self._newest = max([self._newest, *(telling.posted for telling in last.values())])
        return {key for key, telling in last.items() if telling.posted < bound}


def _each_text_once(told: Sequence[Telling]) -> Sequence[Telling]:
    """The first and the last of those with the same words: they are copies of each other, and one place has all."""
    last = {one.exact or -one.key: one for one in told}
    first = {one.exact or -one.key: one for one in reversed(told)}
    return list({one.key: one for one in (*first.values(), *last.values())}.values())


def _told_again(story: Storied, *, changed: bool) -> Storied:
    """Of a post that stays in its story, an edit is news only where it claims something else."""
    if changed and "contradicted" in story.kinds:
        return replace(story, kinds=frozenset({"contradicted"}))
    return replace(story, news=(), kinds=frozenset())


def _with_files(telling: Telling, before: Telling | None) -> Telling:
    """What is told anew, with what is known of the post's files: what it held once, it held."""
    if before is None or telling.pictures:
        return telling
    held = [name for name in before.copied if name.startswith("s:") and name not in telling.copied]
    return replace(telling, copied=(*telling.copied, *held), pictures=before.pictures)


def _is_as_kept(strand: Strand, kept: Mapping[int, bool]) -> bool:
    """Whether a new origin is what is written of a post that is alone."""
    alone = strand.story == strand.id and strand.core and not strand.fixed
    return alone and kept.get(strand.id) is strand.late
