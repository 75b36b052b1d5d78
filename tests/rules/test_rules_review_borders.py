"""Where words end, what tags and links point to, and that no text costs more than its length."""

import pytest
from costs import keeps_pace

from monitor.model import Channel, Markup, Media, Post

BORDERS = [
    ("сор", "№сор", ["сор"]),  # the No of № says nothing of the script of the word behind it
    ("31а", "будинок №31а", ["31а"]),
    ("5", "№5", ["5"]),
    ("n", "№ 5", None),  # part of a sign
    ("t", "Starlink™", None),
    ("дрон", "дрон² дрон①", ["дрон", "дрон"]),
    ("дрон", "❶дрон ①дрон", ["дрон", "дрон"]),
    ("м²", "100 м² в центрі", ["м²"]),
    ("м2", "100 м² в центрі", ["м²"]),
    ("2", "100 м² в центрі", None),
    ("11", "1½ години", None),
    ("гур", "гурⅣ", None),  # a Roman numeral goes on as a letter does
    ("гур", "¨гур 🔥\u0308гур", ["гур", "гур"]),  # a mark on a sign is no part of a word
    ("гур", "гур\u0327", None),
    ("гур", "а\u0327гур", None),
    ("3", "3\ufe0f\u20e3 Удалённая", ["3"]),
    ("я", "сім'я, об’єкт, п'ять, м'яч", None),
    ("об", "об'єкт", None),
    ("з", "з'ясувало", None),
    ("сім'я", "сім’я", ["сім’я"]),
    ("Артаньян", "Д’Артаньян", ["Артаньян"]),
    ("Russia", "Russia's 'Russia'", ["Russia", "Russia"]),
    ("हिन्दी", "हिन्दीx", None),
    ("гур", "북한гур 북한\u0300гур", ["гур", "гур"]),
    ("гур", "x\0гур\ud800", ["гур"]),
    ("курск", "\u202eкурск\u202c 🇺🇦курск👩\u200d🚀", ["курск", "курск"]),
    ("курск", "**Кур\u200bск**](https://x.org)", ["Кур\u200bск"]),
]


@pytest.mark.parametrize(("word", "text", "found"), BORDERS)
def test_where_a_word_ends(words, word, text, found) -> None:
    assert words({"keyword": word}, text) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [("NO", "№ 5", None), ("NO", "NO ＮＯ", ["NO", "ＮＯ"]), ("TM", "x™", ["™"]), ("ТАСС", "TАСС", ["TАСС"])],
)
def test_an_acronym_that_a_sign_unfolds_to(words, name, text, found) -> None:
    assert words({"entity": "e"}, text, entities={"e": [name]}) == found


@pytest.mark.parametrize(
    ("when", "text", "found"),
    [
        ({"hashtag": "зеленський"}, "#Зеленськии\u0306", ["#Зеленськии\u0306"]),
        ({"hashtag": "зеленськи"}, "#Зеленськии\u0306", None),
        ({"hashtag": "плехово"}, "#Плё\u0301хово\u200b.", ["#Плё\u0301хово"]),
        ({"mention": "DIUkraine"}, "@DIUkrаine", None),  # a Cyrillic а: it points to nobody
        ({"mention": "DIUkraine"}, "@DIUkraineпише", None),
        ({"link": "a.org"}, "[т](https://a.org/x)[т](https://b.org)", ["https://a.org/x"]),
        ({"link": "b.org"}, "[т](https://a.org/x)[т](https://b.org)", ["https://b.org"]),
        ({"link": "x.org"}, "https://x.org/wiki/Курск_(місто).", ["https://x.org/wiki/Курск_(місто)"]),
        ({"link": "x.com"}, "пише на x.com, і __m.x.com/5__", ["x.com", "m.x.com/5"]),
        ({"link": "x.org"}, "desk@x.org і a.b@x.org", None),
        ({"link": "t.me"}, "a-t.me/x", None),
        ({"keyword": {"any": ["node"], "in": ["links"]}}, "про node.js", None),
    ],
)
def test_tags_and_links_of_a_text_without_formatting(words, when, text, found) -> None:
    assert words(when, text) == found


@pytest.mark.parametrize(
    ("domain", "url", "holds"),
    [
        ("x.com", "x.com/?next=https://y.org", True),
        ("y.org", "x.com/?next=https://y.org", False),
        ("y.org", "https://x.com\\@y.org", False),  # a browser goes to x.com
        ("x.com", "https://x.com\\@y.org", True),
        ("y.org", "mailto:desk@y.org", False),
        ("y.org", "javascript://y.org/%0aalert(1)", False),
        ("y.org", "tg://y.org", False),
        ("y.org", "y.org:443/a", True),
        ("y.org", "https://y。org/", True),
        ("y.org", f"https://{'a.' * 200}y.org/", False),  # no name is so long
    ],
)
def test_what_an_address_points_to(words, domain, url, holds) -> None:
    post = Post(1, 1, 0, "тут", markup=(Markup("link", 0, 3, url),))
    assert words({"link": domain}, post) == ([url] if holds else None)


def test_a_hashtag_with_its_channel(words) -> None:
    post = Post(1, 1, 0, "#kursk@DIUkraine", markup=(Markup("hashtag", 0, 16),))
    assert words({"hashtag": "kursk"}, post) == ["#kursk@DIUkraine"]


def test_no_phrase_reaches_from_one_file_into_the_next(words) -> None:
    post = Post(1, 1, 0, "", media=(Media("document", 1, file_name="план"), Media("document", 2, file_name="удару")))
    assert words({"keyword": {"any": ["план удару"], "in": ["files"]}}, post) is None
    assert words({"keyword": {"all": ["план", "удару"], "in": ["files"]}}, post) == ["план", "удару"]


HOSTILE = [
    *("\u200b", "а\u200b", "aаoоeе", "а", "а ", "\u0301", "а\u0327", "№а", "а²", "п'я", "\"'", "#1", "#а\u0301"),
    *(
        "https://",
        "https://a)",
        "a.bb.",
        "a.bb.cc@",
        "[](http://",
        "www.",
        "a.bbbbbbbb",
        "\0",
        "\ud800",
        "1½",
        "👩\u200d",
    ),
]
PATTERNS = [r"(a+)+$", r"(а|аа)+б", r"(.*)*x", r"\w+\s+\w+\s+\w+z", r"(x+x+)+y", r"\bа+\b"]


@pytest.fixture(scope="module")
def every_kind(compiled):
    rules = {"words": {"keyword": ["а", "аа", "п'ять", "no", "11", "а а"]}, "names": {"entity": "e"}}
    rules |= {"inside": {"keyword": {"any": ["аа", "сор"], "form": "substring"}}}
    rules |= {"links": {"link": "x.com"}, "tags": {"hashtag": "kursk"}, "calls": {"mention": "abc"}}
    rules |= {pattern: {"regex": pattern} for pattern in PATTERNS}
    return compiled(rules, entities={"e": ["ГУР", "NO", "А"]})


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_costs_its_length(every_kind, piece: str) -> None:
    def match(length: int) -> None:
        every_kind.match(Post(1, 1, 0, f"y {piece * (length // len(piece))} y"), Channel(1, "file"))

    assert keeps_pace(match, 3_000)
