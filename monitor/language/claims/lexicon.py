"""What a word is to the grammar, whichever of the three languages it belongs to.

The tables have a line for each sort of words: `ROLE`, or `KIND VOICE`, or `ROLE KIND`; then perhaps `people` (only
people named as such count) or `weak`; a colon; and the words, as patterns. The first line that has a word decides.
"""

import re
from typing import Final, cast, get_args

from monitor.language.claims import english, people, slavic, ukrainian
from monitor.language.claims.word import Mood, Number, Role, Voice, Word
from monitor.model.claim import ClaimKind

_Row = tuple[Word, list[str]]

_KEPT: Final = 50_000
_LETTERS: Final = 200
_LONGEST: Final = 40
_ADJECTIVE_ENDS: Final = "(?:ый|ий|ій|ая|яя|ое|ее|ые|ие|ого|его|ої|ой|ей|ему|ому|ую|юю|ою|ею|ым|им|ом|ем|ых|их|ыми|ими)"
_ENDS: Final = {
    "~": _ADJECTIVE_ENDS,
    "=": "(?:в|ла|ло|ли|вши)",
    "&": "(?:вся|лася|лося|лися|лась|лось|лись)",
    "@": "(?:|о|а|і|ий)",
}
_MANY: Final = ("ли", "лись", "лися", "ны", "ні", "ты", "ті", "ют", "ять", "ють", "уть", "ат", "ят")
_NEUTRAL: Final = ("ло", "но", "то", "лось", "лося", "ється", "ется")
_VERBS: Final = frozenset({"predicate", "take", "get"})

_ADJECTIVE: Final = re.compile(
    r"[а-яіїєґ']+(?:ых|их|іх|їх|ими|ыми|їми|ого|его|ої|ою|ую|юю|ый|ий|ій|ая|яя|ые|ие|ому|ему|ой|"
    r"(?:ськ|цьк|зьк|річн|льн|чн|нн|шн|вн|тн|жн|рн|дн|йн|ован)(?:а|у|і|е))"
)
_VERB: Final = re.compile(
    r"[а-яіїєґ']+(?:л[аио]?|лся|лась|лось|лись|вся|лася|лося|лися|ют|ают|ають|уют|ують|ет|ит|ится|ется|ются|ться|"
    r"ено|ано|ены|аны|ені|ані|шись|вши|[аеиіуя]ть|[аиіуя]ти)"
)
_PERSON: Final = re.compile(people.SUFFIX)


def _described(line: str) -> tuple[Word, list[str]] | None:
    what, colon, words = line.partition(":")
    if not colon:
        return None
    labels = what.split()
    for sign, ends in _ENDS.items():
        words = words.replace(sign, ends)
    return _labelled(labels, frozenset(labels)), words.split()


def _labelled(labels: list[str], marks: frozenset[str]) -> Word:
    strict, weak = "people" in marks, "weak" in marks
    if labels[0] == "mood":
        return Word("other", mood=cast(Mood, labels[1]))
    if labels[0] == "force":
        return Word("person", force=True)
    if labels[0] in get_args(ClaimKind):
        return Word("predicate", cast(ClaimKind, labels[0]), cast(Voice, labels[1]), "", strict, weak)
    kind = cast(ClaimKind, labels[1]) if len(labels) > 1 else None
    return Word(cast(Role, labels[0]), kind, "", "", strict, weak)


def _rows() -> list[_Row]:
    tables = english.TABLE, ukrainian.TABLE, slavic.TABLE, english.PEOPLE, people.PEOPLE
    return [row for table in tables for line in table.splitlines() if (row := _described(line)) is not None]


def _begins(pattern: str) -> set[str]:
    """The letters that a pattern may begin with; "" for any."""
    if pattern.startswith("["):
        return set(pattern[1 : pattern.index("]")])
    if not pattern.startswith("(?:"):
        return {""} if pattern.startswith("\\") else {pattern[0]}
    close = pattern.index(")")  # no group holds another at the head of a word
    found: set[str] = set()
    for option in pattern[3:close].split("|"):
        found |= _begins(option or pattern[close + 1 :])
    return found | (_begins(pattern[close + 2 :]) if pattern[close + 1 : close + 2] == "?" else set())


class _Table:
    """Rows of words, tried only where they may begin with the letter at hand."""

    __slots__ = ("_patterns", "_rows")

    def __init__(self, rows: list[_Row]) -> None:
        self._rows = [(word, [(_begins(pattern), pattern) for pattern in patterns]) for word, patterns in rows]
        self._patterns: dict[str, re.Pattern[str]] = {}

    def find(self, text: str) -> Word | None:
        """The first row that has the word."""
        pattern = self._patterns.get(text[0])
        if pattern is None:
            if len(self._patterns) > _LETTERS:
                return None
            pattern = self._patterns[text[0]] = self._compiled(text[0])
        match = pattern.match(text)
        return None if match is None or match.lastgroup is None else self._rows[int(match.lastgroup[1:])][0]

    def prepare(self) -> None:
        """Make the patterns for all letters that words begin with."""
        for letter in sorted(set().union(*(begins for _, rows in self._rows for begins, _ in rows)) - {""}):
            if letter not in self._patterns:
                self._patterns[letter] = self._compiled(letter)

    def _compiled(self, letter: str) -> re.Pattern[str]:
        groups: list[str] = []
        for at, (_, patterns) in enumerate(self._rows):
            mine = [pattern for begins, pattern in patterns if letter in begins or "" in begins]
            if mine:
                groups.append(f"(?P<w{at}>(?:{'|'.join(mine)})$)")
        return re.compile("|".join(groups) or r"(?!)")


_MOODS: Final = _Table([row for row in _rows() if row[0].mood])
_WORDS: Final = _Table([row for row in _rows() if not row[0].mood])


def prepare() -> None:
    """Compile what the first texts with a claim would have to wait for: 0.3 s, of which one letter takes up to 0.03."""
    _MOODS.prepare()
    _WORDS.prepare()


KNOWN: Final[dict[str, Word]] = {}
"""What was read before: most words of a text are not new."""


def word(text: str) -> Word:
    """The meaning of one folded word."""
    found = KNOWN.get(text)
    if found is None:
        if len(KNOWN) > _KEPT:
            KNOWN.clear()
        found = _read(text) if 0 < len(text) <= _LONGEST else Word("other")
        KNOWN[text] = found
    return found


def _read(text: str) -> Word:
    mood = _MOODS.find(text)
    told: Mood = "" if mood is None else mood.mood
    meaning = _WORDS.find(text)
    if meaning is None:
        return Word(_by_ending(text), mood=told)
    return meaning._replace(number=_number(text, meaning.role), mood=told)


def _by_ending(text: str) -> Role:
    """What a word is that no table has."""
    if text.isascii():
        return "other"
    if _PERSON.fullmatch(text):
        return "person"
    return "verb" if _VERB.fullmatch(text) else "adjective" if _ADJECTIVE.fullmatch(text) else "other"


def _number(text: str, role: Role) -> Number:
    if role not in _VERBS or text.isascii() or text.endswith(_NEUTRAL):
        return ""
    return "many" if text.endswith(_MANY) else "one"
