"""Posts from files: once each, going on where an import stopped, and edits of nothing that others saw."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from importing_world import START, Place, chat, message

from monitor.config.load import load
from monitor.errors import AlreadyRunningError, InputError, NotFoundError, UsageError
from monitor.kinds import discover
from monitor.language.names import expand
from monitor.model import ChannelChanged, Cursor, Post, Posted, Reached
from monitor.ops.lock import hold
from monitor.rules.compile import compile_rules
from monitor.store import look, schema
from monitor.store.database import Database
from monitor.usecases import posts
from monitor.usecases.importing.matching import Matching

DATE = "2024-12-14T10:00:00Z"
CLAIM = "Щонайменше 30 військових КНДР поранено біля Плехового"


async def store(place: Place, *updates: Any) -> None:
    """As an account stores it."""
    await schema.prepare(place.database)
    database = Database(place.database)
    await database.open()
    kept = await database.settle(updates)
    async with database.write() as unit:
        await unit.keep(kept)
    await database.close()


async def test_stored_with_claims_and_found_by_the_search(place: Place) -> None:
    path = place.write(chat([message(1, CLAIM), message(2), {"id": 3, "type": "service", "date_unixtime": "1"}]))
    done = await place.take(path)
    assert (done.form, done.channels, done.read, done.stored, done.service) == ("export", ["A channel"], 2, 2, 1)
    assert (done.edited, done.matches, done.left, done.private, done.resumed) == (0, 0, 0, 0, 0)
    assert place.ask("SELECT channel, id, posted, via, link FROM posts") == [
        (11, 1, (START + 60) * 1000, "export", "https://t.me/c/11/1"),
        (11, 2, (START + 120) * 1000, "export", "https://t.me/c/11/2"),
    ]
    assert place.ask("SELECT kind, min, qualifier FROM claims") == [("wounded", 30, "at_least")]
    assert place.ask("SELECT id, kind, handle, title FROM channels") == [(11, "telegram", "", "A channel")]
    assert place.ask("SELECT count(*) FROM facts WHERE name LIKE 'import:%'") == [(0,)]
    async with look.looking(place.database) as engines:
        found = await posts.search(engines, "військових", 5)
        assert ([post.message_id for post in found.posts], found.behind) == ([1], 0)


async def test_the_same_again_changes_nothing(place: Place) -> None:
    path = place.write(chat([message(1, CLAIM, reactions=[{"emoji": "a", "count": 1}]), message(2, photo="x.jpg")]))
    await place.take(path)
    before = place.dump()
    again = await place.take(path)
    assert (again.read, again.stored, again.edited) == (2, 0, 0)
    assert place.dump() == before
    renamed = place.write(path.read_text("utf-8"), "other.json")
    await place.take(renamed)
    assert place.dump() == before


async def test_a_newer_export_edits_what_an_older_one_brought(place: Place) -> None:
    await place.take(place.write(chat([message(1, "перша"), message(2, CLAIM)])))
    edited = {"edited_unixtime": str(START + 999)}
    newer = place.write(chat([message(1, "друга", **edited), message(2, "спростовано", **edited), message(3)]))
    done = await place.take(newer)
    assert (done.stored, done.edited) == (1, 2)
    assert place.ask("SELECT id, text, revision FROM posts WHERE id < 3") == [(1, "друга", 2), (2, "спростовано", 2)]
    assert place.ask("SELECT number, text FROM revisions") == [(1, "перша"), (1, CLAIM)]
    assert place.ask("SELECT revision FROM claims") == [(1,)]
    older = await place.take(place.write(chat([message(1, "перша"), message(2, CLAIM)])))
    assert (older.stored, older.edited) == (0, 0)


async def test_what_an_account_saw_is_not_edited(place: Place) -> None:
    seen = Post(11, 2, START * 1000, "як бачив акаунт", link="https://t.me/a_channel/2")
    await store(place, ChannelChanged(11, "telegram", "a_channel", "A", 1), Posted(seen, 5))
    done = await place.take(place.write(chat([message(1), message(2, "інакше", edited_unixtime=str(START + 9))])))
    assert (done.channels, done.stored, done.edited) == (["a_channel"], 1, 0)
    assert place.ask("SELECT id, text, via, link FROM posts ORDER BY id") == [
        (1, "Допис 1", "export", "https://t.me/a_channel/1"),
        (2, "як бачив акаунт", "account", "https://t.me/a_channel/2"),
    ]


async def test_what_an_account_sees_later_is_the_same_post(place: Place) -> None:
    """An album too: its messages are single posts in an export, and no part of one when they are seen again."""
    await place.take(place.write(chat(3)))
    single = Post(11, 1, START * 1000, "Допис 1")
    parts = [Post(11, number, START * 1000, f"Допис {number}", group=7, parts=(number,)) for number in (2, 3)]
    await store(place, *(Posted(one, START * 2000) for one in (single, *parts)))
    assert place.ask("SELECT id, text, via, revision FROM posts ORDER BY id") == [
        (1, "Допис 1", "account", 1),  # told better
        (2, "Допис 2", "export", 1),
        (3, "Допис 3", "export", 1),
    ]
    assert place.ask("SELECT count(*) FROM revisions") == [(0,)]


async def test_what_the_daemon_has_still_to_read_is_left_to_it(place: Place) -> None:
    await store(place, Reached(Cursor("telegram", 11, 3)), Reached(Cursor("telegram", 12, 1)))
    path = place.write(chat(5))
    done = await place.take(path)
    assert (done.read, done.stored, done.left) == (5, 3, 2)
    done = await place.take(path, newer=True)
    assert (done.stored, done.left) == (2, 0)


async def test_chats_of_an_account(place: Place) -> None:
    chats = [chat(2), chat(3, id=12, name="B"), chat(4, id=13, name="C", type="personal_chat")]
    path = place.write({"chats": {"list": chats}, "left_chats": {"list": [chat(1, id=14, name="D")]}})
    one = await place.take(path, chats=("b",))
    assert (one.channels, one.stored, one.private) == (["B"], 3, 1)
    by_number = await place.take(path, chats=("-10014",))
    assert by_number.channels == ["D"]
    whole = await place.take(place.folder)
    assert (whole.channels, whole.stored, whole.private) == (["A channel", "B", "D"], 2, 1)
    with pytest.raises(NotFoundError, match=r"no public group C; it has A channel \(11\), B \(12\), D \(14\)"):
        await place.take(path, chats=("B", "C"))


@pytest.mark.parametrize("kind", ["personal_chat", "private_group", "private_supergroup", "saved_messages", "bot_chat"])
async def test_conversations_are_refused(place: Place, kind: str) -> None:
    with pytest.raises(InputError, match=f"only {kind.replace('_', ' ')}; what people write"):
        await place.take(place.write(chat(type=kind)))
    assert place.ask("SELECT count(*) FROM posts") == [(0,)]
    with pytest.raises(NotFoundError, match="it has none"):
        await place.take(place.write(chat(type=kind)), chats=("A channel",))


async def test_refusals(place: Place) -> None:
    lines = place.write('{"channel_id": 1, "message_id": 2}\n', "posts.jsonl")
    with pytest.raises(UsageError, match="--chat is for exports"):
        await place.take(lines, chats=("A",))
    with pytest.raises(UsageError, match="is no file"):
        await place.take(Path("/dev/null"))
    with hold(place.database), pytest.raises(AlreadyRunningError, match=r"run `monitor import .* again"):
        await place.take(lines)
    with pytest.raises(InputError, match="holds no chats"):
        await place.take(place.write({"about": "x"}))


async def test_what_stands_before_damage_is_kept(place: Place) -> None:
    whole = json.dumps(chat(1300))
    with pytest.raises(InputError, match=r"number 1\d\d\d of A channel(.|\n)*kept: 1\d\d\d posts read, 1\d\d\d of"):
        await place.take(place.write(whole[:-2000]))
    kept = place.ask("SELECT count(*) FROM posts")[0][0]
    assert 1200 < kept < 1300
    done = await place.take(place.write(whole))
    assert (done.stored, done.resumed) == (1300 - kept, 0)


async def test_a_line_that_is_wrong(place: Place) -> None:
    good = [json.dumps({"channel_id": 1, "message_id": number, "date": DATE, "text": "a"}) for number in range(1, 4)]
    for wrong in ('{"channel_id": "x"}', "{", json.dumps({"channel_id": 2**70, "message_id": 1})):
        path = place.write("\n".join([*good, wrong, *good]), "posts.jsonl")
        with pytest.raises(InputError, match=r"posts.jsonl:4: (.|\n)*3 posts read"):
            await place.take(path)
    assert place.ask("SELECT count(*) FROM posts") == [(3,)]


async def test_a_message_that_is_wrong_is_left_out(place: Place) -> None:
    done = await place.take(place.write(chat([message(1), {"id": 2, "type": "message"}, {}, message(3)])))
    assert (done.stored, done.unreadable) == (2, 2)
    assert done.first_unreadable == "message number 2, in A channel (11): it has no date"


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("form", ["export", "posts", "packed"])
async def test_goes_on_where_it_stopped(place: Place, form: str) -> None:
    lines = "".join(
        json.dumps({"channel_id": 1, "message_id": n, "date": DATE, "text": f"{n}"}) + "\n" for n in range(1, 2001)
    )
    path = place.write(chat(2000) if form == "export" else lines)
    if form == "packed":
        path.write_bytes(gzip.compress(lines.encode()))

    def stop(_stage: str, posts: int, *_: int) -> None:
        if posts >= 1000:
            raise StoppedError

    with pytest.raises(StoppedError):
        await place.take(path, progress=stop)
    kept = place.ask("SELECT count(*) FROM posts")[0][0]
    assert 0 < kept < 2000
    other = await place.take(path, chats=("A channel",)) if form == "export" else None
    assert other is None or other.resumed == 0  # other wishes are another import
    done = await place.take(path)
    assert (done.resumed, done.read) == (kept, 2000 - kept)
    assert place.ask("SELECT count(*), count(DISTINCT id) FROM posts") == [(2000, 2000)]
    assert (await place.take(path)).resumed == 0


async def test_a_post_that_a_file_has_twice(place: Place) -> None:
    """In one batch and in two that are under way at once."""
    numbers = [1, 2, 1, *range(3, 600), 1, 599]
    lines = [
        json.dumps({"channel_id": 1, "message_id": n, "date": DATE, "text": f"{at}"}) for at, n in enumerate(numbers)
    ]
    done = await place.take(place.write("\n".join(lines), "posts.jsonl"))
    assert (done.read, done.stored, done.edited) == (len(numbers), 599, 3)
    assert place.ask("SELECT text, revision FROM posts WHERE id IN (1, 599)") == [("600", 3), ("601", 2)]


WATCH_FILE = """\
version: 1
database: sqlite:///{folder}/monitor.db
telegram: {{api_id: 1, api_hash: {hash}, accounts: [{{name: desk}}]}}
channels: [{{telegram: a_channel, name: A channel, side: ours}}]
rules:
  - {{id: rain, when: {{keyword: [rain]}}, from: {{sides: [ours]}}, notify: [desk], alert: {{every: 0s}}}}
  - {{id: edits, events: [edited], when: {{keyword: [rain]}}, notify: [desk]}}
