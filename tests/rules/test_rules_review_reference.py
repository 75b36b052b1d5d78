"""The contract of text matching, written a second time: slow, plain, and without a look at how the product does it."""

import gzip
import json
import random
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import category, normalize

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from monitor.model import Channel, Post

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
FILES = ("posts_ru.jsonl.gz", "posts_uk.jsonl.gz")

LATIN_CYRILLIC = dict(
    zip("ABCEHIJKMOPSTXYaceijkopsxyÏïáéóýíàèòëÁÉÓÝÍÀÈÒË", "АВСЕНІЈКМОРЅТХУасеіјкорѕхуЇїаеоуіаеоеАЕОУІАЕОЕ", strict=True)
)
CYRILLIC_LATIN = dict(zip("АВСЕНІЈКМОРЅТХУасеіјкорѕхуЇї", "ABCEHIJKMOPSTXYaceijkopsxyÏï", strict=True))
CYRILLIC, LATIN = "\u0400-\u0481\u048a-\u052f", "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
APOSTROPHES = "'`´‘’‛′ʹʻʼʽˈˊˋ՚׳ꞌꞋ＇"
QUOTES = '"«»‹›“”„‟「」『』'
MOST = 16


class Cell(NamedTuple):
    """One character as it is compared, and the stretch of the text as posted that it stands for."""

    char: str
    start: int
    end: int
    sign: bool = False  # of a sign that only unfolds into letters or digits: №, ™, ², ①

    @property
    def of_word(self) -> bool:
        return not self.sign and (category(self.char)[0] == "L" or category(self.char) in ("Mn", "Mc", "Nd", "Nl"))


def unseen(char: str) -> bool:
    if category(char) == "Cf":  # zero-width, soft hyphen, directions; but signs that span Arabic numbers are seen
        return not (0x600 <= ord(char) <= 0x605 or ord(char) in (0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD))
    fillers = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    return char in fillers or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF


def joins(char: str) -> bool:
    first = normalize("NFKD", char)[0]
    return category(first)[0] == "M" or "\u1160" <= first <= "\u11ff" or "\U00016d63" <= first <= "\U00016d6a"


def settled(cluster: str) -> str:
    """One cluster under everything but look-alikes and case, until nothing moves."""
    while True:
        out = ""
        for char in normalize("NFKC", cluster.replace("´", "'").replace("′", "'")):
            if char in APOSTROPHES:
                out += "'"
            elif category(char) == "Pd" or char in "−⁃˗":
                out += "-"
            elif char.isspace():
                out += " "
            elif category(char) == "Cs":
                out += "\ufffd"
            elif not unseen(char):
                out += {"ё": "е", "Ё": "Е", "ѐ": "е", "Ѐ": "Е", "ѝ": "и", "Ѝ": "И"}.get(char, char)
        if any("\u0400" <= char <= "\u052f" for char in out):
            out = re.sub("(?<=[\u0400-\u052f])[\u0300-\u036f]+", lambda run: re.sub("[\u0300\u0301]", "", run[0]), out)
        out = normalize("NFKC", out)
        if out == cluster:
            return out
        cluster = out


def cells(text: str) -> list[Cell]:
    made: list[Cell] = []
    at = 0
    while at < len(text):
        last = at + 1
        if not unseen(text[at]):
            while last < len(text) and (joins(text[last]) or unseen(text[last])):
                last += 1
        seen = [n for n in range(at, last) if not unseen(text[n])]
        if seen:
            posted = "".join(text[n] for n in seen)
            plain = settled(posted)
            letter = any(category(char)[0] == "L" or category(char) in ("Nd", "Nl") for char in posted)
            sign = not letter and (len(plain) > len(posted) or any(category(char) == "No" for char in posted))
            pictures = text.count("\ufe0f", seen[0], seen[-1])
            one_for_one = len(plain) == len(seen) == seen[-1] + 1 - seen[0] - pictures
            for n, char in enumerate(plain):
                span = (seen[n], seen[n] + 1) if one_for_one else (seen[0], seen[-1] + 1)
                made.append(Cell(char, *span, sign and category(char)[0] in "LN"))
        at = last
    return cased(straightened(spaced(made)))


