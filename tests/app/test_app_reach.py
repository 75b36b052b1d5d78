"""Posts that come to a count that a rule waits for: told at that moment, once, and never again."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.kinds import discover
from monitor.model import All, Counted, Counters, Deleted, Edited, Leaf, Not, Posted, RuleSpec, Tree
from monitor.store import schema
from monitor.store.database import Database

NOW = 1_700_000_000_000
HOUR, DAY = 3_600_000, 86_400_000
KINDS = discover()


def leaf(kind: str, **options: Any) -> Leaf:
    return Leaf(kind, KINDS.conditions[kind].options.model_validate(options))


def rule(bench: Any, when: Tree, name: str = "far", **more: Any) -> RuleSpec:
    plain: RuleSpec = bench.rule(name, **more)
    return RuleSpec(name, name, "high", when, events=plain.events, notify=("desk",), alert=plain.alert)


def far(bench: Any, views: int = 1_000, **more: Any) -> RuleSpec:
    return rule(bench, leaf("reach", views=views), **more)


def counted(views: int | None, number: int = 1, at: int = NOW, **more: Any) -> Counted:
    return Counted(7, number, Counters(views, more.pop("forwards", None), **more), at)


def posted(bench: Any, views: int = 1, number: int = 1, text: str = "alarm", **more: Any) -> Posted:
    return Posted(bench.post(number, text, counters=Counters(views, 0), **more), NOW)


async def test_it_is_told_when_it_is_reached_and_says_so(bench: Any) -> None:
    bench.use(far(bench))
    await bench.hand(posted(bench, posted=NOW - HOUR))
    await bench.hand(counted(999))
    assert bench.told == []
    await bench.hand(counted(1_204, at=NOW + HOUR))
    assert bench.told == [("far", 1, "opened")]
    (excerpt,) = bench.verdicts[-1].notices[0].excerpts
    assert (excerpt.event, excerpt.note) == ("reached", "reached 1,000 views")
    assert (excerpt.posted, excerpt.seen, excerpt.late) == (NOW - HOUR, NOW + HOUR, 0)
    assert [(item.what, item.found) for item in excerpt.evidence] == [("1,000 views", "1,204 views")]


async def test_never_twice_whatever_the_counters_do_and_after_a_restart(bench: Any) -> None:
    bench.use(far(bench))
    await bench.hand(posted(bench))
    for views in (1_000, 5_000, 10, 2_000):
        await bench.hand(counted(views))
    bench.use(far(bench))
    await bench.hand(counted(10))
    await bench.hand(counted(3_000))
    assert bench.told == [("far", 1, "opened")]
    assert (await bench.totals())["matches"] == 1


async def test_several_counts_in_one_batch_and_beside_the_post_itself(bench: Any) -> None:
    bench.use(far(bench))
    await bench.hand(posted(bench), counted(2_000), counted(5))
    await bench.hand(posted(bench, number=2), counted(2_000, 2), counted(9_000, 2))
    assert bench.told == [("far", 1, "opened"), ("far", 2, "matched")]


async def test_a_post_that_is_so_far_when_it_is_first_seen_is_simply_new(bench: Any) -> None:
    bench.use(far(bench))
    await bench.hand(posted(bench, 1_500))
    await bench.hand(counted(2_500))
    assert bench.told == [("far", 1, "opened")]
    assert [excerpt.event for verdict in bench.verdicts for n in verdict.notices for excerpt in n.excerpts] == ["new"]


async def test_with_words_it_is_asked_over_the_text_as_it_stands(bench: Any) -> None:
    bench.use(rule(bench, All((leaf("reach", views=1_000), leaf("keyword", any=["drone"])))))
    await bench.hand(posted(bench, 1, 1, "a drone"), posted(bench, 1, 2, "calm"), posted(bench, 1, 3, "a drone"))
    await bench.hand(Edited(bench.post(2, "a drone after all", edited=NOW + 1), NOW + 1))
    await bench.hand(Edited(bench.post(3, "nothing", edited=NOW + 1), NOW + 1))
    await bench.hand(*(counted(1_000, number) for number in (1, 2, 3)))
    told = {excerpt.post for verdict in bench.verdicts for n in verdict.notices for excerpt in n.excerpts}
    assert told == {1, 2}


async def test_an_edit_that_tells_no_counters_does_not_undo_it(bench: Any) -> None:
    bench.use(far(bench))
    await bench.hand(posted(bench))
    await bench.hand(counted(1_000))
    await bench.hand(Edited(bench.post(text="other words", edited=NOW + 1), NOW + 1))
    assert [kind for _, _, kind in bench.told] == ["opened", "edited"]


async def test_a_post_that_is_gone_does_not_fire(bench: Any) -> None:
    bench.use(far(bench))
    await bench.hand(posted(bench), posted(bench, number=2))
    await bench.hand(Deleted(7, (1,), NOW))
    await bench.hand(counted(5_000), Deleted(7, (2,), NOW), counted(5_000, 2))
    assert bench.told == []


async def test_age_counts_from_when_it_was_reached(bench: Any) -> None:
    bench.use(far(bench, max_age=HOUR))
    await bench.hand(posted(bench))
    bench.clock.time += 3 * DAY
    await bench.hand(counted(1_000, at=bench.clock.time))
    await bench.hand(counted(1_000, 2))
    assert bench.reasons == ["new"]


@pytest.mark.parametrize(("events", "told"), [({"new"}, 1), ({"edited"}, 0), ({"deleted"}, 0)])
async def test_whoever_wants_new_posts_wants_those_that_get_far(bench: Any, events: set[str], told: int) -> None:
    bench.use(far(bench, events=frozenset(events)))
    await bench.hand(posted(bench))
    await bench.hand(counted(1_000))
    assert len(bench.told) == told


async def test_only_rules_that_wait_for_the_count_are_asked(bench: Any) -> None:
    bench.use(far(bench))
    await bench.hand(posted(bench, 10))
    bench.use(bench.rule("alarm"), far(bench), far(bench, 5, name="near"))  # after a reload
    await bench.hand(counted(1_000))
    assert bench.told == [("far", 1, "opened")], "new rules apply to what comes from then on"


async def test_rules_with_several_counts_and_with_not(bench: Any) -> None:
    both, calm = leaf("reach", views=1_000, forwards=5), Not(leaf("reach", forwards=1))
    bench.use(rule(bench, both, "both"), rule(bench, All((leaf("reach", views=1_000), calm)), "calm"))
    await bench.hand(posted(bench), posted(bench, number=2))
    await bench.hand(counted(1_000, forwards=4), counted(1_000, 2, forwards=0))
    assert bench.told == [("calm", 1, "opened")]
    await bench.hand(counted(1_000, forwards=5))
    assert bench.told[1:] == [("both", 1, "opened")]


async def test_counting_costs_no_matching_where_nobody_waits(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    for rules in ([bench.rule("alarm")], [bench.rule("alarm"), far(bench, 1_000_000)]):
        bench.use(*rules)
        match = bench.watching.match
        monkeypatch.setattr(
            bench.watching, "match", lambda post, *more, m=match: asked.append(post.id) or m(post, *more)
        )
        first = 500 * len(asked) + 1
        await bench.hand(*(posted(bench, 1, number, "calm") for number in range(first, first + 250)))
        asked.clear()
        await bench.hand(*(counted(50 + step, first + step % 250) for step in range(500)))
        assert asked == []
        asked.append(0)


Tellings = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 2_000), st.sampled_from(["account", "preview"]), st.booleans()),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=25)
@given(tellings=Tellings)
def test_it_fires_once_if_and_only_if_the_most_that_was_counted_reached_it(
    bench_of: Any,
    tellings: Sequence[tuple[int, int, str, bool]],
) -> None:
    async def main() -> set[int]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "monitor.db"
            await schema.prepare(path)
            database = Database(path)
            await database.open()
            bench = bench_of(database)
            bench.use(far(bench))
            await bench.hand(posted(bench), posted(bench, number=2))
            batch: list[Counted] = []
            for number, views, via, ends in tellings:
                batch.append(Counted(7, number, Counters(views), NOW, via))
                if ends:
                    await bench.hand(*batch)
                    batch.clear()
                    bench.use(far(bench))  # and every batch meets a daemon that has just started
            await bench.hand(*batch)
            await database.close()
            fired = [r.post for verdict in bench.verdicts for r in verdict.rulings]
            assert len(fired) == len(set(fired))
            return set(fired)

    most = {number: 0 for number, _, _, _ in tellings}
    for number, views, via, _ in tellings:
        most[number] = max(most[number], views if via == "account" else 0)
    assert asyncio.run(main()) == {number for number, views in most.items() if views >= 1_000}
