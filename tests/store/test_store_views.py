"""One post from several kinds of sources: nothing twice, no invented edits, and the real ones told once."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitor.model import Caption, Change, Edited, Markup, Media, Post, Posted, Update
from monitor.store.database import Database
from monitor.store.settle import Known, settle
from monitor.store.views import alike

SEEN = 1_000_000
LONG = "At least thirty soldiers were killed and wounded near the village, the service says"


def post(number: int = 1, text: str = "a", **more: Any) -> Post:
    return Post(channel=7, id=number, posted=500_000, text=text, **more)


def by_account(text: str, **more: Any) -> Post:
    return post(text=text, markup=(Markup("bold", 0, 1),), media=(Media("photo", 1, size=9, file_id="f1"),), **more)


def by_page(text: str, **more: Any) -> Post:
    return post(text=text, media=(Media("photo", 1),), **more)


def worked(*updates: Update) -> tuple[Change, ...]:
    keys = count(1)
    return settle(updates, Known(), lambda: next(keys)).changes


def told(changes: Sequence[Change]) -> list[tuple[str, int, str, str]]:
    return [(change.kind, change.revision, change.via, change.post.text) for change in changes]


def test_a_page_shows_what_the_account_has_and_nothing_is_new() -> None:
    changes = worked(
        Posted(by_account("Ворог втратив 🔥 30  солдатів"), SEEN),
        Posted(by_page("Ворог втратив 30 солдатів"), SEEN + 1, via="preview"),
        Posted(by_page("Ворог втратив 30 солдатів"), SEEN + 2, via="preview", live=False),
    )
    assert told(changes) == [("new", 1, "account", "Ворог втратив 🔥 30  солдатів")]


def test_the_account_tells_better_what_a_page_showed_first() -> None:
    first, better = by_page("30 soldiers"), by_account("30  soldiers!")
    (change,) = worked(Posted(first, SEEN, via="preview"), Posted(better, SEEN + 1))
    assert told([change]) == [("new", 1, "account", "30  soldiers!")]
    assert change.post.media[0].file_id == "f1"


async def test_in_a_later_batch_that_completes_the_post(database: Database) -> None:
    await batch(database, Posted(by_page("30 soldiers"), SEEN, via="preview"))
    assert told(await batch(database, Posted(by_account("30 soldiers"), SEEN + 1))) == [
        ("completed", 1, "account", "30 soldiers")
    ]
    assert await batch(database, Posted(by_page("30 soldiers"), SEEN + 2, via="preview")) == ()
    assert await batch(database, Posted(by_account("30 soldiers"), SEEN + 3, live=False)) == ()


async def test_an_edit_that_both_see_is_one_revision_whoever_sees_it_first(database: Database) -> None:
    for number, order in enumerate((("preview", "account"), ("account", "preview")), 1):
        for via, shape in (("account", by_account), ("preview", by_page)):
            seen = shape("30 soldiers")
            await batch(database, Posted(as_number(seen, number), SEEN, via=via))
        edits: list[tuple[str, int, str, str]] = []
        for step, via in enumerate(order, 1):
            shape = by_account if via == "account" else by_page
            edited = as_number(shape("50 soldiers", edited=SEEN + 5), number)
            edits += told(await batch(database, Edited(edited, SEEN + 10 * step, via=via)))
        kept = [("edited", 2, order[0], "50 soldiers")]
        assert edits == kept if order[0] == "account" else [*kept, ("completed", 2, "account", "50 soldiers")]


async def test_a_page_that_lags_behind_is_no_edit(database: Database) -> None:
    await batch(database, Posted(by_account("before"), SEEN))
    await batch(database, Posted(by_page("before"), SEEN + 1, via="preview"))
    assert told(await batch(database, Edited(by_account("after", edited=9), SEEN + 2))) == [
        ("edited", 2, "account", "after")
    ]
    assert await batch(database, Posted(by_page("before"), SEEN + 3, via="preview", live=False)) == ()
    assert await batch(database, Posted(by_page("after"), SEEN + 4, via="preview", live=False)) == ()


async def test_an_edit_that_only_the_page_saw_is_one(database: Database) -> None:
    await batch(database, Posted(by_account("30"), SEEN))
    await batch(database, Posted(by_page("30"), SEEN + 1, via="preview"))
    assert told(await batch(database, Edited(by_page("50"), SEEN + 2, via="preview"))) == [
        ("edited", 2, "preview", "50")
    ]


async def test_the_first_sight_of_another_kind_is_no_edit_unless_it_says_so(database: Database) -> None:
    await batch(database, Posted(by_account("as the account has it"), SEEN))
    assert await batch(database, Posted(by_page("quite another rendering"), SEEN + 1, via="preview")) == ()
    await batch(database, Posted(as_number(by_page("30"), 2), SEEN, via="preview"))
    edited = as_number(by_account("50", edited=SEEN + 60_000), 2)
    assert told(await batch(database, Posted(edited, SEEN + 90_000, live=False))) == [("edited", 2, "account", "50")]


def photos(*numbers: int, whole: bool) -> tuple[Media, ...]:
    return tuple(Media("photo", number, file_id="" if whole else f"f{number}") for number in numbers)


def part(number: int, text: str = "") -> Post:
    return post(number, text, group=10**15, parts=(number,), media=photos(number, whole=False))


def whole(*numbers: int, text: str = "caption") -> Post:
    captions = tuple(Caption(number, text if number == numbers[0] else "") for number in numbers)
    return post(
        numbers[0], text, group=numbers[0], parts=numbers, captions=captions, media=photos(*numbers, whole=True)
    )


@pytest.mark.parametrize("order", [(4, 5, 6), (6, 5, 4), (5, 6, 4)])
async def test_an_album_of_a_page_and_of_the_account_is_one_post(database: Database, order: Sequence[int]) -> None:
    assert [c.kind for c in await batch(database, Posted(whole(4, 5, 6), SEEN, via="preview"))] == ["new"]
    for at, number in enumerate(order, 1):
        changes = await batch(database, Posted(part(number, "caption" if number == 4 else ""), SEEN + at))
        assert [(c.kind, c.revision, c.post.id, c.post.parts) for c in changes] == [("completed", 1, 4, (4, 5, 6))]
    assert changes[0].post.text == "caption"
    assert {item.file_id for item in changes[0].post.media} == {"f4", "f5", "f6"}
    assert await batch(database, Posted(whole(4, 5, 6), SEEN + 9, via="preview")) == ()
    again = [Posted(part(number, "caption" if number == 4 else ""), SEEN + 99, live=False) for number in order]
    assert await batch(database, *again) == ()


async def test_an_album_that_the_account_saw_in_part_is_found_on_the_page(database: Database) -> None:
    await batch(database, Posted(part(5), SEEN), Posted(part(6), SEEN))
    assert await batch(database, Posted(whole(4, 5, 6), SEEN + 1, via="preview")) == ()


async def test_an_album_that_grows_on_the_page_is_completed(database: Database) -> None:
    await batch(database, Posted(whole(4, 5), SEEN, via="preview"))
    grown = await batch(database, Posted(whole(4, 5, 6), SEEN + 1, via="preview"))
    assert [(c.kind, c.revision, c.post.parts) for c in grown] == [("completed", 1, (4, 5, 6))]
    shrunk = await batch(database, Edited(whole(4, 6), SEEN + 2, via="preview"))
    assert [(c.kind, c.revision, c.post.parts) for c in shrunk] == [("edited", 2, (4, 6))]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Втрати 🔥🔥 ворога", "Втрати ворога", True),
        ("see https://x.com/a/b?c", "see x", False),
        ("read https://x.com/abc now", "read https://x.com/a… now", True),
        ("a\n\nb", "a b", True),
        (LONG, LONG[:60] + "…", True),
        (LONG, LONG[:60], False),
        ("30 killed", "300 killed", False),
        ("", "something", False),
        ("", "🔥", True),
    ],
)
def test_what_is_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


STEPS = st.lists(
    st.tuples(st.sampled_from(["account", "preview", "export"]), st.sampled_from(["30", "50"]), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(STEPS)
def test_whatever_kinds_show_it_the_post_is_new_once_and_its_revisions_have_no_holes(
    steps: list[tuple[str, str, bool]],
) -> None:
    shapes = {"account": by_account, "preview": by_page, "export": by_page}
    updates: list[Update] = [
        Posted(shapes[via](text, edited=at if edit else None), SEEN + at, via=via)
        for at, (via, text, edit) in enumerate(steps, 1)
    ]
    changes = worked(*updates)
    assert [change.kind for change in changes].count("new") == 1
    revisions = [change.revision for change in changes if change.kind == "edited"]
    assert revisions == list(range(2, len(revisions) + 2))


@given(STEPS)
def test_one_text_by_any_kinds_is_never_an_edit(steps: list[tuple[str, str, bool]]) -> None:
    shapes = {"account": by_account, "preview": by_page, "export": by_page}
    updates = [Posted(shapes[via]("30"), SEEN + at, via=via) for at, (via, _, _) in enumerate(steps)]
    assert {change.kind for change in worked(*updates)} == {"new"}


def as_number(item: Post, number: int) -> Post:
    return replace(item, id=number)


async def batch(database: Database, *updates: Update) -> tuple[Change, ...]:
    """What a batch of its own comes to, and is stored."""
    kept = await database.settle(updates)
    async with database.write() as unit:
        await unit.keep(kept)
    return kept.changes
