"""How English-language desks spell Ukrainian and Russian names: the official tables, and what they make of them."""

from collections.abc import Mapping

from monitor.language._romanise import Desk, Habit, table

_BEGINS = "(?<![а-яёіїєґ'])"
_ENDS = "(?![а-яёіїєґ'])"
_AFTER_VOWEL = "(?<=[аеёиоуыэюяіїє])"
_SAME = table(
    "а б в г ґ д е ж з и й к л м н о п р с т у ф х ц ч ш щ ы э ю я ё є і ї",
    "a b v g g d e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya e ye i i",
)

_UKRAINIAN = (
    Habit((0, 0, 1, 1, 3), {f"ий{_ENDS}": ("y", "yi", "yy", "iy", "yj")}),
    Habit((0, 1, 1, 3), {f"(?<=[аеиоуюя][рлндт])ій{_ENDS}": ("ii", "iy", "y", "ij")}),
    Habit((0, 1, 3), {f"ій{_ENDS}": ("ii", "iy", "ij")}),
    Habit((0, 1, 1), {f"(?<=[а-яєґ])ія{_ENDS}": ("iia", "ia", "iya")}),
    Habit((0, 1, 1), {f"{_BEGINS}дж": ("dzh", "j", "dj"), "дж": ("dzh", "dj", "dj")}),
    Habit((0, 1), {"жж": ("zhzh", "zh"), "шш": ("shsh", "sh"), "чч": ("chch", "ch")}),
    Habit((0, 1), {"зг": ("zgh", "zg"), "г": ("h", "g")}),
    Habit((0, 1), {"х": ("kh", "h")}),
    Habit((0, 1), {"щ": ("shch", "sch")}),
    Habit((0, 2), {"кс": ("ks", "x")}),
    Habit((0, 2), {f"{_BEGINS}є": ("ye", "e")}),
    Habit((0, 1, 1), {"'є": ("ie", "ye", "'ye"), "є": ("ie", "ye", "e")}),
    Habit((0, 2), {f"{_BEGINS}ї|'ї": ("yi", "i"), "ї": ("i", "yi")}),
    Habit((0,), {f"{_BEGINS}ю": ("yu",), f"{_BEGINS}я": ("ya",), f"{_BEGINS}й": ("y",)}),
    Habit((0, 1, 1), {"ьо": ("o", "io", "yo")}),
    Habit((0, 1), {"'?ю": ("iu", "yu"), "'?я": ("ia", "ya")}),
    Habit((0, 1), {"й": ("i", "y")}),
    Habit((0, 3), {"ь": ("", "'"), "'": ("", "'")}),
    Habit((0, 2), {f"и(?:(?=ї)|{_ENDS})": ("y", "y"), "и": ("y", "i")}),
    Habit((0, 1), {"ё": ("io", "yo")}),
)
_RUSSIAN = (
    Habit((0, 1, 1, 2, 2, 3), {f"(?<=[сц]к)ий{_ENDS}": ("y", "iy", "ii", "yy", "yi", "ij")}),
    Habit((0, 1, 1, 3), {f"ий{_ENDS}": ("y", "iy", "ii", "ij")}),
    Habit((0, 1, 1, 2), {f"ый{_ENDS}": ("y", "yy", "iy", "yi")}),
    Habit((0, 1), {f"ия{_ENDS}": ("ia", "iya")}),
    Habit((0, 1, 1), {f"{_BEGINS}дж": ("dzh", "j", "dj"), "дж": ("dzh", "dj", "dj")}),
    Habit((0, 1), {"х": ("kh", "h")}),
    Habit((0, 1), {"щё": ("shche", "sche"), "щ": ("shch", "sch")}),
    Habit((0, 1), {"кс": ("ks", "x")}),
    Habit((0, 1, 1, 2, 2), {"[ьъ]ё": ("yo", "ye", "ie", "io", "e")}),
    Habit((0, 1, 2), {"[ьъ]е": ("ye", "ie", "e")}),
    Habit((0, 1, 3), {"[ьъ]я": ("ya", "ia", "'ya"), "[ьъ]ю": ("yu", "iu", "'yu"), "ьи": ("yi", "i", "'i")}),
    Habit((0, 1, 2), {"(?<=[жшч])ё": ("e", "o", "yo")}),
    Habit((0, 1, 2), {f"{_BEGINS}ё|{_AFTER_VOWEL}ё": ("yo", "ye", "e")}),
    Habit((0, 1, 2, 2), {"ё": ("e", "yo", "io", "ye")}),
    Habit((0, 1), {f"{_BEGINS}е": ("ye", "e")}),
    Habit((0, 1), {f"{_AFTER_VOWEL}е": ("e", "ye")}),
    Habit((0,), {f"{_BEGINS}ю": ("yu",), f"{_BEGINS}я": ("ya",), f"{_BEGINS}й": ("y",)}),
    Habit((0, 2), {"ю": ("yu", "iu"), "я": ("ya", "ia")}),
    Habit((0, 1), {"й": ("y", "i")}),
    Habit((0, 3), {"ь": ("", "'"), "ъ": ("", "'")}),
    Habit((0, 3), {f"ы{_ENDS}": ("y", "y"), "ы": ("y", "i")}),
)

NEWS: Mapping[str, Desk] = {"uk": Desk(_UKRAINIAN, _SAME), "ru": Desk(_RUSSIAN, _SAME)}
