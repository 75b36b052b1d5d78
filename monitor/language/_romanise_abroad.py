"""How desks that write German, Polish and French spell Ukrainian and Russian names."""

from collections.abc import Mapping

from monitor.language._romanise import Desk, Habit, table

_ENDS = "(?![а-яёіїєґ'])"
_VOWEL = "[аеёиоуыэюяіїє]"
_INITIAL = f"(?:(?<![а-яёіїєґ])|(?<={_VOWEL})|(?<=[ьъ']))"  # where е, ю and я begin with the sound of й
_HUSHED = "(?<=[жшчщ])"

_LETTERS = "а б в г ґ д е ё є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ы э ю я"
_GERMAN = "a b w g g d e jo je sch s i i ji i k l m n o p r s t u f ch z tsch sch schtsch y e ju ja"
_POLISH = "a b w g g d ie io ie ż z i i ji j k ł m n o p r s t u f ch c cz sz szcz y e iu ia"
_FRENCH = "a b v g g d e io ie j z i i ï ï k l m n o p r s t ou f kh ts tch ch chtch y e iou ia"


def _rule(pattern: str, spelling: str) -> Habit:
    return Habit((0,), {pattern: (spelling,)})


_IN_GERMAN = (
    _rule("дж", "dsch"),
    _rule(f"(?<={_VOWEL})с(?={_VOWEL})", "ss"),
    _rule("кс", "x"),
)
_RUSSIAN_IN_GERMAN = (
    _rule(f"ий{_ENDS}", "i"),
    _rule(f"ый{_ENDS}", "y"),
    _rule(f"{_INITIAL}е", "je"),
    _rule(f"{_HUSHED}ё", "o"),
    Habit((0, 1), {"ё": ("jo", "e")}),
)
_IN_POLISH = (
    _rule(f"(?:(?<=[сц]к)|(?<=[сц]ьк))[иы]й{_ENDS}", "i"),
    _rule(f"[иы]й{_ENDS}", "y"),
    _rule(f"{_INITIAL}ё", "jo"),
    _rule(f"{_INITIAL}є", "je"),
    _rule(f"{_INITIAL}ю", "ju"),
    _rule(f"{_INITIAL}я", "ja"),
    _rule("дж", "dż"),
    _rule("ль(?:о|ё)|лё", "lo"),
    _rule("лє", "le"),
    _rule("лю", "lu"),
    _rule("ля", "la"),
    _rule("ль", "l"),
    _rule("л(?=[іїё])", "l"),
    _rule("нь", "ń"),
    _rule("сь(?!к)", "ś"),
    _rule("зь", "ź"),
    _rule("ць(?!к)", "ć"),
)
_RUSSIAN_IN_POLISH = (
    _rule(f"{_INITIAL}е", "je"),
    _rule("(?<=[жшчщц])е", "e"),
    _rule("(?<=[жшчщц])ё", "o"),
    _rule("(?<=[жшц])и", "y"),
    _rule("ле", "le"),
    _rule("ли", "li"),
)
_IN_FRENCH = (
    _rule(f"[иы]й{_ENDS}", "y"),
    _rule(f"(?<=[а-яіїєґ])ин{_ENDS}", "ine"),
    _rule("дж", "dj"),
    _rule(f"{_HUSHED}ё", "o"),
)


# The language of the name, and for each language it is written in, its desk.
ABROAD: Mapping[str, tuple[Desk, ...]] = {
    "uk": (
        Desk(_IN_GERMAN, table(_LETTERS, _GERMAN) | {"г": "h", "и": "y", "й": "j"}),
        Desk(_IN_POLISH, table(_LETTERS, _POLISH) | {"г": "h", "и": "y", "е": "e"}),
        Desk(_IN_FRENCH, table(_LETTERS, _FRENCH) | {"г": "h", "и": "y"}),
    ),
    "ru": (
        Desk(_RUSSIAN_IN_GERMAN + _IN_GERMAN, table(_LETTERS, _GERMAN)),
        Desk(_RUSSIAN_IN_POLISH + _IN_POLISH, table(_LETTERS, _POLISH)),
        Desk(_IN_FRENCH, table(_LETTERS, _FRENCH)),
    ),
}
