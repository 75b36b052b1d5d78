"""What `posts export` writes, `import` reads back as it was: revisions, deletions, albums, counters."""

import msgspec
import pytest
from importing_world import Place

from monitor.errors import InputError
from monitor.language.claims.extract import extract
from monitor.language.normalize import fold
from monitor.model import (
    Caption,
    ChannelChanged,
    Counters,
    Deleted,
    Edited,
    Forward,
    Markup,
    Media,
    Post,
    Posted,
    Update,
)
from monitor.ports.store import Said
from monitor.store import look, schema
from monitor.store.database import Database
from monitor.store.past import _UNTOLD
from monitor.usecases import posts
from monitor.usecases.evidence import verify

CLAIM = "Щонайменше 30 військових КНДР поранено біля Плехового"
WILD = "\x00 \x1b[31m \u202e 💥 \ufdd0"


def post(number: int, text: str, channel: int = 11, **more: object) -> Post:
    handle = {11: "DIUkraine", 12: "dva_majors"}.get(channel, f"c/{channel}")
    return Post(channel, number, 1_000_000 + number, text, link=f"https://t.me/{handle}/{number}", **more)  # type: ignore[arg-type]


def part(number: int, text: str, **more: object) -> Post:
    said = Caption(number, text, (Markup("bold", 0, len(text)),) if text else ())
    photo = Media("photo", number, "image/jpeg", 5, 1, 2, None, "", f"f{number}")
    return post(
        number, text, 12, markup=said.markup, media=(photo,), group=5, parts=(number,), captions=(said,), **more
    )


STORY: tuple[Update, ...] = (
    ChannelChanged(11, "telegram", "DIUkraine", "Розвідка", 1),
    ChannelChanged(12, "telegram", "dva_majors", "Два майора", 1),
    ChannelChanged(13, "telegram", "", "Без адреси", 1),
    Posted(post(1, CLAIM, counters=Counters(10, 2, (("🔥", 3),)), author="Pen", reply_to=9), 2_000_000),
    Posted(post(2, WILD, forward=Forward(99, "o", "Other", 3, 5), markup=(Markup("link", 0, 1, "u"),)), 2_000_001),
    Posted(post(4, "з іншого світу", 13, media=(Media("video", 4, "video/mp4", 7, duration=1.5),)), 2_000_002),
    Posted(part(20, "Тихий"), 2_000_003),
    Posted(part(22, "допис"), 2_000_004),
    Posted(part(21, ""), 2_000_005),
    Edited(post(1, CLAIM + "!", edited=2_100_000, counters=Counters(11)), 2_100_001),
    Edited(post(1, "Спростовано", edited=2_200_000, markup=(Markup("bold", 0, 3),)), 2_200_001),
    Deleted(12, (21,), 2_300_000),
    Deleted(11, (2, 77), 2_400_000, "reread", 2_350_000),
    Posted(post(9, "читано з вебу", 12), 2_500_000, via="preview"),
)


async def tell(database: Database, updates: tuple[Update, ...]) -> None:
    """Each by itself, with its claims, as the pipeline does."""
    for update in updates:
        kept = await database.settle([update])
        said = [
            Said(change.key, change.revision, change.post.text, extract(fold(change.post.text)))
            for change in kept.changes
            if change.kind != "deleted"
        ]
        async with database.write() as unit:
            await unit.keep(kept, said)


@pytest.fixture
async def told(place: Place) -> Place:
    await schema.prepare(place.database)
    database = Database(place.database)
    await database.open()
    await tell(database, STORY)
    await database.close()
    return place


async def exported(place: Place, name: str) -> str:
    async with look.looking(place.folder / name) as engines:
        lines = [msgspec.json.encode(line).decode() async for line in posts.export(engines)]
    return "\n".join(lines) + "\n"


async def test_there_and_back(told: Place) -> None:
    out = await exported(told, "monitor.db")
    lines = [msgspec.json.decode(line) for line in out.splitlines()]
    assert [(line["message_id"], line.get("revision", 1)) for line in lines] == [
        (1, 3),
        (2, 1),
        (4, 1),
        (20, 2),
        (9, 1),
    ]
    other = told.folder / "other.db"
    done = await told.take(told.write(out, "posts.jsonl"), other)
    assert (done.form, done.read, done.stored, done.edited) == ("posts", 5, 5, 0)
    assert await exported(told, "other.db") == out
    for table, order in (
        ("posts", "key"),
        ("revisions", "post, number"),
        ("media", "post, position"),
        ("album_parts", "message"),
        ("claims", "post, revision, number"),
    ):
        # no file tells when a post was last seen as it is, nor what stood around the text of earlier revisions
        untold = {("posts", "checked"), ("posts", "counted"), (table, "salt")} | {
            ("revisions", name) for name in _UNTOLD
        }
        columns = ", ".join(row[1] for row in told.ask(f"PRAGMA table_info({table})") if (table, row[1]) not in untold)
        query = f"SELECT {columns} FROM {table} ORDER BY {order}"  # noqa: S608
        assert told.ask(query, other) == told.ask(query), table
    async with look.looking(other) as engines:
        assert (await verify(engines)).broken == []
    assert told.ask("SELECT id, kind, handle, title FROM channels ORDER BY id", other) == told.ask(
        "SELECT id, kind, handle, title FROM channels ORDER BY id"
    )


async def test_back_into_the_same_database(told: Place) -> None:
    out = await exported(told, "monitor.db")
    path = told.write(out, "posts.jsonl")
    while (await told.take(path, index=True)).stored:
        pass
    before = told.dump()
    assert (await told.take(path)).stored == 0
    assert told.dump() == before


async def test_an_account_goes_on_with_what_was_restored(told: Place) -> None:
    """Its revisions are counted on, for it is the same kind of source that sees the next edit."""
    other = told.folder / "other.db"
    await told.take(told.write(await exported(told, "monitor.db"), "posts.jsonl"), other)
    database = Database(other)
    await database.open()
    await tell(database, (Edited(post(1, "Остаточно", edited=3_000_000), 3_000_001),))
    await database.close()
    assert told.ask("SELECT revision, via FROM posts WHERE id = 1", other) == [(4, "account")]
    assert told.ask("SELECT number FROM revisions ORDER BY post, number", other) == [(1,), (2,), (3,), (1,)]


async def test_a_past_that_cannot_be(told: Place) -> None:
    line = '{"channel_id": 1, "message_id": 1, "via": "account", "seen": "2024-01-01T00:00:00Z", %s}\n'
    earlier = '{"number": %d, "text": "a", "seen": "2024-01-01T00:00:00Z"}'
    for past in (
        '"revision": 2',
        f'"revision": 2, "revisions": [{earlier % 2}]',
        f'"revision": 3, "revisions": [{earlier % 1}, {earlier % 1}]',
    ):
        with pytest.raises(InputError, match=r"posts.jsonl:1: .*revisions"):
            await told.take(told.write(line % past, "posts.jsonl"))
