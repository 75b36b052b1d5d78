"""Which counted people go with which happening: the nearest that grammar lets go together."""

from typing import Final

from monitor.language.claims.count import Count
from monitor.language.claims.counts import nominative
from monitor.language.claims.distances import Distances
from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.neighbours import join
from monitor.language.word_lists import words

_REACH: Final = 30
_OBLIQUE: Final = words(
    "двум трем четырем двоим троим четверым двумя тремя двом трьом чотирьом двома трьома обоим обом пятерым п'ятьом"
    " нескольким кільком"
)
_FAR: Final = 14.0
_CLOSE: Final = 1.8
_STAYS: Final = ("ебуває", "ходится", "ходиться")  # перебуває 300 солдатів
_UNNAMED: Final = 8.0
_MOVED: Final = ("перебро", "перекин", "стян", "стяг", "сосредот", "зосередж", "дислоц", "воюют", "воює")
_HUMANS: Final = (
    "люд", "осіб", "особ", "челов", "чоловік", "мирн", "цивільн", "гражданск", "жител", "мешкан", "своїх", "своих",
    "убит", "вбит", "people", "men", "civilian", "residents", "crew", "members", "personnel", "others",
)  # fmt: skip
_FOUND: Final = ("мертвим", "мертвым", "мертвою", "мертвой", "загиблим", "погибшим")
_FINDING: Final = ("найд", "нашли", "обнаруж", "извлек", "извлеч", "достал", "подня", "опозна")
_INSTRUMENTAL: Final = ("ами", "ями", "ом", "ем", "ою", "ею")
_TOLL_INTO: Final = frozenset({"to", "at", "of", "до", "в", "у", "with"})
_SURE: Final = frozenset({"killed", "wounded", "missing"})


def attach(line: Line, happenings: list[Happening], counts: list[Count], parts: frozenset[int] = frozenset()) -> None:
    """Fill the happenings' members. Cheapest pairs first; a count belongs to one happening, which takes one count.
    `parts` of other counts go with a happening of their own only when it stands close by.

    Those that were tied before stay so. The rest of an enumeration ("трое детей и две женщины") joins afterwards.
    """
    if not happenings or not counts:
        return
    distances = Distances(line, happenings, counts)
    pairs: list[tuple[float, int, int]] = []
    for h, happening in enumerate(happenings):
        for c, count in enumerate(counts):
            if abs(count.first - happening.first) <= _REACH + 10:
                cost = _fit(line, distances, happening, count)
                if cost is not None and cost <= (_CLOSE if c in parts and not _state_of(happening, count) else _FAR):
                    pairs.append((cost, h, c))
    taken = {at for happening in happenings for at in happening.members}  # tied before
    for _, h, c in sorted(pairs):
        if c not in taken and not happenings[h].members:
            taken.add(c)
            happenings[h].members.append(c)
    join(line, happenings, counts, taken | parts)


def _state_of(happening: Happening, count: Count) -> bool:
    return happening.first <= count.state < happening.last


def _fit(line: Line, distances: Distances, happening: Happening, count: Count) -> float | None:
    if count.growth or count.head == "thing":
        return None
    own = happening.first <= count.state < happening.last
    if own and count.one and happening.kind in {"captured", "detained"}:
        return None
    if own:
        return 0.0 if not happening.strict or count.head in {"person", "force"} else None
    if count.state >= 0 and happening.manner in {"state", "toll"}:
        return None
    if not _nameable(line, happening, count):
        return None
    cost = _placed(line, distances, happening, count)
    if cost is not None and count.state >= 0:
        # "двое пострадавших скончались": what became of them says more than what they were.
        overrides = (
            happening.kind in {"killed", "captured", "detained"}
            and cost < 1
            and line.words[count.state].kind != happening.kind
        )
        return cost - 1 if overrides else None
    return cost


def _nameable(line: Line, happening: Happening, count: Count) -> bool:
    """Whether what is counted may be people to whom that happens."""
    if happening.kind == "deployed" and count.one:
        return False
    if happening.kind == "deployed" and count.head == "none" and line.english(happening.first):
        # "deployed 1,500 soldiers to its border, where roughly 5,000 are already stationed"
        told = any(line.word(at).force for at in range(count.lead)) and happening.voice == "passive"
        return told and line.role(count.end) in {"be", "have"}
    if happening.kind == "deployed":
        return count.head == "force" or (count.head == "person" and line.text(happening.first).startswith(_MOVED))
    if line.words[happening.first].role == "lose" and not _losable(line, count):
        return False
    if count.head in {"person", "force"}:
        return count.noun is None or line.word(count.noun[1] - 1).kind != happening.kind
    if happening.strict:
        things = line.text(count.first) in {"одну", "одна"}  # одну из них задержали: of parcels
        return count.head == "none" and happening.kind == "detained" and not things and _ended(line, count)
    if count.head == "unknown":
        sure = happening.manner == "verb" and happening.kind in _SURE and not _suffers(line, happening)
        return sure or happening.voice == "instrument"
    return True