def spaced(made: list[Cell]) -> list[Cell]:
    out: list[Cell] = []
    for cell in made:
        if cell.char == " " and out and out[-1].char == " ":
            out[-1] = Cell(" ", out[-1].start, cell.end)
        else:
            out.append(cell)
    return out


def is_word_of_its_own(cell: Cell) -> bool:
    """№ and ™ are; the ² of м² belongs to its word."""
    return cell.sign and not cell.char.isdecimal()


def straightened(made: list[Cell]) -> list[Cell]:
    out = list(made)
    at = 0
    while at < len(out):
        end = at
        while (
            end < len(out) and re.match(f"[{CYRILLIC}{LATIN}0-9]", out[end].char) and not is_word_of_its_own(out[end])
        ):
            end += 1
        marked = end < len(out) and category(out[end].char)[0] == "M"
        if end > at:
            word = one_script("".join(cell.char for cell in out[at:end]), marked)
            out[at:end] = [cell._replace(char=char) for cell, char in zip(out[at:end], word, strict=True)]
        at = max(end, at + 1)
    return out


def one_script(word: str, marked: bool) -> str:
    cyrillic, latin = re.findall(f"[{CYRILLIC}]", word), re.findall(f"[{LATIN}]", word)
    if not cyrillic or not latin:
        return word
    own_cyrillic = any(char not in CYRILLIC_LATIN for char in cyrillic)
    own_latin = any(char not in LATIN_CYRILLIC for char in latin)
    # Where both or neither are of one script only, the contract is silent: the script of most letters.
    to_cyrillic = own_cyrillic if own_cyrillic != own_latin else len(cyrillic) >= len(latin)
    table = LATIN_CYRILLIC if to_cyrillic else CYRILLIC_LATIN
    straight = "".join(table.get(char, char) for char in word)
    return straight[:-1] + word[-1] if marked else straight  # a letter under a mark looks like no other


def cased(made: list[Cell]) -> list[Cell]:
    return [cell._replace(char=char) for cell in made for char in cell.char.casefold()]


def gapped(made: list[Cell]) -> list[Cell]:
    """Runs of white space, hyphens and quotes as one space; an apostrophe is a quote only beside one of these."""
    out: list[Cell] = []
    at = 0
    gap = f" '-{QUOTES}"
    while at < len(made):
        end = at
        while end < len(made) and made[end].char in gap:
            end += 1
        run = made[at:end]
        if any(cell.char != "'" for cell in run):
            out.append(Cell(" ", run[0].start, run[-1].end))
        else:
            out += run or [made[at]]
            end = max(end, at + 1)
        at = end
    return out


def stripped(word: str) -> list[Cell]:
    made = gapped(cells(word))
    while made and made[0].char in " '":
        made = made[1:]
    while made and made[-1].char in " '":
        made = made[:-1]
    return made


UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def word_goes_on(made: list[Cell], at: int, *, right: bool) -> bool:
    """Whether a word whose `right` (or else left) end stands at `at` runs on there."""
    if not 0 < at < len(made):
        return False
    one, other = made[at - 1], made[at]
    if one.sign and (one.start, one.end) == (other.start, other.end):
        return True  # inside of one sign
    if one.of_word and category(other.char) in ("Mn", "Mc"):
        return True
    edge, beside = (one, other) if right else (other, one)
    own = edge.sign and not edge.char.isdecimal()  # № and ™ are words of their own, the ² of м² is none
    if own or is_word_of_its_own(beside) or (beside.sign and not edge.sign):
        return False
    if "'" in (one.char, other.char):
        # A Ukrainian word goes on behind its apostrophe: п'ять, об'єкт. Elsewhere something ends there: ГУР'у, x's.
        apostrophe = at if other.char == "'" else at - 1
        around = "".join(cell.char for cell in made[max(0, apostrophe - 1) : apostrophe + 2])
        return re.fullmatch("[\u0400-\u0481\u048a-\u052f]'[яюєї]", around) is not None
    back = at - 1
    while back > 0 and category(made[back].char) in ("Mn", "Mc"):
        back -= 1
    base = made[back]
    if not (lettered(base) and lettered(other)) or category(base.char) in ("Mn", "Mc"):
        return False
    return not (UNSPACED.match(base.char) or UNSPACED.match(other.char))


