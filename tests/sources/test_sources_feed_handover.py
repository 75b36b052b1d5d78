"""What is handed over of a document: news oldest first, edits once, nothing twice and nothing lost over a restart."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import ChannelChanged, ChannelSpec, Cursor, Edited, Media, Posted, Reached, Update
from monitor.sources.feed.document import Article, Reading
from monitor.sources.feed.followed import Followed
from monitor.sources.feed.handover import Handover
from monitor.store.settle import Known, Standing, settle

ADDRESS = "https://site.example/feed"
HOUR = 3_600_000
NOW = 1_733_126_400_000


@dataclass
class Ledger:
    """Intake, shelf and clock in one. What is handed over waits until `commit`, and is settled as the store does."""

    time: int = NOW
    updates: list[Update] = field(default_factory=list)
    waiting: list[Update] = field(default_factory=list)
    posts: Known = field(default_factory=Known)
    known: dict[str, int] = field(default_factory=dict)
    contacted: bool = False
    changes: list[tuple[str, str, bool]] = field(default_factory=list)

    def now(self) -> int:
        return self.time

    def offer(self, update: Update) -> bool:
        self.updates.append(update)
        self.waiting.append(update)
        return True

    async def put(self, update: Update) -> None:
        self.offer(update)

    async def keys(self, channel: int, keys: Collection[str]) -> Mapping[str, int]:
        return {key: self.known[key] for key in keys if key in self.known}

    def commit(self, most: int | None = None) -> None:
        """Store what waits, or the first of it: the rest is lost, as in a crash."""
        batch, self.waiting = self.waiting[:most], []
        numbers = iter(range(len(self.changes), 10**9))
        for change in settle(batch, self.posts, lambda: next(numbers)).changes:
            self.changes.append((change.kind, change.post.text, change.history))
        for update in batch:
            if isinstance(update, Posted | Edited):
                for key in update.keys:
                    self.known.setdefault(key, update.post.id)
            self.contacted = self.contacted or isinstance(update, Reached)

    def of(self, *kinds: type[Any]) -> list[Any]:
        return [update for update in self.updates if isinstance(update, kinds)]


class Desk:
    """A source's memory of one feed; a restart forgets it."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.restart()

    def restart(self) -> None:
        self.feed = Followed(ChannelSpec("feed", ADDRESS), contacted=self.ledger.contacted)  # type: ignore[arg-type]

    async def draw(self, *articles: Article, commit: int | None = None, title: str = "Feed") -> bool:
        self.ledger.updates.clear()
        handover = Handover(self.ledger, self.ledger, self.ledger)
        news = await handover.hand_over(self.feed, Reading(title, articles=articles))
        self.ledger.commit(commit)
        self.feed.steady = True
        return news


def article(name: str, at: int | None = None, text: str = "", **options: Any) -> Article:
    return Article(name, text or name, guid=name, link=f"https://site.example/{name}", published=at, **options)


async def test_first_contact_brings_history_and_then_the_cursor() -> None:
    desk = Desk()
    assert await desk.draw(article("b", NOW - HOUR), article("a", NOW - 2 * HOUR))
    kinds = [type(update) for update in desk.ledger.updates]
    assert kinds == [ChannelChanged, Posted, Posted, Reached]
    told, a, b, reached = desk.ledger.updates
    assert (told.kind, told.handle, told.title) == ("feed", ADDRESS, "Feed")
    assert [update.post.text for update in (a, b)] == ["a", "b"]
    assert all(update.history and not update.live and update.via == "feed" for update in (a, b))
    assert reached.cursor == Cursor("feed", told.id, 0)


async def test_news_come_oldest_first_and_live() -> None:
    desk = Desk()
    await desk.draw(article("a", NOW - HOUR))
    assert await desk.draw(article("c", NOW - 2), article("b", NOW - 3), article("a", NOW - HOUR))
    assert [(u.post.text, u.live, u.history) for u in desk.ledger.updates] == [("b", True, False), ("c", True, False)]
    assert not await desk.draw(article("c", NOW - 2), article("b", NOW - 3), article("a", NOW - HOUR))
    assert desk.ledger.updates == []


async def test_without_dates_the_documents_order_counts_from_below() -> None:
    desk = Desk()
    await desk.draw()
    await desk.draw(article("c"), article("b"), article("a"))
    assert [u.post.text for u in desk.ledger.of(Posted)] == ["a", "b", "c"]


async def test_an_edit_is_handed_over_once() -> None:
    desk = Desk()
    await desk.draw(article("a", NOW))
    await desk.draw(article("a", NOW, "changed", updated=NOW + 5))
    (edit,) = desk.ledger.updates
    assert isinstance(edit, Edited)
    assert (edit.post.text, edit.via, bool(edit.keys)) == ("changed", "feed", True)
    await desk.draw(article("a", NOW, "changed", updated=NOW + 9))
    assert desk.ledger.updates == []


async def test_addresses_that_change_with_every_visit_are_no_edit() -> None:
    desk = Desk()
    for number in range(3):
        media = Media("photo", 0, file_id=f"https://cdn.example/a.jpg?token={number}")
        await desk.draw(article("a", NOW, media=(media,)))
    assert desk.ledger.of(Edited) == []