def _losable(line: Line, count: Count) -> bool:
    """Armies lose soldiers and men; a child loses parents, a team players."""
    if count.head == "force":
        return True
    first, last = count.noun or (count.end, count.end)
    return any(line.text(at).startswith(_HUMANS) for at in range(first, last))


def _suffers(line: Line, happening: Happening) -> bool:
    """пострадали: of things as well"""
    return line.text(happening.first).startswith(("пострада", "постражда"))


def _ended(line: Line, count: Count) -> bool:
    return not line.is_word(count.end) or line.role(count.end) in {"and", "preposition", "predicate", "including"}


def _placed(line: Line, distances: Distances, happening: Happening, count: Count) -> float | None:
    behind = count.first >= happening.last
    gap = distances.between(happening.last, count.lead) if behind else distances.between(count.end, happening.first)
    if gap is None:
        return None
    if happening.manner == "toll":
        return _told(line, happening, count, gap, behind=behind)
    if happening.manner == "among":
        dashed = any(line.text(at) == "-" for at in range(happening.last, count.lead))
        if not behind:
            return gap if gap < 2 and any(line.role(at) == "be" for at in range(count.end, happening.first)) else None
        return gap * 0.7 if (dashed or gap < 1) and count.governed < 0 else None
    if happening.manner == "loss":
        return _lost(line, happening.last, count, gap, behind=behind)
    if happening.manner in {"event", "body"}:
        return _done_to(line, happening, count, gap, behind=behind)
    if count.governed >= 0 and not _governable(line, happening, count, gap):
        return None
    if happening.manner == "state":
        return _of_state(line, happening, count, gap, behind=behind)
    return _of_verb(line, happening, count, gap, behind=behind)


def _governable(line: Line, happening: Happening, count: Count, gap: float) -> bool:
    """потери убитыми в 57 тысяч; with 930 others injured"""
    text = line.text(count.governed)
    if happening.manner == "state":
        return gap < 1.5 and text in {"в", "у", "of"}
    return text == "with" and happening.voice in {"passive", "subject"} and gap < 1.5


def _told(line: Line, happening: Happening, count: Count, gap: float, *, behind: bool) -> float | None:
    """Число погибших возросло до 25; death toll rises to 34."""
    if not behind:
        rises = any(line.role(at) == "rise" for at in range(count.end, happening.first))
        # "bringing to over 400 the number of people detained"
        brought = line.text(count.lead - 1) == "to" and line.role(count.lead - 2) == "rise"
        return gap if (rises or (brought and count.head == "none")) and gap < 8 else None
    if count.governed >= 0 and line.text(count.governed) not in _TOLL_INTO:
        return None
    return gap * 0.5


def _lost(line: Line, line_start: int, count: Count, gap: float, *, behind: bool) -> float | None:
    if not behind or (count.governed >= 0 and line.text(count.governed) not in _TOLL_INTO | {"до"}):
        return None
    if line.text(count.last - 1).endswith("ами"):
        return None  # потери с имеющимися 418 тысячами солдат
    between = range(line_start, count.lead)
    if any(line_start <= figure.first < count.first for figure in line.figures):
        return None
    if any(line.text(at) in {",", "%"} or line.role(at) in {"when", "them"} for at in between):
        return None
    if count.head in {"person", "force"}:
        return gap + 0.5
    owner = any(line.word(at).force for at in range(line.end))
    return gap + 1 if owner and count.head == "none" and gap < 5 else None


def _done_to(line: Line, happening: Happening, count: Count, gap: float, *, behind: bool) -> float | None:
    """гибель двух человек, the deaths of 5 people, тела троих погибших"""
    if not behind:
        if (
            happening.manner == "body"
            and gap == 0
            and count.governed < 0
            and (count.one or line.text(happening.first) != "body")
        ):
            return gap if line.text(happening.first) != "тел" or _was_found(line) else None
        return None
    english = line.english(happening.first)
    if english:
        return gap if line.text(happening.last) == "of" and gap < 2.5 else None
    if line.text(count.first) in _OBLIQUE:
        return None
    aside = line.text(count.lead - 1) == "("  # тел (3 Body Problem)
    return gap if gap < 2.1 and count.governed < 0 and count.head != "unknown" and not aside else None


