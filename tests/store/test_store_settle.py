"""The rules of identity: what a batch comes to, given what is stored."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Counters, Deleted, Edited, Media, Post, Posted, Update
from monitor.ports.store import Kept
from monitor.store.settle import Known, Standing, settle

SEEN = 1_000_000


def post(number: int = 1, text: str = "a", **more: object) -> Post:
    return Post(channel=7, id=number, posted=500_000, text=text, **more)  # type: ignore[arg-type]


def worked(*updates: Update, known: Known | None = None) -> Kept:
    keys = count(1)
    return settle(updates, known or Known(), lambda: next(keys))


def stored(*posts: Post, via: str = "account") -> Known:
    known = Known()
    for key, item in enumerate(posts, 100):
        known.add(Standing(key, item, item.content, 1, via, SEEN, SEEN))
    return known


def test_a_new_post_is_new_and_the_same_again_is_nothing() -> None:
    kept = worked(Posted(post(), SEEN), Posted(post(), SEEN + 1), Edited(post(), SEEN + 2))
    assert [change.kind for change in kept.changes] == ["new"]


def test_a_to_b_to_a_makes_three_revisions() -> None:
    kept = worked(
        Posted(post(text="a"), SEEN),
        Edited(post(text="b", edited=1), SEEN + 1),
        Edited(post(text="a", edited=2), SEEN + 2),
    )
    assert [(c.kind, c.revision, c.post.text, c.before) for c in kept.changes] == [
        ("new", 1, "a", ""),
        ("edited", 2, "b", "a"),
        ("edited", 3, "a", "b"),
    ]


def test_an_older_view_of_an_edited_post_is_no_edit() -> None:
    kept = worked(Posted(post(text="before"), SEEN + 9, live=False), known=stored(post(text="after", edited=5)))
    assert kept.changes == ()


def test_what_another_kind_of_source_sees_is_no_edit() -> None:
    kept = worked(Posted(post(text="the same, shortened…", edited=9), SEEN, via="preview"), known=stored(post()))
    assert kept.changes == ()


def test_counters_are_no_revision() -> None:
    counted = post(counters=Counters(views=5))
    kept = worked(Edited(counted, SEEN), known=stored(post()))
    assert kept.changes == ()
    assert kept.tallies == ((100, Counters(views=5), None),)


def test_an_edit_of_a_post_from_before_first_contact_is_history() -> None:
    known = Known(firsts={7: 10})
    kept = worked(Edited(post(9, edited=1), SEEN), Edited(post(11, edited=1), SEEN), known=known)
    assert [(c.kind, c.post.id, c.history) for c in kept.changes] == [("new", 9, True), ("new", 11, False)]


def photo(number: int) -> tuple[Media, ...]:
    return (Media("photo", number, file_id=f"f{number}"),)


def part(number: int, text: str = "", **more: object) -> Post:
    return post(number, text, group=77, parts=(number,), media=photo(number), **more)


@pytest.mark.parametrize("order", [(4, 5, 6), (6, 5, 4), (5, 4, 6)])
def test_an_album_in_one_batch_is_one_post_whatever_the_order(order: tuple[int, ...]) -> None:
    kept = worked(*(Posted(part(number, "caption" if number == 4 else ""), SEEN) for number in order))
    (change,) = kept.changes
    assert (change.kind, change.post.id, change.post.parts, change.post.text) == ("new", 4, (4, 5, 6), "caption")
    assert [item.message_id for item in change.post.media] == [4, 5, 6]


def test_a_late_part_completes_an_album_without_a_revision() -> None:
    first = worked(Posted(part(5), SEEN)).changes[0].post
    kept = worked(Posted(part(4, "caption"), SEEN), known=stored(first))
    (change,) = kept.changes
    assert (change.kind, change.revision, change.post.id, change.post.text) == ("completed", 1, 4, "caption")


def test_deleting_some_parts_is_an_edit_and_all_parts_a_deletion() -> None:
    album = worked(*(Posted(part(number, f"c{number}"), SEEN) for number in (4, 5))).changes[0].post
    kept = worked(Deleted(7, (4,), SEEN + 1), Deleted(7, (5,), SEEN + 2), known=stored(album))
    assert [(c.kind, c.post.text) for c in kept.changes] == [("edited", "c5"), ("deleted", "c5")]


def test_a_deletion_is_told_once_and_lies_between_two_moments() -> None:
    kept = worked(Deleted(7, (1,), SEEN + 60_000), Deleted(7, (1,), SEEN + 90_000), known=stored(post()))
    (change,) = kept.changes
    assert (change.kind, change.since, change.seen, change.how) == ("deleted", SEEN, SEEN + 60_000, "update")


def test_the_deletion_of_a_post_never_seen_is_a_tombstone_and_no_change() -> None:
    kept = worked(Deleted(7, (8, 9), SEEN))
    assert (kept.changes, kept.rest) == ((), (Deleted(7, (8, 9), SEEN),))


@given(st.lists(st.tuples(st.sampled_from("pe"), st.integers(1, 3), st.sampled_from("ab"), st.integers(0, 3))))
def test_however_posts_are_handed_over_each_is_new_once(steps: list[tuple[str, int, str, int]]) -> None:
    updates: list[Update] = [
        (Posted if how == "p" else Edited)(post(number, text, edited=edited or None), SEEN + at)
        for at, (how, number, text, edited) in enumerate(steps)
    ]
    kept = worked(*updates)
    new = [c.post.id for c in kept.changes if c.kind == "new"]
    assert sorted(new) == sorted({number for _, number, _, _ in steps})
    for number in new:
        revisions = [c.revision for c in kept.changes if c.post.id == number]
        assert revisions == list(range(1, len(revisions) + 1))
