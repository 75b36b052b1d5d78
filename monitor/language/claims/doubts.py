"""What a sentence does not state as fact, or does not state of these people."""

from typing import Final

from monitor.language.claims.count import Count
from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.word import Mood
from monitor.language.word_lists import words

_CLAUSE: Final = 9
_BREAKS: Final = frozenset(',;:-()«»"')
_BASE: Final = words(
    "kill deploy send arrest detain evacuate capture injure wound abduct kidnap murder execute dispatch lose die"
)
_AWAY: Final = (
    "суд",
    "колони",
    "колоні",
    "лечен",
    "лікув",
    "реабил",
    "реабіл",
    "отпуск",
    "відпуст",
    "домой",
    "додому",
    "больниц",
    "лікарн",
    "госпит",
    "госпіт",
    "hospital",
    "prison",
)
_MODAL: Final = 5
_SAVED: Final = ("rescu", "saved", "спас", "врят")
_CARRIED: Final = ("вывез", "вивез")
_CARRIED_OFF: Final = (
    "рф", "росі", "росси", "колони", "колоні", "сизо", "тюрьм", "викра", "похи", "депорт", "тіл", "тел",
    "трупы", "лес", "ліс",
)  # fmt: skip
_BELIEVED: Final = ("вважали", "вважав", "считали", "считал", "сочли")  # and were wrong
_SUFFERS: Final = ("пострада", "постражда", "потерпі")
_HARMLESS: Final = ("мошенни", "аферист", "шахра", "санкц", "кризис", "криз", "инфляц", "інфляц", "обман")  # no wounds


class Doubts:
    """The moods of one sentence."""

    __slots__ = ("_line", "moods")

    def __init__(self, line: Line) -> None:
        self._line = line
        self.moods: set[Mood] = {word.mood for word in line.words if word.mood}

    def stated(self, happening: Happening, count: Count | None) -> bool:
        """Whether it is stated as a fact that this happened to these people."""
        if happening.mixed or "rate" in self.moods or self._negated(happening) or self._unreal(happening, count):
            return False
        if count is not None and self._points_back(count):
            return False
        return not self._elsewhere(happening) and not self._natural(happening, count)

    def _elsewhere(self, happening: Happening) -> bool:
        """Exchanged, returned, sentenced: no claim of prisoners, bodies or arrests."""
        if happening.kind == "captured" or happening.manner == "body":
            return self._returned(happening)
        if happening.manner == "event" and self._line.text(happening.first).startswith(("казн", "страт", "executi")):
            return "court" in self.moods
        if happening.kind == "deployed":
            return any(token.text.startswith(_AWAY) for token in self._line.tokens)
        if happening.kind == "evacuated" and self._line.text(happening.first).startswith(_CARRIED):
            return any(token.text.startswith(_CARRIED_OFF) for token in self._line.tokens)
        if happening.manner == "state" and happening.kind == "killed" and "return" in self.moods:
            return any(word.role == "body" for word in self._line.words)
        return happening.kind == "detained" and ("court" in self.moods or self._sentenced() or self._absent())

    def _absent(self) -> bool:
        """заочно арестовали: whoever is elsewhere"""
        return any(token.text in {"заочно", "absentia"} for token in self._line.tokens)

    def _returned(self, happening: Happening) -> bool:
        """Whether its own clause speaks of return or exchange."""
        line = self._line
        walls = [at for at in range(line.end) if line.text(at) == ";"]
        start = max((at for at in walls if at < happening.first), default=0)
        stop = min((at for at in walls if at > happening.first), default=line.end)
        body = happening.manner == "body"
        return any(
            line.word(at).mood == "return" and not (body and line.text(at).startswith(_SAVED))
            for at in range(start, stop)
        )

    def _sentenced(self) -> bool:
        """арестован на 13 суток"""
        line = self._line
        return any(line.text(at) in {"суток", "діб"} and line.text(at - 2) == "на" for at in range(2, line.end))

    def _natural(self, happening: Happening, count: Count | None) -> bool:
        if happening.kind == "wounded" and happening.weak:
            return not self.moods.isdisjoint({"disease", "nature"})
        if happening.kind == "wounded" and self._line.text(happening.first).startswith(_SUFFERS):
            return any(token.text.startswith(_HARMLESS) for token in self._line.tokens[happening.last :])
        if happening.voice == "instrument" and self._line.text(happening.first - 1).startswith(_BELIEVED):
            return True
        if happening.kind != "killed":
            return False
        if "disease" in self.moods:
            return True
        if not happening.weak:
            return False
        implied = count is None or count.implied
        if happening.strict:  # "врятувати не вдалося": the text as a whole tells of what
            return "nature" in self.moods
        return "nature" in self.moods or (implied and ("violence" not in self.moods or happening.manner == "event"))

    def _negated(self, happening: Happening) -> bool:
        line, at = self._line, happening.first - 1
        if line.english(happening.first):
            return any(line.role(near) == "not" for near in range(max(0, at - 2), at + 1))
        return line.role(at) == "not" or (line.role(at) == "be" and line.role(at - 1) == "not")

    def _unreal(self, happening: Happening, count: Count | None) -> bool:
        line, first = self._line, happening.first
        english = line.english(first)
        if english and line.text(first) in _BASE and line.text(first - 1) == "to":
            return True
        start = max(0, first - _CLAUSE)
        for at in range(first - 1, start - 1, -1):
            if line.text(at) in _BREAKS or (line.role(at) in {"that", "when"} and line.word(at).mood != "irrealis"):
                break
            if line.word(at).mood == "irrealis" and not (english and self._settled(at, first)) and not self._cause(at):
                return True
        last = min(max(happening.last, count.lead if count is not None else 0), line.end)
        return any(
            line.word(at).mood == "irrealis" and line.text(at) not in _BREAKS for at in range(happening.last, last)
        )

    def _cause(self, at: int) -> bool:
        """Через загрозу підриву відселили 200 мешканців"""
        line = self._line
        return line.text(at).startswith(("загроз", "угроз")) and line.text(at - 1) in {"через", "за", "з", "с", "из"}

    def _settled(self, at: int, first: int) -> bool:
        """An English modal governs its own verb only."""
        return first - at > _MODAL and not self._line.english(at)

    def _points_back(self, count: Count) -> bool:
        line = self._line
        return any(line.role(at) == "these" for at in (count.lead - 1, count.lead)) or (
            line.role(count.lead - 1) == "not" and count.lead == count.first
        )