def _was_found(line: Line) -> bool:
    """пять тел: somebody says that they were found, or it is a film, or a problem of mechanics."""
    return any(token[0].startswith(_FINDING) for token in line.tokens) and not any(
        token[0].startswith("задач") for token in line.tokens
    )


def _of_state(line: Line, happening: Happening, count: Count, gap: float, *, behind: bool) -> float | None:
    """погибших - 5; 22 тысячи убитыми; there are deaths: 12"""
    if happening.voice == "instrument":
        return gap - 0.5 if gap < 6 else None  # nearer than the verb: "втратив 20 чоловік убитими"
    if not behind and _apposed(line, happening, count):
        return gap
    between = range(happening.last, count.lead) if behind else range(count.end, happening.first)
    if line.english(happening.first):
        if behind:
            if line.text(happening.last) == "of" and gap < 2:
                return gap
            return gap + 1 if line.text(happening.last) in {":", "-"} and gap < 4 else None
        return (
            gap + 0.5
            if gap < 3 and all(line.role(at) in {"be", "adverb", "preposition", "other"} for at in between)
            else None
        )
    if behind:
        if line.text(happening.first).endswith(("ому", "ему")):
            return None  # найменшому пораненому 11: so old is he
        if happening.first <= 1 and gap < 7 and count.governed < 0 and all(line.text(at) != "," for at in between):
            return gap + 1
        if any(line.role(at) in {"not", "verb"} for at in between):
            return None
        if _numbered(line, happening, count):
            return gap + 1
        linked = not list(between) or any(
            line.text(at) in {":", "-"} or line.role(at) in {"be", "rise"} for at in between
        )
        return gap + 1 if linked and gap < 6 else None
    return gap + 2 if gap < 3 and any(line.role(at) == "be" for at in between) else None


def _numbered(line: Line, happening: Happening, count: Count) -> bool:
    """Пропавших моряков всё ещё четверо; not "раненых доставили двое"."""
    at = happening.last
    while line.role(at) in {"person", "adjective"}:
        at += 1
    named = (happening.last, at)
    while line.role(at) in {"adverb", "another"} or line.text(at) in {"все", "всего"}:
        at += 1
    if at != count.lead or named[1] == at or count.head != "none" or line.is_word(count.end):
        return False
    if named[1] > named[0]:
        count.noun = named
    return line.text(happening.first).endswith(("ых", "их"))


def _apposed(line: Line, happening: Happening, count: Count) -> bool:
    """Трое детей, пострадавшие при пожаре"""
    text = line.text(happening.first)
    end = max(count.end, count.noun[1] if count.noun else 0)
    return (
        line.text(end) == ","
        and happening.first == end + 1
        and text.endswith(("шие", "ших", "ные", "тые", "лі", "ені", "ті"))
    )


def _of_verb(line: Line, happening: Happening, count: Count, gap: float, *, behind: bool) -> float | None:
    one = happening.number == "one" and happening.voice in {"subject", "passive"}
    if one and not _may_be_one(count) and not line.text(happening.first).endswith(_STAYS):
        return None
    if count.head == "unknown" and gap > _UNNAMED:
        return None  # "20 дерев, присвячених землякам, які загинули"
    if line.english(happening.first):
        wanted = happening.voice == "object"
        return gap if behind is wanted else None
    if line.text(count.first) in _OBLIQUE or (happening.strict and behind and _done_else(line, happening, count)):
        return None
    if happening.voice != "object" or behind:
        return gap
    acts = happening.number == "one" or nominative(line, count) or _has_object(line, happening.last)
    return None if acts else gap + 0.5


def _done_else(line: Line, happening: Happening, count: Count) -> bool:
    """ликвидировано 350 ситуаций, выведено 13 тысяч человек"""
    between = range(happening.last, count.lead)
    comma = next((at for at in between if line.text(at) == ","), count.lead)
    return any(line.role(at) == "verb" for at in range(comma, count.lead))


def _has_object(line: Line, at: int) -> bool:
    """Несколько человек расстреляли грузовик"""
    while line.role(at) == "adjective":
        at += 1
    if line.text(at - 1).startswith(_FOUND):
        return False  # одного знайшли мертвим десь у лісі
    return line.is_word(at) and line.role(at) in {"thing", "other"} and not line.text(at).endswith(_INSTRUMENTAL)


def _may_be_one(count: Count) -> bool:
    """погиб 21 человек, but not погиб 5"""
    top = count.high if count.high is not None else count.low
    return top is None or (top % 10 == 1 and top % 100 != 11) or top >= 1000
