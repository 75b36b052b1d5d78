"""Patterns: the dialect, and what it refuses."""

import pytest
from costs import keeps_pace

from monitor.rules._pattern import Pattern
from monitor.rules.compile import CompileError

FOUND = [
    (r"Т-?(72|80|90)", "танки Т-90М, т72 і T80", ["Т-90", "т72"]),  # T80 in Latin is another word
    (r"\bгур\b", "гурт ГУР, #ГУР_МО ГУР", ["ГУР", "ГУР", "ГУР"]),
    (r"\bгур\b", "авгур", None),
    (r"\bгур", "гурт", ["гур"]),
    (r"гур\b", "авгур", ["гур"]),
    (r"\bа(б|бв)\b", "абв", ["абв"]),
    (r"(?:\bгур|сбу\b)", "гурт нсбу ггур", ["гур", "сбу"]),
    (r"\bгур\b|\bсбу\b", "СБУ", ["СБУ"]),
    (r"((\bгур\b))", "гур", ["гур"]),
    (r"\bгур\b \bмо\b", "гур мо", "\\b"),
    (r"^\d+", "25 убитых, 3", ["25"]),
    (r"\d+$", "25 убитых, 3", ["3"]),
    (r"\bлейтенант\w*\s+\w+", "Лейтенанты Ёлкины", ["Лейтенанты Ёлкины"]),
    (r"Плёхов[оа]", "в ПЛЕХОВА", ["ПЛЕХОВА"]),
    (r"[А-ЯЁ]{3}нок", "телёнок", ["телёнок"[1:]]),
    (r"\d+[–—-]\d+", "5—7", ["5—7"]),
    (r"п[’']ять", "пʼять", ["пʼять"]),
    (r"[‐-―]47", "-47", ["-47"]),
    (r"(?P<what>тан)к(?:и|ами)?", "танками", ["танками"]),
    (r"(?i)КУРСК", "курск", ["курск"]),
    (r"а{2,3}", "ааааа", ["ааа", "аа"]),
    (r"а{,2}б", "ааб", ["ааб"]),
    (r"а+?б", "ааб", ["ааб"]),
    (r"\x41\u0042\x{043}\.", "abc. abd.", ["abc."]),
    (r"Straße+", "strasse", ["strasse"]),
    (r"\S+@\S+", "пишіть на я@ї.укр", ["я@ї.укр"]),
    (r"[^\s\d]+\D", "12 аб", ["аб"]),
    (r"[]x-]+", "a]-x", ["]-x"]),
    (r"[\w.-]+\.ру", "сайт.ру", ["сайт.ру"]),
    (r"\p{Cyrillic}{4,}", "abcd где-нибудь", ["нибудь"]),
    (r"a\tb\\", "a\t b\\", ["a\t b\\"]),
    (r"a  b", "a b", ["a b"]),
    (r"a\tb", "a\n\nb", ["a\n\nb"]),
    ("й", "и\u0306", ["и\u0306"]),
    (r"(?#comment)курск", "курск", ["курск"]),
    ("{", "{", ["{"]),
    ("北\\w", "北韓", ["北韓"]),
]

REFUSED = [
    (r"(?=а)б", "looks around itself with (?=...)"),
    (r"(?!а)б", "looks around itself with (?!...)"),
    (r"(?<=а)б", "looks around itself with (?<=...)"),
    (r"(?<!а)б", "looks around itself with (?<!...)"),
    (r"(а)\1", r"refers back with \1"),
    (r"(?P<x>а)(?P=x)", "refers back with (?P=name)"),
    (r"(?P<x>а)\k<x>", r"refers back with \k"),
    (r"(?(1)а|б)", "depends on a group"),
    (r"(?>а)б", "has an atomic group"),
    (r"а++", "has a possessive repeat"),
    (r"а\bб", r"has \b in its middle"),
    (r"(?:\bа|б)в", r"has \b in its middle"),
    (r"(\bа)+", r"has \b in its middle"),
    (r"\b+а", "repeats a border or an end"),
    (r"\Bа", r"has \B"),
    (r"[\W]", r"has \W, \b or an end inside of brackets"),
    (r"[[:alpha:]]", "has a class such as [:alpha:]"),
    (r"[я-а]", "has a range that does not go upwards"),
    (r"[а-\d]", "has a range that does not go upwards"),
    (r"[ß]", "has 'ß' in brackets, which is read as 'ss'"),
    ("[\u200b]", "has brackets that hold only signs which are not seen"),
    (r"[а", "has a [ without a ] at character 1"),
    (r"[]", "has a [ without a ] at character 1"),
    (r"(а", "has a ( without a ) at character 1"),
    (r"а)", "has a ) without a ( at character 2"),
    (r"*а", "has nothing to repeat before *"),
    (r"а**", "repeats a repeat"),
    (r"а{1001}", "repeats more than 1,000 times"),
    (r"а{3,2}", "repeats more than 1,000 times, or from more to less"),
    ("а\\", "ends with a backslash"),
    (r"\q", r"has an unknown escape \q"),
    (r"\x{110000}", "names a character that does not exist"),
    (r"\p{Klingon}", "cannot be compiled"),
    (r"(?x) а", "has a group of an unknown kind, (?x)"),
    ("(" * 60 + "а" + ")" * 60, "nests deeper than 50 groups"),
    (r"а*", "is found in an empty text"),
    (r"\b", "is found in an empty text"),
    ("(((а{99}){99}){99})", "repeats more than 1,000 times"),
    (r"\w{999}" * 9, "cannot be compiled: pattern too large"),
]


@pytest.mark.parametrize(("pattern", "text", "found"), FOUND)
def test_what_is_found(words, pattern, text, found) -> None:
    if isinstance(found, str):
        with pytest.raises(CompileError, match="middle"):
            words({"regex": pattern}, text)
    else:
        assert words({"regex": pattern}, text) == found


@pytest.mark.parametrize(("pattern", "sentence"), REFUSED)
def test_what_is_refused(compiled, pattern, sentence) -> None:
    with pytest.raises(CompileError) as caught:
        compiled({"rule": {"regex": pattern}})
    [(rule, said)] = caught.value.problems
    assert rule == "rule"
    assert said.startswith(f"regex: the pattern {pattern!r} {sentence}")


def test_a_list_means_any(words) -> None:
    assert words({"regex": [r"т-\d+", r"бмп-?\d"]}, "БМП-2") == ["БМП-2"]


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"Т-?(72|80|90)", {"72", "80", "90"}),
        (r"Зеле(?:нський|нский)", {"нський", "нский"}),
        (r"\bгур\b", {"гур"}),
        (r"(?:\bгур|сбу\b)", {"гур", "сбу"}),
        (r"танк\w*\s+Т-90", {"танк"}),
        (r"(?:танк)?и\d", None),
        (r"(?:танк){2}", {"танк"}),
        (r"танк|\d+", None),
        (r"North Korean", {"korean"}),
        (r"\d+", None),
    ],
)
def test_words_that_a_text_must_hold(pattern, literals) -> None:
    assert Pattern(pattern).literals == (None if literals is None else frozenset(literals))


@pytest.mark.parametrize("pattern", [r"(а+)+б", r"(а|а)*б", r"\b(а ?)+б\b"])
def test_hostile_text_costs_its_length(pattern) -> None:
    found = Pattern(pattern)
    assert found.spans("а" * 200_000) == []
    assert keeps_pace(lambda length: found.spans("а" * length), 10_000)


def test_a_flood_of_hits_is_cut(words) -> None:
    assert len(words({"regex": r"\bа\b"}, "а " * 20_000)) == 16