def lettered(cell: Cell) -> bool:
    return cell._replace(sign=False).of_word


@lru_cache(8)
def compared_text(text: str) -> list[Cell]:
    return gapped(cells(text))


@lru_cache(4096)
def compared(word: str) -> list[Cell]:
    return stripped(word)


def expected(word: str, text: str, *, whole: bool = True, capitals: bool = False) -> list[tuple[int, int]]:
    """Where the contract finds a word or phrase."""
    wanted, made = compared(word), compared_text(text)
    needle, hay = "".join(cell.char for cell in wanted), "".join(cell.char for cell in made)
    found: list[tuple[int, int]] = []
    at = hay.find(needle)
    while at >= 0:
        end = at + len(needle)
        left = (
            not whole
            or UNSPACED.match(needle[0])
            or not wanted[0].char.isalnum()
            or not word_goes_on(made, at, right=False)
        )
        right = (
            not whole
            or UNSPACED.match(needle[-1])
            or not lettered(wanted[-1])
            or not word_goes_on(made, end, right=True)
        )
        span = made[at].start, made[end - 1].end
        if left and right and not (capitals and small(text[slice(*span)])):
            found.append(span)
        at = hay.find(needle, at + 1)
    return list(dict.fromkeys(found))


def small(posted: str) -> bool:
    return any(char.islower() or category(char) == "Lt" for char in normalize("NFKC", posted))


