"""The forms of a phrase: what agrees inflects together, what depends on the head stays as it is.

414-та окрема бригада   ordinal and adjective agree with the noun that they stand before
Птахи Мадяра            a genitive after the head is fixed: Птахів Мадяра
Кирило Буданов          the names of a person inflect together
місто Суми              a name after its kind inflects or stays: міста Сум, міста Суми
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from monitor.language.forms import FormOrigin
from monitor.language.inflect._agreement import inflect
from monitor.language.inflect._ordinals import ordinal
from monitor.language.inflect._parts import Join, Word
from monitor.language.inflect._syntax import parse
from monitor.language.inflect.acronym import is_acronym
from monitor.language.inflect.dictionary import Dictionary
from monitor.language.inflect.word import Paradigm

ParadigmsOf = Callable[[str, str, Dictionary], tuple[Paradigm, ...]]
MOST = 200
_LONGEST = 60  # words; a longer text is no name

_APOSTROPHES = "'’ʼ`´‘＇′"
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_TOKEN = re.compile(rf"\d+[-‐‑–][а-яіїєґё]{{1,3}}(?![^\W_])|[^\W\d_]+(?:[{_APOSTROPHES}][^\W\d_]+)*|\d+")
_HYPHEN = re.compile("[-‐‑–—−]")
_OPENING = ("«", "„", "“", '"', "‘")
_CLOSING = ("»", "”", "“", "’")
_CYRILLIC = re.compile("[а-яёіїєґ'’ʼ`´‘＇′]+")

_PROPER = ("person", "place")
_STAYING = """
    телеграм ютуб фейсбук прес пресс штаб генерал екс экс віце вице міні мини веб онлайн топ бізнес бизнес інтернет
    интернет санкт нью сан лос лас форт порт буенос буэнос ель эль аль ер эр абу
    бен ібн ибн усть фон блок дизель спец бліц блиц максі макси мульти мультимедіа теле радіо
    радио відео видео аудіо аудио сою ток прайм прем'єр премьер унтер обер контр гранд шеф альфа
    бета дельта лінк фпв соц нон тель куала рас улан алма йошкар пном хо шри шрі
"""
_PARTICLES = frozenset(
    {"фон", "ван", "де", "дер", "ден", "да", "ді", "ди", "дель", "ла", "ле", "бін", "бен", "аль", "ібн"}
)
_FIRST_PARTS = frozenset(_STAYING.split())


class _Token(NamedTuple):
    text: str
    start: int
    end: int


def words(text: str) -> tuple[str, ...]:
    """The words of a name in small letters: what a dictionary will be asked for."""
    return tuple(_plain(token.text) for token in _tokens(text))


def forms(
    text: str, language: Literal["uk", "ru"], kind: str, dictionary: Dictionary, paradigms_of: ParadigmsOf
) -> tuple[tuple[str, FormOrigin], ...]:
    """All forms of a name, itself first as "name", in the letters' case of the text; `MOST` at the most.

    `kind` is the entity's or "word". The others are of "dictionary" if it has every word that inflects, else of "rule".
    """
    tokens = _tokens(text)
    found: dict[str, FormOrigin] = {text: "name"}
    for variant, known in _variants(_Asked(text, tokens, language, dictionary, paradigms_of), kind):
        found.setdefault(_written(text, tokens, variant), "dictionary" if known else "rule")
        if len(found) >= MOST:
            break
    return tuple(found.items())


def _tokens(text: str) -> list[_Token]:
    return [_Token(match[0], *match.span()) for match in _TOKEN.finditer(text)]


class _Asked(NamedTuple):
    text: str
    tokens: list[_Token]
    language: str
    dictionary: Dictionary
    paradigms_of: ParadigmsOf


def _variants(asked: _Asked, kind: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    if not 0 < len(asked.tokens) <= _LONGEST:
        return iter(())
    phrase = _read(asked, kind)
    found = parse(phrase, kind)
    if kind in _PROPER and len(phrase) > 1 and (found is None or not found.sure):
        # Names of places in another case than the nominative are made of common words: Курської Області.
        phrase = _read(asked, "word")
        found = parse(phrase, kind) or found
    return iter(()) if found is None else inflect(phrase, found, kind)


def _read(asked: _Asked, kind: str) -> list[Word]:
    return [_word(asked, index, kind) for index in range(len(asked.tokens))]


def _word(asked: _Asked, index: int, kind: str) -> Word:
    text, tokens = asked.text, asked.tokens
    token = tokens[index]
    lower = _plain(token.text)
    after = text[token.end : token.end + 1]
    capital = token.text[0].isupper()
    paradigms: tuple[Paradigm, ...] = ()
    if token.text[0].isdigit():
        # A bare number is an ordinal before its noun only: 414 полк; not Су-34, 24 лютого.
        stays = lower.isdigit() and (index > 0 or not after.isspace())
        paradigms = () if stays else ordinal(lower, asked.language, alone=len(tokens) == 1)
    elif (
        _inflects(token.text)
        and (capital or lower not in _PARTICLES)
        and not (_HYPHEN.match(after) and _stays_before_hyphen(lower))
    ):
        # Small letters within a name (місто Суми) are common words.
        asked_kind = kind if capital or len(tokens) == 1 else "word"
        paradigms = asked.paradigms_of(lower, asked_kind, asked.dictionary)
    return Word(
        lower,
        paradigms,
        _join(text, tokens[index - 1].end, token.start) if index else "space",
        capital,
        is_acronym(token.text),
    )


def _plain(word: str) -> str:
    """As paradigms have it: small letters, one kind of apostrophe."""
    return word.lower().translate(_ONE_APOSTROPHE)


def _inflects(word: str) -> bool:
    """Cyrillic, and no capitals within: ОМБр, МіГ, КНДР stay."""
    return len(word) > 1 and bool(_CYRILLIC.fullmatch(word.lower())) and not any(map(str.isupper, word[1:]))


def _stays_before_hyphen(word: str) -> bool:
    """Івано-Франківськ, північно-східний, прес-служба, Ту-95."""
    return len(word) < 3 or word[-1] in "оеє" or word in _FIRST_PARTS


def _join(text: str, start: int, end: int) -> Join:
    """What stands between two words, at `[start, end)` of the text. After a closing quote all goes on."""
    between = text[start:end]
    signs = between.strip()
    if _HYPHEN.fullmatch(signs) and not between[0].isspace():
        return "hyphen"
    if not signs or signs in _CLOSING or (signs == '"' and text.count('"', 0, end) % 2 == 0):
        return "space"
    return "quote" if signs in _OPENING else "sign"


def _written(text: str, tokens: list[_Token], variant: tuple[str, ...]) -> str:
    """The variant with the letters' case and the signs of the text."""
    parts: list[str] = []
    end = 0
    for token, form in zip(tokens, variant, strict=True):
        parts += [text[end : token.start], _cased(form, token.text)]
        end = token.end
    return "".join([*parts, text[end:]])


def _cased(form: str, like: str) -> str:
    if form == _plain(like):
        return like
    return form[:1].upper() + form[1:] if like[:1].isupper() else form
