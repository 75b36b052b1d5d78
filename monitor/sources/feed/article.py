"""From an item to the text that is stored and matched. Pure."""

from collections.abc import Iterable, Iterator

from monitor.sources.feed.document import Article, Item, Rich
from monitor.sources.feed.mending import clean
from monitor.sources.feed.text import LONGEST_HTML, Told, inline_text, shifted, to_text

MOST_TEXT = 100_000
"""Code points of a post's text."""
MOST_SIGNS = 40_000
"""Tags and references (`<` and `&`) that are worked through for one document; of items beyond, only the beginning."""
_BEGINNING = 400
_MOST_TITLE = 1_000


def articles_of(items: Iterable[Item]) -> Iterator[Article]:
    """The articles of a document, in its order; an item that says nothing at all is none."""
    left = MOST_SIGNS
    for item in items:
        article = to_article(item, LONGEST_HTML if left > 0 else _BEGINNING)
        for rich in (item.body, item.summary):
            left -= rich.text.count("<", 0, LONGEST_HTML) + rich.text.count("&", 0, LONGEST_HTML)
        if article.text or article.media or article.link:
            yield article


def to_article(item: Item, most: int = LONGEST_HTML) -> Article:
    """An item's text: title, blank line, body (at most so many characters of its HTML); the summary where none is."""
    title = inline_text(item.title)[:_MOST_TITLE]
    text, markup = _joined(title, _body(item, most))
    return Article(
        title=title,
        text=text,
        markup=markup,
        link=item.link,
        guid=clean(item.guid)[:4096],
        published=item.published,
        updated=item.updated,
        author=clean(item.author),
        media=item.media,
        language=clean(item.language),
        partial=most < min(LONGEST_HTML, max(len(item.body.text), len(item.summary.text))),
    )


def _body(item: Item, most: int) -> Told:
    """What the body says, or else the summary: a body may be nothing but pictures."""
    for rich in (item.body, item.summary):
        if rich != Rich() and (told := to_text(rich, most)).text:
            return told
    return Told("")


def _joined(title: str, told: Told) -> Told:
    """Title and body, not doubled where the body begins with the title (cut off by dots, as it may be)."""
    body = told.text
    if not title or _begins(body, title):
        before = ""
    else:
        before = f"{title}\n\n" if body else title
    text = (before + body)[:MOST_TEXT]
    return Told(text, shifted(told.markup, len(before), len(text)))


def _begins(body: str, title: str) -> bool:
    start = _folded(title.rstrip(".… "))
    return bool(start) and _folded(body[: 2 * len(title) + 20]).startswith(start)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
