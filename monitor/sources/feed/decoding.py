"""From bytes to characters, whatever the document says of itself. Pure."""

import codecs
import re
from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0r\0", "utf-16-le"), (b"\0<\0r", "utf-16-be"))
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_BELIEVED = re.compile(r"(?:cp\d|iso8859-|koi8-|mac-|gb|big5|euc_|shift_jis|ptcp|tis)")
_WESTERN = frozenset({"iso8859-1", "cp1252"})  # what servers say that were never told: any bytes are some text in it
_LOWER = re.compile("[а-яёіїєґў]{2,}")
_SAMPLE = 65_536
_FEW = 0.02


def decode(body: bytes, content_type: str) -> str:
    """The characters of a document. Never raises: bytes that mean nothing become U+FFFD.

    A byte order mark is believed first; then UTF-8, if all bytes agree with it, for hardly any other text
    does; then what the server and the document say; then what looks most like words.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in _UNMARKED:
        if body.startswith(start):
            return body.decode(name, "replace")
    text = _as_utf8(body)
    if text is not None:
        return text
    for name in _claims(body, content_type):
        decoded = _try(body, name)
        if decoded is not None:
            return decoded
    return _guess(body)


def _as_utf8(body: bytes) -> str | None:
    """UTF-8 with at most a few broken places (a text cut in the middle of a letter, a pasted quote)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(body)  # not final: a cut last letter is no error
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = sum(map(len, re.findall("[^\x00-\x7f\ufffd]+", text)))
    return text if broken <= letters * _FEW else None


def _claims(body: bytes, content_type: str) -> Iterator[str]:
    """Encodings that the server and the document name: those of natural text (punycode is quadratic)."""
    named = [found.group(1) for found in [_CHARSET.search(content_type)] if found]
    declared = _DECLARED.match(body[:512])
    if declared:
        named.append(declared.group(1).decode("ascii"))
    for name in named:
        try:
            known = codecs.lookup(name)
        except LookupError:
            continue
        if _BELIEVED.match(known.name) and known.name not in _WESTERN:
            yield known.name


def _try(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(body: bytes) -> str:
    """Cyrillic in one byte, by the encoding in which most letters stand in lower-case words; else Western."""
    sample = body[:_SAMPLE]
    found = [(sum(map(len, _LOWER.findall(sample.decode(name, "replace")))), name) for name in ("cp1251", "koi8-u")]
    score, name = max(found)
    high = sum(byte > 127 for byte in sample)
    return body.decode(name if score * 2 > high else "cp1252", "replace")