receivers: {{desk: {{to: [console]}}}}
"""


def matching(place: Place) -> Matching:
    config = place.folder / "monitor.yaml"
    config.write_text(WATCH_FILE.format(folder=place.folder, hash="0" * 32), "utf-8")
    kinds = discover()
    spec = load(config, conditions=kinds.conditions, sinks=kinds.sinks, environ={})
    return Matching(spec, compile_rules(spec.rules, spec.entities, spec.channels, kinds.conditions, expand))


async def test_matches_are_recorded_and_nobody_is_alerted(place: Place) -> None:
    """The channel is known by its name: an export does not tell handles."""
    path = place.write(chat([message(1, "rain"), message(2, "sun"), message(3, "rain")]))
    assert (await place.take(path)).matches == 0
    assert (await place.take(path, matching=matching(place))).matches == 0  # what is stored is not asked again
    newer = [message(n, "more rain", edited_unixtime=str(START + 999)) for n in (1, 2)]
    done = await place.take(place.write(chat([*newer, message(4, "rain")])), matching=matching(place))
    assert (done.edited, done.stored, done.matches) == (2, 1, 3)
    assert place.ask("SELECT DISTINCT rule, reason, event FROM decisions") == [("rain", "history", "new")]
    assert place.ask("SELECT holds FROM matches") == [(1,), (1,), (1,)]
    for table in ("alerts", "notices", "deliveries", "held"):
        assert place.ask(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608


async def test_a_post_that_nobody_can_date_is_left_out_and_told(place: Place) -> None:
    """It would stand at the beginning of 1970 in ledgers and evidence, or before all others for ever."""
    dates = [None, DATE, "2999-01-01T00:00:00Z"]
    lines = [json.dumps({"channel_id": 1, "message_id": n, "date": date}) for n, date in enumerate(dates, 1)]
    lines.append(json.dumps({"channel_id": 1, "message_id": 4}))
    done = await place.take(place.write("\n".join(lines), "posts.jsonl"))
    assert (done.read, done.stored, done.unreadable) == (1, 1, 3)
    assert done.first_unreadable == "line 1: it has no date"
    assert place.ask("SELECT id FROM posts") == [(2,)]
    own = {"channel_id": 1, "message_id": 5, "date": "2999-01-01T00:00:00Z", "via": "feed", "seen": DATE}
    assert (await place.take(place.write(json.dumps(own), "own.jsonl"))).stored == 1, "as a database had it"
    future = place.write(lines[2], "future.jsonl")
    assert (await place.take(future)).first_unreadable == "line 1: it has a date in the future"


async def test_what_was_imported_is_sealed(place: Place) -> None:
    """Whoever only imports can prove what there was; so far as a damaged file was read as well."""
    await place.take(place.write(chat([message(1), message(2)])))
    assert place.ask("SELECT count(*) FROM seals") == [(1,)]
    whole = json.dumps({"channel_id": 1, "message_id": 1, "date": DATE})
    with pytest.raises(InputError):
        await place.take(place.write(f"{whole}\n{{", "posts.jsonl"))
    entries = place.ask("SELECT max(key) FROM log_entries")
    assert place.ask('SELECT max("last") FROM seals') == entries
