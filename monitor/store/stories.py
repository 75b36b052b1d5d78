"""Stories in the database: what is found by which sign, what is near a new post, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from struct import pack, unpack

import msgspec
from sqlalchemy import BindParameter, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Link, Millis, Strand, Telling
from monitor.ports.store import Moves, SignedTelling
from monitor.store.listed import listed
from monitor.store.tables import (
    files,
    mentions,
    picture_hashes,
    post_files,
    posts,
    signs,
    stories,
    stories_due,
    story_links,
    tellings,
)

_encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Telling).decode

_COPY = tellings.c.origin != tellings.c.post  # the words of the index that leaves most posts out
_NEAR = select(signs.c.sign, signs.c.post).where(signs.c.sign == listed())
_CORES = _NEAR.join(tellings, tellings.c.post == signs.c.post).where(
    or_(tellings.c.core == 1, tellings.c.posted >= bindparam("since"))
)
_TOLD = select(tellings.c.facts).where(tellings.c.post == listed())
_TEXTS = select(posts.c.key, posts.c.text).where(posts.c.key == listed())
_ALONE_IN = select(tellings.c.post, tellings.c.origin, tellings.c.story).where(tellings.c.post == listed())
_COPIES_IN = select(tellings.c.post, tellings.c.origin, tellings.c.story).where(_COPY, tellings.c.origin == listed())
_MOVE = update(tellings).where(tellings.c.post == bindparam("p")).values(origin=bindparam("to"))
_STATE: dict[str, BindParameter[int]] = {name: bindparam(f"{name}_") for name in ("story", "core", "fixed", "late")}
_PUT_ALONE = update(tellings).where(tellings.c.post == bindparam("o")).values(_STATE)
_PUT_COPIES = update(tellings).where(_COPY, tellings.c.origin == bindparam("o")).values(_STATE)
_JOINED = tellings.c.story != tellings.c.post
_SHARED = (
    select(tellings)
    .where(tellings.c.post == listed(), tellings.c.story == tellings.c.post)
    .union_all(select(tellings).where(_JOINED, tellings.c.story == listed()))
    .subquery()
)
# What one channel says twice is said by one.
_FIRSTS = case((_SHARED.c.post == _SHARED.c.origin, _SHARED.c.channel))
_COUNT = select(
    _SHARED.c.story, func.count().label("posts"), func.count(_FIRSTS.distinct()).label("origins"),
    func.min(_SHARED.c.posted).label("first"), func.max(_SHARED.c.posted).label("last"),
).group_by(_SHARED.c.story)  # fmt: skip
_TOLD_IN = select(_SHARED.c.story, _SHARED.c.origin, _SHARED.c.facts)
_told = insert(tellings)
_TELL = _told.on_conflict_do_update(["post"], set_={n: _told.excluded[n] for n in ("posted", "facts", "signs")})
_tie = insert(story_links)
_TIE = _tie.on_conflict_do_update(["a", "b"], set_={n: _tie.excluded[n] for n in ("reason", "score", "detail")})
_story = insert(stories)
_PUT_STORY = _story.on_conflict_do_update(
    ["id"], set_={n: _story.excluded[n] for n in ("changed", "first", "last", "posts", "origins", "into")}
)
_SHRINK = (
    update(stories)
    .where(stories.c.id == bindparam("s"))
    .values(changed=bindparam("now"), posts=bindparam("many"), origins=bindparam("many"), into=bindparam("gone"))
)
_MEMBERS = select(
    tellings.c.post, tellings.c.posted, tellings.c.channel, tellings.c.message, tellings.c.origin,
    tellings.c.story, tellings.c.core, tellings.c.fixed, tellings.c.late,
)  # fmt: skip


async def near(connection: AsyncConnection, asked: Collection[int]) -> Sequence[tuple[int, int]]:
    """Pairs of a sign and a post that has it."""
    if not asked:
        return []
    return [(sign, post) for sign, post in await connection.execute(_NEAR, listed.of(asked))]


async def near_cores(connection: AsyncConnection, asked: Collection[int], since: Millis) -> Sequence[tuple[int, int]]:
    """As `near`, but only cores of stories and what was posted since a moment."""
    if not asked:
        return []
    return [(sign, post) for sign, post in await connection.execute(_CORES, {**listed.of(asked), "since": since})]


async def told(connection: AsyncConnection, keys: Collection[int]) -> Mapping[int, Telling]:
    """Stored tellings by row."""
    found = (decode(facts) for (facts,) in await connection.execute(_TOLD, listed.of(keys)))
    return {telling.key: telling for telling in found}


async def texts(connection: AsyncConnection, keys: Collection[int]) -> Mapping[int, str]:
    """Texts of posts by row."""
    return {row.key: row.text for row in await connection.execute(_TEXTS, listed.of(keys))}


async def newest(connection: AsyncConnection) -> Millis:
    """When the newest post was posted that others can still be found by; 0 if there is none."""
    return (
        await connection.execute(select(func.max(tellings.c.posted)).where(tellings.c.signs.isnot(None)))
    ).scalar() or 0


async def strands(connection: AsyncConnection, keys: Collection[int]) -> tuple[dict[int, Strand], dict[int, int]]:
    """The origins of posts, whole: each by its number, and the origin of every post of them."""
    named = set(await connection.scalars(select(tellings.c.origin).where(tellings.c.post == listed()), listed.of(keys)))
    alone = _MEMBERS.where(tellings.c.post == listed())
    others = _MEMBERS.where(_COPY, tellings.c.origin == listed())
    rows = [
        *await connection.execute(alone, listed.of(named)),
        *await connection.execute(others, listed.of(named)),
    ]
    first: dict[int, tuple[Millis, int, int]] = {}
    for row in rows:
        order = (row.posted, row.channel, row.message)
        first[row.origin] = min(order, first.get(row.origin, order))
    found = {
        row.origin: Strand(row.origin, first[row.origin], row.story, bool(row.core), bool(row.fixed), bool(row.late))
        for row in rows
        if row.post == row.origin
    }
    return found, {row.post: row.origin for row in rows}


async def links_of(connection: AsyncConnection, keys: Collection[int]) -> Sequence[Link]:
    """All links of posts."""
    found: dict[tuple[int, int], Link] = {}
    for side in (story_links.c.a, story_links.c.b):
        for row in await connection.execute(select(story_links).where(side == listed()), listed.of(keys)):
            found[row.a, row.b] = Link(row.a, row.b, row.reason, row.score, row.detail)
    return list(found.values())


async def keep(connection: AsyncConnection, told_now: Sequence[SignedTelling], links: Sequence[Link]) -> None:
    """Write what posts tell and how they are linked. New ones stand for themselves until `weave` says otherwise."""
    if told_now:
        await connection.execute(_TELL, [_row(one) for one in told_now])
    if marks := [(sign, one.telling.key) for one in told_now for sign in one.signs]:
        # by far the most rows: what SQLAlchemy would do for each costs more than the row itself
        await connection.exec_driver_sql("INSERT INTO signs (sign, post) VALUES (?, ?)", marks)
    if named := [{"entity": e, "post": one.telling.key} for one in told_now for e in one.telling.entities]:
        await connection.execute(mentions.insert(), named)
    if links:
        await connection.execute(_TIE, [msgspec.structs.asdict(link) for link in links])


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
        "signs": pack(f"<{len(one.signs)}q", *one.signs) if one.signs else None,
    }


async def forget(connection: AsyncConnection, keys: Collection[int]) -> None:
    """What is told of posts is told anew. Their event links are found again; that one copied another stays true."""
    await unsign(connection, keys)
    await connection.execute(delete(mentions).where(mentions.c.post.in_(keys)))
    mine = or_(story_links.c.a.in_(keys), story_links.c.b.in_(keys))
    await connection.execute(delete(story_links).where(mine, story_links.c.reason == "event"))


async def unsign(connection: AsyncConnection, keys: Collection[int]) -> None:
    """Let posts be found by nothing any more."""
    query = select(tellings.c.post, tellings.c.signs).where(tellings.c.post.in_(keys), tellings.c.signs.isnot(None))
    rows = (await connection.execute(query)).all()
    gone = [{"s": sign, "p": post} for post, packed in rows for sign in unpack(f"<{len(packed) // 8}q", packed)]
    if gone:
        where = (signs.c.sign == bindparam("s"), signs.c.post == bindparam("p"))
        await connection.execute(delete(signs).where(*where), gone)
        await connection.execute(
            update(tellings).where(tellings.c.post.in_([row.post for row in rows])), {"signs": None}
        )


async def blank(connection: AsyncConnection, keys: Collection[int]) -> None:
    """Take out of the stories what posts said; that they stood in them stays."""
    await unsign(connection, keys)
    for key, telling in (await told(connection, keys)).items():
        bare = Telling(telling.key, telling.channel, telling.post, telling.posted, telling.revision)
        await connection.execute(update(tellings).where(tellings.c.post == key), {"facts": _encode(bare)})
    await connection.execute(delete(mentions).where(mentions.c.post.in_(keys)))
    mine = or_(story_links.c.a.in_(keys), story_links.c.b.in_(keys))
    await connection.execute(update(story_links).where(mine).values(detail=""))


async def weave(
    connection: AsyncConnection, changed: Collection[Strand], member: Mapping[int, int], now: Millis
) -> Moves:
    """Write origins as they are now, and the origin of each post that has another."""
    if moved := [{"p": post, "to": origin} for post, origin in member.items() if post != origin]:
        await connection.execute(_MOVE, moved)
    if not changed:
        return Moves()
    now_in = {strand.id: strand for strand in changed}
    rows = [
        *await connection.execute(_ALONE_IN, listed.of(now_in)),
        *await connection.execute(_COPIES_IN, listed.of(now_in)),
    ]
    states: list[dict[str, int]] = [
        {"o": s.id, "story_": s.story, "core_": int(s.core), "fixed_": int(s.fixed), "late_": int(s.late)}
        for s in changed
    ]
    await connection.execute(_PUT_ALONE, states)
    if len(rows) > len(now_in):
        await connection.execute(_PUT_COPIES, states)
    after = {row.post: now_in[row.origin].story for row in rows}
    left = await count(connection, {row.story for row in rows} | set(after.values()), now)
    return Moves({row.post: after[row.post] for row in rows if after[row.post] != row.story}, left)


async def count(connection: AsyncConnection, numbers: Collection[int], now: Millis) -> dict[int, int]:
    """Write what is true of stories by now. Who was always alone has no row; who is empty is part of another.

    Returns the stories that are empty, each with what it is part of.
    """
    found = {row.story: row for row in await connection.execute(_COUNT, listed.of(numbers))}
    many = [
        {"id": row.story, "opened": now, "changed": now, "first": row.first, "last": row.last, "posts": row.posts,
         "origins": row.origins, "into": None}
        for row in found.values() if row.posts > 1
    ]  # fmt: skip
    if many:
        await connection.execute(_PUT_STORY, many)
    few = [
        {"s": n, "now": now, "many": found[n].posts if n in found else 0} for n in numbers
        if n not in found or found[n].posts == 1
    ]  # fmt: skip
    if not few:
        return {}
    empty = [row["s"] for row in few if not row["many"]]
    left = dict(await of_posts(connection, empty))
    await connection.execute(_SHRINK, [{**row, "gone": left.get(row["s"])} for row in few])
    return left


async def of_posts(connection: AsyncConnection, keys: Collection[int]) -> dict[int, int]:
    """The story of each post that is in one."""
    query = select(tellings.c.post, tellings.c.story).where(tellings.c.post == listed())
    return {row.post: row.story for row in await connection.execute(query, listed.of(keys))} if keys else {}


async def members(connection: AsyncConnection, numbers: Collection[int]) -> Mapping[int, Sequence[tuple[Telling, int]]]:
    """The posts of stories, each with its origin, by story."""
    found: dict[int, list[tuple[Telling, int]]] = {}
    for row in await connection.execute(_TOLD_IN, listed.of(numbers)):
        found.setdefault(row.story, []).append((decode(row.facts), row.origin))
    return found


async def files_known(connection: AsyncConnection, most: int) -> Mapping[int, tuple[Sequence[str], Sequence[int]]]:
    """Posts of which a file became known since this was asked last: what theirs hold (SHA-256), and how they look
    (signed hashes of pictures and first frames). Part of a write transaction: it is told once.
    """
    keys = list(await connection.scalars(select(stories_due.c.post).order_by(stories_due.c.post).limit(most)))
    if not keys:
        return {}
    await connection.execute(delete(stories_due).where(stories_due.c.post.in_(keys)))
    held = select(post_files.c.post, files.c.sha256, files.c.key).join(files, files.c.key == post_files.c.file)
    rows = (await connection.execute(held.where(post_files.c.post.in_(keys)))).all()
    looks: dict[int, list[int]] = {}
    seen = select(picture_hashes.c.file, picture_hashes.c.hash).where(picture_hashes.c.file.in_([r.key for r in rows]))
    for file, value in await connection.execute(seen.order_by(picture_hashes.c.file, picture_hashes.c.frame)):
        looks.setdefault(file, []).append(value)
    found: dict[int, tuple[list[str], list[int]]] = {}
    for row in rows:
        names, hashes = found.setdefault(row.post, ([], []))
        names.append(row.sha256)
        hashes += looks.get(row.key, [])
    return found


async def unsign_old(connection: AsyncConnection, before: Millis, most: int) -> int:
    """Let go of what posts from before a moment are found by: nothing new joins them. Returns how many there were."""
    query = select(tellings.c.post).where(tellings.c.signs.isnot(None), tellings.c.posted < before)
    keys = list(await connection.scalars(query.order_by(tellings.c.posted).limit(most)))
    if keys:
        await unsign(connection, keys)
    return len(keys)