def sample(many: int) -> list[str]:
    texts: list[str] = []
    for name in FILES:
        path = CORPUS / name
        if not path.exists():
            pytest.skip(f"no real posts to compare over: {path} is absent")
        with gzip.open(path) as lines:
            every = [json.loads(line)["text"] for line in lines]
        texts += every[:: max(1, len(every) // (many // 2))]
    return texts


def words_of(texts: list[str], random_: random.Random) -> list[str]:
    """Words, phrases, acronyms and what is written with marks of all kinds, drawn from the posts themselves."""
    tokens = [re.findall(r"\w+(?:['’ʼ`-]\w+)*", text) for text in texts]
    flat = [word for post in tokens for word in post]
    phrases = [" ".join(post[n : n + size]) for post in tokens for size in (2, 3) for n in range(0, len(post) - 3, 9)]
    short = [word for word in flat if len(word) < 4]
    special = [word for word in flat if re.search("[ёЁ'’ʼ`0-9-]", word)]
    mixed = [word for word in flat if re.search("[А-яїєі]", word) and re.search("[A-Za-z]", word)]
    return [
        *random_.sample(flat, 150),
        *random_.sample(phrases, 120),
        *random_.sample(short, 60),
        *random_.sample(special, 80),
        *random_.sample(mixed, min(30, len(mixed))),
    ]


def acronyms_of(texts: list[str], random_: random.Random) -> list[str]:
    found = sorted({word for text in texts for word in re.findall(r"\b[A-ZА-ЯЇЄІ]{2,5}\b", text)})
    return random_.sample(found, 80)


def disguised(word: str, random_: random.Random) -> str:
    """The same word, as it also may be posted."""
    for one, other in (("е", "ё"), ("'", "’"), ("-", "–"), (" ", "\u00a0")):
        if random_.random() < 0.5:
            word = word.replace(one, other)
    at = random_.randrange(len(word) + 1)
    word = word[:at] + random_.choice(["", "\u200b", "\u00ad", "\u2060"]) + word[at:]
    if re.fullmatch("[а-яё]*[бгджзлптфцчшщэюя][а-яё]*", word, re.IGNORECASE):
        word = "".join(CYRILLIC_LATIN.get(char, char) if random_.random() < 0.3 else char for char in word)
        word = re.sub("[аоиуыэюя]", lambda vowel: vowel[0] + "\u0301", word, count=1)
    return word.upper() if random_.random() < 0.3 else word


def told(ruleset, text: str) -> dict[str, list[tuple[int, int]]]:
    """What the product finds, by rule; every span must be the words that it claims."""
    matched = ruleset.match(Post(1, 1, 0, text), Channel(1, "file"))
    assert matched.failed == ()
    for match in matched.matches:
        assert all(item.found == text[item.start : item.end] for item in match.evidence)
    return {match.rule: [(item.start, item.end) for item in match.evidence] for match in matched.matches}


def compare(ruleset, asked: dict[str, tuple[str, dict[str, bool]]], text: str) -> int:
    """Hold the product to the reference over one text; how often something was found."""
    found = told(ruleset, text)
    hay = "".join(cell.char for cell in compared_text(text))
    count = 0
    for rule, (word, how) in asked.items():
        needle = "".join(cell.char for cell in compared(word))
        wanted = expected(word, text, **how)[:MOST] if needle in hay else []
        assert found.get(rule, []) == wanted, f"{word!r} {how} in {text!r}"
        count += len(wanted)
    return count


def rules_for(words: list[str], inside: list[str], names: list[str]) -> tuple[dict, dict, dict]:
    """Rules for whole words, for sub-strings and for names; the names as entities; what each asks for."""
    rules = {f"word {word}": {"keyword": word} for word in words}
    rules |= {f"inside {word}": {"keyword": {"any": [word], "form": "substring"}} for word in inside}
    rules |= {f"name {name}": {"entity": f"e {name}"} for name in names}
    asked = {f"word {word}": (word, {}) for word in words}
    asked |= {f"inside {word}": (word, {"whole": False}) for word in inside}
    asked |= {f"name {name}": (name, {"capitals": name.isupper()}) for name in names}
    return rules, {f"e {name}": [name] for name in names}, asked


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_words_and_names_over_real_posts(compiled, seed: int) -> None:
    random_ = random.Random(seed)
    texts = sample(400)
    words = sorted({word for word in words_of(texts, random_) if stripped(word)})
    inside = [word[1:-1] for word in words if len(word) > 5 and re.fullmatch(r"\w.*\w", word[1:-1])][:80]
    rules, entities, asked = rules_for(words, inside, acronyms_of(texts, random_))
    ruleset = compiled(rules, entities=entities)
    around = ["", "(", "#", "№", "«", "1", "²", "\u0308", "'", "є", "\u0301", "™", "_x"]
    texts += [
        f"{random_.choice(around)}{disguised(random_.choice(words), random_)}{random_.choice(around)}"
        for _ in range(500)
    ]
    assert sum(compare(ruleset, asked, text) for text in texts) > 2_000


# How far look-alikes reach over digits, and what a mark on a sign makes of it, the contract does not say.
UNSAID = re.compile("[\\d²½①]{3}|[²½①№™❶A-Za-z][\u200b\u200d\u00ad\u202e\ufe0f\u2060]*[\u0300-\u036fี]")
WORDS = ["гур", "п'ять", "я", "т-72", "два слова", "no", "сор", "drone", "м²", "5", "c++", "йод", "북한", "11", "№"]
NAMES = ["ГУР", "NO", "DIU", "ТАСС", "Т-72", "Плёхово"]
PIECES = st.sampled_from(
    [
        *WORDS,
        *NAMES,
        *"аяєАЯСХcxyTMoO5²½①№™ⒶⅣ❶ﬁ…%@#_-'’«\"\n\0\ud800🔥👩",
        *"\u0300\u0301\u0306\u0308\u0327\u200b\u200d\u00ad\u202e\ufe0f\u2060",
        *(" ", "  ", "\u00a0", "**", "](", "א", "가", "ี"),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
@example("№сор №31а сор™ Starlink™")
@example("с'я, сім'я, ГУР'у")
@example("100 м² дрон² 1½")
@example("¨гур 🔥\u0308гур гур\u0327")
@example("\ud800гур\0гур\u202eгур")
def test_words_and_names_over_hostile_text(hostile, text: str) -> None:
    assume(UNSAID.search(text) is None)
    ruleset, asked = hostile
    compare(ruleset, asked, text)


@pytest.fixture(scope="module")
def hostile(compiled):
    rules, entities, asked = rules_for(WORDS, ["сор", "я", "11", "rone"], NAMES)
    return compiled(rules, entities=entities), asked


NEITHER = "/#&@?="


def reference_tags(text: str, sign: str) -> list[tuple[int, int]]:
    """Where tags stand: the sign after a border, and a run of letters (of a handle: English ones)."""
    found = []
    for at, char in enumerate(text):
        before = text[at - 1] if at else " "
        if char != sign or before.isalnum() or before in f"{NEITHER}_" or (sign == "@" and before == "."):
            continue
        end = at + 1
        while end < len(text) and (text[end].isalnum() or text[end] == "_" or follows(text[end])):
            end += 1
        while unseen(text[end - 1]):
            end -= 1
        name = text[at + 1 : end]
        is_handle = re.fullmatch("[A-Za-z][A-Za-z0-9_]{2,}", name)
        if is_handle if sign == "@" else any(letter == "_" or letter.isalpha() for letter in name):
            found.append((at, end))
    return found


def follows(char: str) -> bool:
    return char in "\u00ad\u200b\u200c\u200d\u2060\ufeff" or "\u0300" <= char <= "\u036f"


def tag(text: str) -> str:
    return "".join(cell.char for cell in cells(text))


@pytest.mark.parametrize(("kind", "sign"), [("hashtag", "#"), ("mention", "@")])
def test_tags_over_real_posts(compiled, kind: str, sign: str) -> None:
    texts = sample(1500)
    where = {text: reference_tags(text, sign) for text in texts}
    names = sorted({tag(text[start + 1 : end]) for text, spans in where.items() for start, end in spans})
    assert len(names) > 50
    ruleset = compiled({name: {kind: name} for name in names})
    for text, spans in where.items():
        wanted = {name: [span for span in spans if tag(text[span[0] + 1 : span[1]]) == name] for name in names}
        assert told(ruleset, text) == {name: found for name, found in wanted.items() if found}


def reference_hosts(text: str) -> set[str]:
    """Hosts of what begins with http(s):// or stands alone as a name with dots, in the plainest terms."""
    hosts = set()
    for run in re.split(r"[\s<>\"'«»`()\[\]]", text):
        if found := re.search(r"https?://", run, re.IGNORECASE):
            rest = run[found.end() :]
            hosts.add(re.split(r"[/?#:\\]", rest)[0].rpartition("@")[2].rstrip(".,;:!?*_…|").lower())
            continue
        if name := re.match(
            r"[*_~,;:!?.—–\W]*((?:[a-z0-9-]+\.)+[a-z]{2,24})(?=$|[/?:]|[^\w@.-]|\.$|\.\W)", run, re.IGNORECASE
        ):
            hosts.add(name[1].lower())
    return hosts - {""}


def test_links_over_real_posts(compiled) -> None:
    texts = sample(1500)
    where = {text: reference_hosts(text) for text in texts}
    domains = sorted({host for hosts in where.values() for host in hosts if re.fullmatch(r"[a-z0-9.-]+\.[a-z]+", host)})
    assert len(domains) > 100
    ruleset = compiled({domain: {"link": domain} for domain in domains})
    for text, hosts in where.items():
        wanted = {domain for domain in domains for host in hosts if f".{host}".endswith(f".{domain}")}
        assert set(told_links(ruleset, text)) == wanted, text


def told_links(ruleset, text: str) -> list[str]:
    matched = ruleset.match(Post(1, 1, 0, text), Channel(1, "file"))
    for match in matched.matches:
        assert all(text[item.start : item.end] == item.found for item in match.evidence)
    return [match.rule for match in matched.matches]
