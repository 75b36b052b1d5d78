"""A post as stories see it, made of what was read from it for the rules."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from monitor.language.addresses import addresses
from monitor.language.detect import by_letters
from monitor.language.happenings import happenings
from monitor.language.runs import runs
from monitor.model import Change, Claim, Figure, Mention, Part, Post, Telling
from monitor.stories import quotations
from monitor.stories.attributed import quoted
from monitor.stories.capitals import capitals
from monitor.stories.copies import AWAY, hashed, in_the_open
from monitor.stories.gist import is_survey, numbers, stems, tells_of_another
from monitor.stories.naming import FEWEST_NAMES, names

MOST_LINKS = 3
"""A post that leads to more places is a survey; none of them says where it comes from."""

_HEADLINE = 14  # words that say what a post is about; what comes behind may be of other things

_MESSAGE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?:s/)?([A-Za-z]\w{3,31})/(\d+)(?:[?#/].*)?", re.IGNORECASE
)
_PRIVATE = re.compile(r"(?:https?://)?(?:t|telegram)\.me/c/(\d+)/(\d+)(?:[?#/].*)?", re.IGNORECASE)
# What nearly all addresses are like: read by this as `urlsplit` reads it, in a fifth of the time.
_PLAIN = re.compile(r"https?://([A-Za-z0-9.-]+)((?:/[^?#\t\r\n]*)?)(?:[?#]|\Z)")
_FEWEST_SLUG = 12  # letters of the last part of a path that names one article


def telling_of(
    change: Change, handle: str, folded: str, claims: Sequence[Claim], mentions: Sequence[Mention], speaks: str = ""
) -> Telling:
    """What stories know of a changed post. `folded` is its text folded, `handle` its channel's, `speaks` who speaks
    there.
    """
    post = change.post
    plain = in_the_open(folded)
    words = runs(plain)
    spaced = " ".join(words)
    exact, sketch = hashed(spaced)
    figures = tuple(figure_of(claim, mentions) for claim in claims)
    told = _shown(post.text, mentions)
    named = tuple(dict.fromkeys(mention.entity for mention in told))
    called = names(post.text, [(mark.start, mark.end) for mark in post.markup if mark.kind == "link"])
    # who names nothing tells of no event
    telling = bool(named) or len(called) >= FEWEST_NAMES
    happened = tuple(sorted(happenings(spaced))) if telling else ()
    quotes = quoted(claims, figures, post.text, happened, len(words))
    blocks = quotations.quoted(post.text, claims)
    survey = (telling or bool(blocks)) and is_survey(post.text)
    return Telling(
        key=change.key,
        channel=post.channel,
        post=post.id,
        posted=min(post.posted, change.seen),  # a source's clock may be ahead
        revision=change.revision,
        own=f"h:{handle.lower()}:{post.id}" if handle else "",
        copied=tuple(dict.fromkeys(_copied(post, handle))),
        words=len(words),
        exact=exact,
        sketch=sketch,
        entities=named,
        capitals=capitals(post.text, told) if named else (),
        happenings=happened,
        headline=tuple(sorted(happenings(" ".join(words[:_HEADLINE])))) if happened else (),
        another=tells_of_another(folded) if happened else False,
        stems=stems(words) if telling and not survey else (),
        numbers=numbers(plain) if telling and not survey else (),
        figures=figures,
        speaks=speaks,
        quotes=() if speaks in quotes else quotes,
        said=quotations.said(post.text),
        quoted=() if survey else blocks,
        names=called,
        language=by_letters(folded),
    )


def figure_of(claim: Claim, mentions: Collection[Mention]) -> Figure:
    """A claim with the entities that are named in its parts."""
    return Figure(
        claim.kind,
        claim.min,
        claim.max,
        _within(claim.who, mentions),
        _within(claim.place, mentions),
        _within(claim.by, mentions),
        claim.who is not None,
    )


def _shown(text: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Those that the text itself makes: a link to "t.me/kharkiv_live" says whose it is, not where."""
    if not mentions or not ("://" in text or ".me/" in text or "@" in text):
        return mentions
    hidden = [match.span() for match in AWAY.finditer(text)]
    if not hidden:
        return mentions
    starts = [low for low, _ in hidden]

    def outside(one: Mention) -> bool:
        at = bisect_right(starts, one.start) - 1
        return at < 0 or hidden[at][1] <= one.start

    return list(filter(outside, mentions))


def _within(part: Part | None, mentions: Iterable[Mention]) -> tuple[str, ...]:
    if part is None:
        return ()
    return tuple(dict.fromkeys(m.entity for m in mentions if m.start < part[1] and part[0] < m.end))


def _copied(post: Post, handle: str) -> Iterable[str]:
    """Names of what a post has in common with its copies."""
    for number in post.parts or (post.id,):
        yield f"m:{post.channel}:{number}"
    if handle:
        yield f"h:{handle.lower()}:{post.id}"
    if post.forward is not None and post.forward.message_id is not None:
        if post.forward.channel is not None:
            yield f"m:{post.forward.channel}:{post.forward.message_id}"
        elif post.forward.handle:
            yield f"h:{post.forward.handle.lower()}:{post.forward.message_id}"
    for media in post.media:
        if media.file_id and media.kind not in ("sticker", "poll", "geo", "contact"):
            yield f"f:{media.file_id}"
    if "/" in post.text or any(mark.kind == "link" for mark in post.markup):
        led = tuple(dict.fromkeys(name for address in addresses(post) if (name := page(address.url, handle))))
        if len(led) <= MOST_LINKS:
            yield from led


@lru_cache(2048)  # what a channel puts under every post comes again and again
def page(url: str, handle: str) -> str:
    """What a link leads to, if that can be where a post comes from: a message elsewhere, or one article. Else ""."""
    if ".me/" in url.lower():
        if message := _MESSAGE.fullmatch(url):
            return "" if message[1].lower() == handle.lower() else f"h:{message[1].lower()}:{int(message[2])}"
        if message := _PRIVATE.fullmatch(url):
            return f"m:{int(message[1])}:{int(message[2])}"
    host, path = _parted(url)
    host, path = host.removeprefix("www."), path.rstrip("/")
    if not host or host in ("t.me", "telegram.me", "telegram.org"):
        return ""
    name = path[path.rfind("/") + 1 :]
    if not (len(name) >= _FEWEST_SLUG or any(map(str.isdecimal, name))):
        return ""  # a front page, a channel, a shop: many posts lead there
    return f"l:{host}{path}"


def _parted(url: str) -> tuple[str, str]:
    """The host in small letters and the path of an address; "" for both if it is none."""
    if plain := _PLAIN.match(url):
        return plain[1].lower(), plain[2]
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
    except ValueError:
        return "", ""
    return parts.hostname or "", parts.path
