"""A longer text that holds what another post says, word for word: in quotation marks, or after "the DIU said:".

A post is found by its longer sentences, each as one number, and only those that stand in a quotation look for them. So
it costs a few signs, needs no text to be read again, and misses what quotes half a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from monitor.language.octets import TABLE, translation
from monitor.language.runs import runs, translated
from monitor.model import Claim, Part

LEAST = 12
"""Words of a sentence that nobody writes a second time."""

_MOST_SAID, _MOST_QUOTED = 4, 3
_ADDRESS = re.compile(r"https?://\S+|(?:t|telegram)\.me/\S+")
# A pattern is looked for several times as fast where it begins with one letter or one class of them.
_MARKED = re.compile(
    r"[«“„\"](?:(?<=«)([^«»]{60,})»|(?<=“)([^“”]{60,})”|(?<=„)([^„“”]{60,})[“”]|(?<=\")([^\"]{60,})\")"
)
_AFTER_COLON = re.compile(r":(?<=[^\W\d]:)[ \t]*(?:\n[ \t]*)?([^\s«“„\"][^\n]{59,})")
_COLON = re.compile(r":(?=\s)")
_END = re.compile(r"[.!?…;\n]")
# Letters become small ones; sentences end at the end of a line, words at spaces. Question marks are taken out before.
_LINES = translation(
    {char: char.casefold().replace("ё", "е") for char in TABLE if char.isalnum()} | dict.fromkeys(".!;\n", "\n"), " "
)
_IOTA = "\u0345"  # of all marks the one that becomes a letter among small letters
_SHORT = 2 * LEAST - 1  # letters that so many words have at least, with what parts them


def said(text: str) -> tuple[int, ...]:
    """The longer sentences that a text says itself, at most a few, as numbers of 63 bits."""
    text = _without_addresses(text)
    if _may_quote(text):
        text = _MARKED.sub("\n", text)
    return tuple(sorted(set(_sentences(text)))[:_MOST_SAID])


def quoted(text: str, claims: Sequence[Claim]) -> tuple[int, ...]:
    """The longer sentences of a text that stand in quotations; none if it claims something outside of these."""
    blocks = list(_blocks(text))
    if not blocks or any(not any(a <= claim.about[0] and claim.about[1] <= b for a, b in blocks) for claim in claims):
        return ()
    found = {one for a, b in blocks for one in _sentences(_without_addresses(text[a:b]))}
    return tuple(sorted(found)[:_MOST_QUOTED])


def _blocks(text: str) -> Iterator[Part]:
    for pattern, may in ((_MARKED, _may_quote(text)), (_AFTER_COLON, ":" in text)):
        for match in pattern.finditer(text) if may else ():
            yield match.span(match.lastindex or 0)


def _may_quote(text: str) -> bool:
    """Whether there is a mark that a quotation begins with."""
    return "«" in text or '"' in text or "“" in text or "„" in text


def _sentences(text: str) -> list[int]:
    found = [words for sentence in _cut(text) if len(sentence) >= _SHORT and len(words := sentence.split()) >= LEAST]
    hashes = [blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest() for words in found]
    return [int.from_bytes(one) >> 1 for one in hashes]


def _cut(text: str) -> list[str]:
    """The sentences of a text in small letters; their words stand between spaces."""
    if ":" in text:
        text = _COLON.sub(".", text)
    text = text.replace("?", ".").replace("…", ".")
    lines = translated(text, _LINES) if _IOTA not in text else None
    if lines is not None:
        return lines.split("\n")
    return [" ".join(runs(sentence)) for sentence in _END.split(text.casefold().replace("ё", "е"))]


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub(" ", text) if "://" in text or ".me/" in text else text
