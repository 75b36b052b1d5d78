"""Which post an item is: keys, their strength, and what feeds do to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.feed.document import Article
from monitor.sources.feed.identity import Known, channel_of, identify, keys_of
from monitor.sources.feed.links import comparable

LINK = "https://site.example/news/1"


def one(guid: str = "", link: str = "", title: str = "A", published: int | None = 1, text: str = "") -> Article:
    return Article(title, text or title, link=link, guid=guid, published=published)


class Store:
    """Keeps keys as the store would, and says what is known of them."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}

    def draw(self, *articles: Article) -> list[Known]:
        known = {key: self.kept[key] for key in keys_of(articles) if key in self.kept}
        items = identify(articles, known)
        for item in items:
            for key in item.keys:
                self.kept.setdefault(key, item.id)
        return items

    def ids(self, *articles: Article) -> list[int]:
        return [item.id for item in self.draw(*articles)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (one("g", LINK), one("g", LINK, "Other title", 2)),  # edited
        (one("g", LINK), one("g", "https://site.example/moved")),  # the link changed
        (one("http://site.example/?p=1"), one("https://site.example/?p=1")),  # the scheme changed
        (one("http://site.example/?p=1", LINK), one(LINK, LINK)),  # the GUID became the permalink
        (one("http://site.example/?p=1", LINK), one("tag:site.example,2024:1", LINK)),
        (one("", LINK), one("g", LINK)),  # GUIDs came
        (one("g", LINK), one("", LINK)),  # and went
        (one("", LINK), one("", "http://www.site.example/news/1/?utm_source=rss&fbclid=x#top", "B")),
        (one("", "", "A", 1), one("", LINK, "A", 1)),  # title and date
        (one("g", LINK), one("h", "https://site.example/new", "A", 1)),
    ],
)
def test_the_same_item(before: Article, after: Article) -> None:
    store = Store()
    (number,) = store.ids(before)
    (item,) = store.draw(after)
    assert (item.id, item.new) == (number, False)
    assert store.ids(before) == [number], "and back again"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (one("g", LINK), one("h", "https://site.example/news/2", "B")),
        (one("", LINK + "?id=1"), one("", LINK + "?id=2", "B")),
        (one("g", LINK, "Air raid alert", None), one("h", LINK + "2", "Air raid alert", None)),  # a title is no key
        (one("", "", "A", 1), one("", "", "A", 2)),
        (one("", "", "A", None, "x"), one("", "", "A", None, "y")),
    ],
)
def test_another_item(before: Article, after: Article) -> None:
    store = Store()
    assert store.ids(before) != store.ids(after)


def test_a_guid_on_different_items_is_no_key_for_ever() -> None:
    store = Store()
    first, second = one("same", LINK, "A"), one("same", LINK + "2", "B", 2)
    a, b = store.ids(first, second)
    assert a != b
    third = one("same", LINK + "3", "C", 3)
    assert store.ids(third)[0] not in (a, b), "it is alone in the document now, and still no other"
    assert store.ids(second) == [b]


def test_a_guid_that_turns_out_to_be_no_key_leaves_the_first_post_alone() -> None:
    store = Store()
    first, second = one("same", LINK, "A"), one("same", LINK + "2", "B", 2)
    (a,) = store.ids(first)
    again, b = store.ids(first, second)
    assert (again, b != a) == (a, True)
    assert store.ids(second) == [b]


def test_a_link_of_all_items_is_no_key() -> None:
    store = Store()
    home = "https://site.example/"
    a, b = store.ids(one("", home, "A", 1), one("", home, "B", 2))
    assert a != b
    assert store.ids(one("", home, "C", 3))[0] not in (a, b)
    assert store.ids(one("", home, "B", 2)) == [b]


def test_live_blog_entries_share_a_page_and_differ_by_guid() -> None:
    store = Store()
    a, b = store.ids(one("1", LINK + "#1", "A"), one("2", LINK + "#2", "B"))
    c, again = store.ids(one("3", LINK + "#3", "C"), one("2", LINK + "#2", "B"))
    assert len({a, b, c}) == 3
    assert again == b


def test_an_item_twice_in_a_document_is_one_in_its_later_state() -> None:
    old, new = one("g", LINK, "Old"), Article("New", "New", link=LINK, guid="g", published=1, updated=5)
    for articles in ((old, new), (new, old)):
        (item,) = identify(articles, {})
        assert item.article == new


def test_the_strongest_key_decides_and_a_post_is_given_away_once() -> None:
    store = Store()
    a, b = store.ids(one("a", LINK, "A", 1), one("b", LINK + "2", "B", 2))
    swapped = store.ids(one("a", LINK + "2", "A", 1), one("b", LINK, "B", 2))
    assert swapped == [a, b]
    heir, stranger = store.ids(one("a", LINK + "9", "A", 7), one("", LINK, "D", 8))
    assert heir == a
    assert stranger not in (a, b)


def test_items_with_nothing_of_their_own_go_by_all_that_they_say() -> None:
    store = Store()
    twins = one("g", LINK, "A", None, "x"), one("g", LINK, "A", None, "y")
    assert len(store.ids(*twins)) == 1, "the same GUID, link and title: one item, listed in two states"
    a, b = store.ids(one("", "", "A", 1, "x"), one("", "", "A", 1, "y"), one("g", "", "A", 1, "z"))[:2]
    assert a != b


@pytest.mark.parametrize(
    "address",
    [
        "http://site.example/feed",
        "https://SITE.example:443/feed/",
        " https://site.example/feed#x",
        "https://site.example/feed",
    ],
)
def test_spellings_of_an_address_are_one_channel(address: str) -> None:
    assert channel_of(address) == channel_of("https://site.example/feed")
    assert 2**52 <= channel_of(address) < 2**53


@pytest.mark.parametrize("address", ["https://site.example/feed?x=1", "https://site.example/Feed", "nonsense", ""])
def test_other_addresses_are_other_channels(address: str) -> None:
    assert channel_of(address) != channel_of("https://site.example/feed")


@pytest.mark.parametrize(
    "link", ["mailto:a@b", "tag:1", "http://[::1", "http://h:99999/", "http://h/?" + "a&" * 500, ""]
)
def test_what_is_no_address_is_compared_as_it_is(link: str) -> None:
    assert comparable(link) == link


WORD = st.sampled_from(["", "a", "b", "https://h/1", "http://h/1?utm_source=x", "https://h/2"])
ARTICLES = st.lists(
    st.builds(
        one, WORD, WORD, st.sampled_from(["", "A", "B"]), st.none() | st.integers(1, 3), st.sampled_from(["x", "y"])
    ),
    max_size=8,
)


@given(ARTICLES, st.randoms())
def test_ids_do_not_depend_on_the_order(articles: list[Article], random: object) -> None:
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    ids = [{(item.article.text, item.id) for item in identify(some, {})} for some in (articles, shuffled)]
    assert {number for _, number in ids[0]} == {number for _, number in ids[1]}


@given(st.lists(ARTICLES, min_size=1, max_size=4))
def test_ids_are_unique_in_a_document_and_known_when_it_comes_again(documents: list[list[Article]]) -> None:
    store = Store()
    for articles in documents:
        items = store.draw(*articles)
        assert len({item.id for item in items}) == len(items)
        assert all(0 <= item.id < 2**52 for item in items)
    last = store.ids(*documents[-1])
    assert store.ids(*documents[-1]) == last
