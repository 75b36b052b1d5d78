"""Stories in the database: what posts tell, how they are linked, and what became of it."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import BindParameter, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from monitor.model import Link, Millis, Spoken, Strand, Telling
from monitor.ports.stories import Moves, SignedTelling
from monitor.store import pairs, signs
from monitor.store.direct import Hand, ready
from monitor.store.held_signs import HeldSigns
from monitor.store.listed import listed
from monitor.store.tables import (
    files,
    mentions,
    picture_hashes,
    post_files,
    posts,
    stories,
    stories_due,
    story_links,
    tellings,
)
from monitor.store.text import restore

_encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Telling).decode
_decode_spoken = msgspec.msgpack.Decoder(Spoken).decode

_COPY = tellings.c.origin != tellings.c.post  # the words of the index that leaves most posts out
_TOLD = ready(select(tellings.c.facts).where(tellings.c.post == listed()))
_TEXTS = ready(select(posts.c.key, posts.c.text).where(posts.c.key == listed()))
_place = select(tellings.c.post, tellings.c.origin, tellings.c.story)
_ALONE_IN = ready(_place.where(tellings.c.post == listed()))
_LEAVING = (  # who stands in another story than the one that its origin goes to
    ready(pairs.apart(_place, tellings.c.post, tellings.c.story)),
    ready(pairs.apart(_place.where(_COPY), tellings.c.origin, tellings.c.story)),
)
_MOVE = ready(update(tellings).where(tellings.c.post == bindparam("p")).values(origin=bindparam("to")))
_STATE: dict[str, BindParameter[int]] = {name: bindparam(f"{name}_") for name in ("story", "core", "fixed", "late")}
_OTHER = or_(*(tellings.c[name] != value for name, value in _STATE.items()))  # most copies stand as they should
_PUT_ALONE = ready(update(tellings).where(tellings.c.post == bindparam("o"), _OTHER).values(_STATE))
_PUT_COPIES = ready(update(tellings).where(_COPY, tellings.c.origin == bindparam("o"), _OTHER).values(_STATE))
_JOINED = tellings.c.story != tellings.c.post
_SHARED = (
    select(tellings)
    .where(tellings.c.post == listed(), tellings.c.story == tellings.c.post)
    .union_all(select(tellings).where(_JOINED, tellings.c.story == listed()))
    .subquery()
)
# What one channel says twice is said by one.
_FIRSTS = case((_SHARED.c.post == _SHARED.c.origin, _SHARED.c.channel))
_COUNT = ready(
    select(
        _SHARED.c.story, func.count(), func.count(_FIRSTS.distinct()), func.min(_SHARED.c.posted),
        func.max(_SHARED.c.posted),
    ).group_by(_SHARED.c.story)
)  # fmt: skip
_TOLD_IN = ready(select(_SHARED.c.story, _SHARED.c.origin, _SHARED.c.facts))
_told = insert(tellings)
_TELL = ready(_told.on_conflict_do_update(["post"], set_={n: _told.excluded[n] for n in ("posted", "facts", "signs")}))
_tie = insert(story_links)
_TIE = ready(
    _tie.on_conflict_do_update(
        ["a", "b"],
        set_={n: _tie.excluded[n] for n in ("reason", "score", "detail")},
        # That both tell of one event, as after an edit, takes nothing away from one having been copied from the other.
        where=or_(_tie.excluded.reason != "event", story_links.c.reason == "event"),
    )
)
_story = insert(stories)
_PUT_STORY = ready(
    _story.on_conflict_do_update(
        ["id"], set_={n: _story.excluded[n] for n in ("changed", "first", "last", "posts", "origins", "into")}
    )
)
_SHRINK = ready(
    update(stories)
    .where(stories.c.id == bindparam("s"))
    .values(changed=bindparam("now"), posts=bindparam("many"), origins=bindparam("many"), into=bindparam("gone"))
)
_ORIGINS = ready(select(tellings.c.origin).where(tellings.c.post == listed()))
_member = select(
    tellings.c.post, tellings.c.posted, tellings.c.channel, tellings.c.message, tellings.c.origin,
    tellings.c.story, tellings.c.core, tellings.c.fixed, tellings.c.late,
)  # fmt: skip
_MEMBERS = tuple(
    ready(_member.where(*one)) for one in ((tellings.c.post == listed(),), (_COPY, tellings.c.origin == listed()))
)
_ends = (story_links.c.a, story_links.c.b)
_LINKS = tuple(ready(select(story_links).where(end == listed())) for end in _ends)
_EVENTS = tuple(
    ready(select(*_ends, story_links.c.score).where(end == listed(), story_links.c.reason == "event")) for end in _ends
)
_NO_EVENTS = tuple(
    ready(delete(story_links).where(end == bindparam("post"), story_links.c.reason == "event")) for end in _ends
)
_NO_DETAIL = tuple(ready(update(story_links).where(end == bindparam("post")).values(detail="")) for end in _ends)
_NAME = ready(mentions.insert())
_NAME_NONE = ready(delete(mentions).where(mentions.c.post == bindparam("key")))
_PUT_FACTS = ready(update(tellings).where(tellings.c.post == bindparam("key")).values(facts=bindparam("told")))
_DUE = ready(select(stories_due.c.post).order_by(stories_due.c.post).limit(bindparam("most")))
_NOT_DUE = ready(delete(stories_due).where(stories_due.c.post == bindparam("key")))
_HELD = ready(
    select(post_files.c.post, files.c.sha256, files.c.key)
    .join(files, files.c.key == post_files.c.file)
    .where(post_files.c.post == listed())
)
_LOOKS = ready(
    select(picture_hashes.c.file, picture_hashes.c.hash)
    .where(picture_hashes.c.file == listed())
    .order_by(picture_hashes.c.file, picture_hashes.c.frame)
)


class StoredStories:
    """Stories within one write transaction: see `monitor.ports.stories`."""

    def __init__(self, hand: Hand, held: HeldSigns | None = None) -> None:
        """`held` knows the signs that wait; without, no signs may be asked for or kept, only let go of."""
        self._hand, self._held = hand, held or HeldSigns()

    def near(self, asked: Collection[int], most: int) -> Mapping[int, Sequence[int]]:
        return signs.near(self._hand, self._held, asked, most)

    def near_cores(self, asked: Collection[int], since: Millis, most: int) -> Mapping[int, Sequence[int]]:
        return signs.near_cores(self._hand, self._held, asked, since, most)

    def newest_told(self) -> Millis:
        return signs.newest(self._hand)

    def told(self, keys: Collection[int]) -> Mapping[int, Telling]:
        found = (decode(facts) for (facts,) in self._hand.rows(_TOLD, listed.of(keys)))
        return {telling.key: telling for telling in found}

    def texts(self, keys: Collection[int]) -> Mapping[int, str]:
        return {key: restore(text) for key, text in self._hand.rows(_TEXTS, listed.of(keys))}

    def strands(self, keys: Collection[int]) -> tuple[Mapping[int, Strand], Mapping[int, int]]:
        named = listed.of({origin for (origin,) in self._hand.rows(_ORIGINS, listed.of(keys))})
        rows = [row for query in _MEMBERS for row in self._hand.rows(query, named)]
        first: dict[int, tuple[Millis, int, int]] = {}
        for _, posted, channel, message, origin, *_ in rows:
            order = (posted, channel, message)
            first[origin] = min(order, first.get(origin, order))
        found = {
            origin: Strand(origin, first[origin], story, bool(core), bool(fixed), bool(late))
            for post, _, _, _, origin, story, core, fixed, late in rows
            if post == origin
        }
        return found, {row[0]: row[4] for row in rows}

    def links_of(self, keys: Collection[int]) -> Sequence[Link]:
        wanted = listed.of(keys)
        found = {(row[0], row[1]): Link(*row) for query in _LINKS for row in self._hand.rows(query, wanted)}
        return list(found.values())

    def event_links_of(self, keys: Collection[int]) -> Sequence[Link]:
        wanted = listed.of(keys)
        found = {(a, b): score for query in _EVENTS for a, b, score in self._hand.rows(query, wanted)}
        return [Link(a, b, "event", score) for (a, b), score in found.items()]

    def keep_tellings(self, told: Sequence[SignedTelling], links: Sequence[Link]) -> None:
        self._hand.write(_TELL, [_row(one) for one in told])
        self._held.keep(self._hand, [(one.telling.key, one.signs) for one in told])
        self._hand.write(_NAME, [{"entity": e, "post": one.telling.key} for one in told for e in one.telling.entities])
        self._hand.write(_TIE, [msgspec.structs.asdict(link) for link in links])

    def forget_tellings(self, keys: Collection[int]) -> None:
        """Event links are found again; that one copied another stays true."""
        signs.unsign(self._hand, self._held, keys)
        self._hand.write(_NAME_NONE, [{"key": key} for key in keys])
        for statement in _NO_EVENTS:
            self._hand.write(statement, [{"post": key} for key in keys])

    def blank(self, keys: Collection[int]) -> None:
        """Take out of the stories what posts said; that they stood in them stays."""
        signs.unsign(self._hand, self._held, keys)
        bare = [Telling(t.key, t.channel, t.post, t.posted, t.revision) for t in self.told(keys).values()]
        self._hand.write(_PUT_FACTS, [{"key": one.key, "told": _encode(one)} for one in bare])
        self._hand.write(_NAME_NONE, [{"key": key} for key in keys])
        for statement in _NO_DETAIL:
            self._hand.write(statement, [{"post": key} for key in keys])

    def weave(self, changed: Collection[Strand], member: Mapping[int, int], now: Millis) -> Moves:
        self._hand.write(_MOVE, [{"p": post, "to": origin} for post, origin in member.items() if post != origin])
        if not changed:
            return Moves()
        after = {strand.id: strand.story for strand in changed}
        named = pairs.written(after.items())
        rows = [row for query in _LEAVING for row in self._hand.rows(query, named)]
        states = [
            {"o": s.id, "story_": s.story, "core_": int(s.core), "fixed_": int(s.fixed), "late_": int(s.late)}
            for s in changed
        ]
        self._hand.write(_PUT_ALONE, states)
        self._hand.write(_PUT_COPIES, states)
        left = self._count({story for _, _, story in rows} | set(after.values()), now)
        return Moves({post: after[origin] for post, origin, _ in rows}, left)

    def _count(self, numbers: Collection[int], now: Millis) -> dict[int, int]:
        """Write what is true of stories by now. Who was always alone has no row; who is empty is part of another.

        Returns the stories that are empty, each with what it is part of.
        """
        posts_of: dict[int, int] = {}
        many = []
        for number, count, origins, first, last in self._hand.rows(_COUNT, listed.of(numbers)):
            posts_of[number] = count
            if count > 1:
                many.append(
                    {"id": number, "opened": now, "changed": now, "first": first, "last": last, "posts": count,
                     "origins": origins, "into": None}
                )  # fmt: skip
        self._hand.write(_PUT_STORY, many)
        few = [n for n in numbers if posts_of.get(n, 0) <= 1]
        left = self.stories_of([n for n in few if n not in posts_of])
        self._hand.write(_SHRINK, [{"s": n, "now": now, "many": posts_of.get(n, 0), "gone": left.get(n)} for n in few])
        return dict(left)

    def stories_of(self, keys: Collection[int]) -> Mapping[int, int]:
        return {post: story for post, _, story in self._hand.rows(_ALONE_IN, listed.of(keys))} if keys else {}

    def members(self, numbers: Collection[int]) -> Mapping[int, Sequence[tuple[Spoken, int]]]:
        found: dict[int, list[tuple[Spoken, int]]] = {}
        for story, origin, facts in self._hand.rows(_TOLD_IN, listed.of(numbers)):
            found.setdefault(story, []).append((_decode_spoken(facts), origin))
        return found

    def files_known(self, most: int) -> Mapping[int, tuple[Sequence[str], Sequence[int]]]:
        keys = [key for (key,) in self._hand.rows(_DUE, {"most": most})]
        if not keys:
            return {}
        self._hand.write(_NOT_DUE, [{"key": key} for key in keys])
        rows = self._hand.rows(_HELD, listed.of(keys))
        looks: dict[int, list[int]] = {}
        for file, value in self._hand.rows(_LOOKS, listed.of({file for _, _, file in rows})):
            looks.setdefault(file, []).append(value)
        found: dict[int, tuple[list[str], list[int]]] = {}
        for post, sha256, file in rows:
            names, hashes = found.setdefault(post, ([], []))
            names.append(sha256)
            hashes += looks.get(file, [])
        return found


def _row(one: SignedTelling) -> dict[str, object]:
    telling = one.telling
    return {
        "post": telling.key,
        "channel": telling.channel,
        "message": telling.post,
        "posted": telling.posted,
        "origin": telling.key,
        "story": telling.key,
        "core": 1,
        "fixed": 0,
        "late": int(one.late),
        "facts": _encode(telling),
        "signs": signs.packed(one.signs),
    }