async def test_an_item_of_which_only_the_beginning_was_read_is_no_edit() -> None:
    desk = Desk()
    await desk.draw(article("a", NOW, "a long text"))
    await desk.draw(article("b", NOW, "b", partial=True), article("a", NOW, "a long", partial=True))
    assert [(type(u), u.post.text) for u in desk.ledger.of(Posted, Edited)] == [(Posted, "b")]
    desk.restart()
    await desk.draw(article("a", NOW, "a long", partial=True))
    await desk.draw(article("a", NOW, "a long text"))
    assert [kind for kind, _, _ in desk.ledger.changes] == ["new", "new"]


async def test_a_new_key_of_a_known_item_is_handed_over() -> None:
    desk = Desk()
    await desk.draw(article("a", NOW))
    renamed = Article("a", "a", guid="tag:a", link="https://site.example/a", published=NOW)
    await desk.draw(renamed)
    (update,) = desk.ledger.updates
    assert isinstance(update, Edited)
    assert len(desk.ledger.changes) == 1, "the store drops what did not change"
    desk.restart()
    await desk.draw(Article("a", "a", guid="tag:a", link="https://site.example/moved", published=NOW))
    assert desk.ledger.of(Posted) == []


async def test_what_drops_out_is_not_deleted_and_may_come_back() -> None:
    desk = Desk()
    await desk.draw(article("a", NOW), article("b", NOW))
    await desk.draw(article("b", NOW))
    assert desk.ledger.updates == []
    await desk.draw(article("b", NOW), article("a", NOW))
    assert [kind for kind, _, _ in desk.ledger.changes] == ["new", "new"]


async def test_dates_to_come_and_no_dates_count_as_seen() -> None:
    desk = Desk()
    await desk.draw(article("a", NOW + HOUR), article("b"))
    assert [update.post.posted for update in desk.ledger.of(Posted)] == [NOW, NOW]
    desk.ledger.time += HOUR
    await desk.draw(article("a", NOW + HOUR), article("b", text="changed"))
    assert [update.post.posted for update in desk.ledger.of(Edited)] == [NOW]


async def test_after_a_pause_news_are_late_and_after_a_start_edits_are_found() -> None:
    desk = Desk()
    await desk.draw(article("a", NOW))
    desk.restart()
    await desk.draw(article("c", NOW + 1), article("a", NOW, "changed"))
    assert [(type(u), u.post.text) for u in desk.ledger.of(Posted, Edited)] == [(Edited, "changed"), (Posted, "c")]
    assert not desk.ledger.of(Posted)[0].live
    assert not desk.ledger.of(Posted)[0].history
    assert desk.ledger.changes == [("new", "a", True), ("edited", "changed", False), ("new", "c", False)]


async def test_keys_that_are_not_stored_yet_are_known_all_the_same() -> None:
    desk = Desk()
    await desk.draw(article("a", NOW), commit=0)
    await desk.draw(article("a", NOW), article("b", NOW), commit=0)
    assert [update.post.text for update in desk.ledger.of(Posted)] == ["b"]


async def test_a_title_is_told_when_it_changes() -> None:
    desk = Desk()
    await desk.draw(title="")
    await desk.draw(title="Site")
    await desk.draw(title="Site")
    assert desk.ledger.of(ChannelChanged) == []
    assert desk.feed.title == "Site"


ITEMS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["x", "y"])), max_size=6, unique_by=lambda item: item[0])
STEPS = st.lists(st.tuples(ITEMS, st.none() | st.integers(0, 8)), min_size=1, max_size=6)


@settings(deadline=None)
@given(STEPS)
async def test_crashes_lose_nothing_and_double_nothing(steps: list[tuple[list[tuple[int, str]], int | None]]) -> None:
    """A step is a document, and where the process dies: after so many updates were stored, or not at all."""
    desk = Desk()
    for items, dies_after in steps:
        articles = [article(f"item {n}", NOW - n, f"item {n} {text}") for n, text in items]
        await desk.draw(*articles, commit=dies_after)
        if dies_after is not None:
            desk.restart()
            await desk.draw(*articles)
        news = [text.rpartition(" ")[0] for kind, text, _ in desk.ledger.changes if kind == "new"]
        assert len(news) == len(set(news)), "nothing twice"
        standing: dict[tuple[int, int], Standing] = desk.ledger.posts.messages
        assert {f"item {n} {text}" for n, text in items} <= {one.post.text for one in standing.values()}, "nothing lost"


async def test_a_document_that_does_not_reach_back_may_have_held_more() -> None:
    desk = Desk()
    await desk.draw(article("a"), article("b"))
    await desk.draw(article("b"), article("c"))
    assert desk.feed.lost == ""
    desk.restart()
    await desk.draw(article("c"), article("d"))
    assert desk.feed.lost == "", "it reaches back to what was read before the restart"
    await desk.draw(article("x"), article("y"))
    assert desk.feed.lost.startswith("none of the document's 2 items was there before")


async def test_the_first_items_of_a_feed_that_was_empty_follow_on_nothing() -> None:
    desk = Desk()
    await desk.draw()
    desk.feed.digest = b"of an empty document"
    await desk.draw(article("a"), article("b"))
    assert desk.feed.lost == ""
