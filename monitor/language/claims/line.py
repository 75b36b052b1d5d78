"""One sentence as the grammar sees it: its tokens, what each word is, and the figures among them."""

from typing import Final

from monitor.language.claims.lexicon import KNOWN, word
from monitor.language.claims.word import OTHER, Role, Word
from monitor.language.numbers.figure import Figure
from monitor.language.numbers.read import read_figures
from monitor.language.tokens import Token

_PERSONNEL: Final = {
    ("личного", "состава"), ("личный", "состав"), ("личному", "составу"), ("особового", "складу"),
    ("особовий", "склад"),
    ("живая", "сила"), ("жива", "сила"), ("живой", "силы"), ("живой", "силе"),
    ("живої", "сили"), ("живу", "силу"), ("живую", "силу"),
}  # fmt: skip
_THEM_AFTER: Final = frozenset({"из", "з", "із", "среди", "серед", "of", "among", "кількох", "между"})
_EITHER: Final = frozenset({"голова", "голову", "голови", "головою", "политик", "политика", "политику", "политиком"})
_LED: Final = (
    "громад", "рад", "міськрад", "сільрад", "селищ", "облрад", "райрад", "ова", "рва", "ода", "рда", "мва", "област",
    "комітет", "коміс", "правлін", "парті", "партий", "уряд", "служб", "суд", "спілк", "фонд", "адміністрац", "фракц",
    "парламент", "оуп", "верховн", "наглядов", "асоціац", "організац", "міст", "району", "села", "осередк",
)  # fmt: skip
_SIGN: Final = Word("other")
_INCLUDING: Final = frozenset({"том", "тому", "т", "их", "їх"})
# The first words of all pairs that say more together.
MADE_PEOPLE: Final = frozenset(word for pair in _PERSONNEL for word in pair) | _EITHER
"""Words that only a neighbour makes persons."""
MADE_PARTS: Final = _INCLUDING
"""Words that only a neighbour makes words of including, but for those that stand before "them"."""
_PAIRED: Final = frozenset({first for first, _ in _PERSONNEL}) | _INCLUDING | _THEM_AFTER | _EITHER


class Line:
    """A sentence. Positions below are numbers of tokens; `end` is how many there are. `figures`: if read before."""

    __slots__ = ("_figures", "end", "tokens", "words")

    def __init__(self, tokens: list[Token], figures: list[Figure] | None = None) -> None:
        self.tokens = tokens
        self._figures = figures
        self.end = len(tokens)
        known = KNOWN.get
        self.words: list[Word] = [
            (known(token[0]) or word(token[0])) if token[1] == "word" else _SIGN for token in tokens
        ]
        if not _PAIRED.isdisjoint([token[0] for token in tokens]):
            self._join_pairs()

    @property
    def figures(self) -> list[Figure]:
        """The figures, read when they are first asked for: of each fifth sentence that has a suspect, nobody asks."""
        if self._figures is None:
            self._figures = read_figures(self.tokens)
        return self._figures

    def _join_pairs(self) -> None:
        for at in [at for at, token in enumerate(self.tokens[:-1]) if token[0] in _PAIRED]:
            pair = self.tokens[at].text, self.tokens[at + 1].text
            if pair in _PERSONNEL:
                self.words[at] = Word("adjective")
                self.words[at + 1] = Word("person", force=True)
            elif pair[0] in _INCLUDING and pair[1] in {"числе", "числі", ".", "ч"} and at:
                self._mark_including(at)
            elif self.words[at + 1].role == "them" and pair[0] in _THEM_AFTER:
                self.words[at] = Word("including")
            elif pair[0] in _EITHER and self._heads(at):
                self.words[at] = Word("person")

    def _heads(self, at: int) -> bool:
        """голова Лісової громади, политика Льва Коваля: people here, heads of cattle and policies elsewhere."""
        if self.tokens[at].text.startswith("политик"):
            return self.tokens[at + 1].capital
        near = self.tokens[at + 1 : at + 4]
        return any(token.text.startswith(_LED) for token in near)

    def _mark_including(self, at: int) -> None:
        """`в том числе`, `у тому числі`, `в т.ч.`"""
        last = at + 1
        while last + 1 < self.end and self.tokens[last].text in {".", "т"}:
            last += 1
        if self.tokens[last].text not in {"числе", "числі", "ч"}:
            return
        last += last + 1 < self.end and self.tokens[last + 1].text == "."
        for inner in range(at - 1, last + 1):
            self.words[inner] = Word("including")

    def role(self, at: int) -> Role:
        """What stands at `at`; beyond the ends, nothing in particular."""
        return self.words[at].role if 0 <= at < self.end else "other"

    def word(self, at: int) -> Word:
        """Likewise, all that is known of it."""
        return self.words[at] if 0 <= at < self.end else OTHER

    def text(self, at: int) -> str:
        """The token, or nothing beyond the ends."""
        return self.tokens[at].text if 0 <= at < self.end else ""

    def is_word(self, at: int) -> bool:
        """Whether a word stands there."""
        return 0 <= at < self.end and self.tokens[at].kind == "word"

    def english(self, at: int) -> bool:
        """Whether the word there is written in Latin letters."""
        return self.tokens[at].text.isascii()

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens `[first, last)` stand in the text as posted."""
        return self.tokens[first].start, self.tokens[last - 1].end
