"""Words, phrases and names: what they find, and what they leave alone."""

import pytest

from monitor.model import Markup, Media, Post
from monitor.rules.compile import CompileError

WHOLE = [
    ("дрон", "Ворожий ДРОН, збито", ["ДРОН"]),
    ("дрон", "дрони", None),
    ("дрон", "мегадрон", None),
    ("дрон", "дрон", ["дрон"]),
    ("гур", "#ГУР_МО повідомляє", ["ГУР"]),
    ("гур", "@гур", ["гур"]),
    ("гур", "гурт", None),
    ("гур", "курсант, гурман, авгур", None),
    ("гур", "гур\u0483", None),  # a combining mark makes it another word
    ("гур", "ГУР'у", ["ГУР"]),
    ("гур", "(гур)", ["гур"]),
    ("гур", "№5гур", None),
    ("5", "№5", ["5"]),
    ("starlink", "Starlink™ впав", ["Starlink"]),
    ("Плёхово", "взяли Плехово, Пле\u0301хово", ["Плехово", "Пле\u0301хово"]),
    ("п'ять", "п’ять пʼять", ["п’ять", "пʼять"]),
    ("Су-34", "Су–34 і су 34", ["Су–34", "су 34"]),
    ("C++", "на C++, C++20", ["C++", "C++"]),
    ("ООН.", "в ООН. Но ООН", ["ООН."]),
    ("курск", "ку\u200bрск", ["ку\u200bрск"]),
    ("курск", "Кypск", ["Кypск"]),
    ("북한군", "북한군이 쿠르스크에", ["북한군"]),
    ("朝鮮", "北朝鮮軍", ["朝鮮"]),
    ("DIU", "DIU가 말했다", ["DIU"]),
    ("-47", "-47 градусов", ["47"]),
    ("-47", "47 градусов", None),
    ("«Азов»", "полк “Азов”, Азов", ["Азов"]),
]

PHRASES = [
    ("военные КНДР", "Военные  КНДР", ["Военные  КНДР"]),
    ("военные КНДР", "военные «КНДР»", ["военные «КНДР"]),
    ("военные КНДР", "военные\n-\nКНДР", ["военные\n-\nКНДР"]),
    ("North Korean soldiers", "North-Korean 'soldiers'", ["North-Korean 'soldiers"]),
    ("North Korean soldiers", "North, Korean soldiers", None),
    ("North Korean soldiers", "North Korean soldiersss", None),
    ("п'ять солдат", "п’ять солдат", ["п’ять солдат"]),
    ("п'ять солдат", "п ять солдат", None),
]


@pytest.mark.parametrize(("word", "text", "found"), WHOLE + PHRASES)
def test_the_written_form_as_whole_words(words, word, text, found) -> None:
    assert words({"keyword": word}, text) == found


@pytest.mark.parametrize(
    ("options", "text", "found"),
    [
        ({"any": ["дрон"], "form": "substring"}, "мегадрони", ["дрон"]),
        ({"any": ["а", "б"]}, "б", ["б"]),
        ({"all": ["а", "б"]}, "б", None),
        ({"all": ["а", "б"]}, "б а", ["б", "а"]),
        ({"all": ["а"], "any": ["б", "в"]}, "а г", None),
        ({"all": ["а"], "any": ["б", "в"]}, "а в", ["а", "в"]),
        ({"any": ["а"], "none": ["б"]}, "а б", None),
        ({"any": ["а"], "none": ["б"]}, "а", ["а"]),
        ({"none": ["б"]}, "а", []),
        ({"none": ["б"]}, "б", None),
        ({"all": ["Дрон", "дрон"]}, "дрон", ["дрон"]),
    ],
)
def test_the_long_form(words, options, text, found) -> None:
    held = words({"keyword": options}, text)
    assert held == found if found is None else sorted(held) == sorted(found)


def test_one_literal_written_twice_is_evidence_once(words) -> None:
    assert words({"keyword": ["Дрон", "дрон", "ДРОН"]}, "дрон") == ["дрон"]


LINKED = Post(
    1,
    1,
    0,
    "тут http://kursk.example/a",
    markup=(Markup("link", 0, 3, "https://t.me/dron_ua/5"), Markup("url", 4, 26)),
    media=(Media("document", 1, file_name="Наказ про дрон.pdf"),),
)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"any": ["dron"], "in": ["links"]}, ["https://t.me/dron_ua/5"]),
        ({"any": ["kursk"], "in": ["links", "files"]}, ["http://kursk.example/a"]),
        ({"any": ["дрон"], "in": ["files"]}, ["Наказ про дрон.pdf"]),
        ({"any": ["дрон"]}, None),
        ({"any": ["тут"], "in": ["links"]}, None),
        ({"all": ["тут", "дрон"], "in": ["text", "files"]}, ["тут", "Наказ про дрон.pdf"]),
    ],
)
def test_links_and_files(words, options, found) -> None:
    assert words({"keyword": options}, LINKED) == found


NAMES = {
    "hur": ["ГУР", "Defence Intelligence"],
    "tank": ["Т-72Б3"],
    "dprk": ["военные КНДР", "북한군", "North Korean troops"],
    "plekhovo": ["Плёхово"],
}


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("hur", "ГУР заявило", ["ГУР"]),
        ("hur", "гур заявило", None),
        ("hur", "Гур заявив", None),
        ("hur", "гурт ГУРТ курсант", None),
        ("hur", "#ГУР_МО", ["ГУР"]),
        ("hur", "DEFENCE intelligence", ["DEFENCE intelligence"]),
        ("hur", "ГYP", ["ГYP"]),
        ("tank", "Т-72Б3 горить", ["Т-72Б3"]),
        ("tank", "т-72б3 горить", None),
        ("dprk", "북한군이", ["북한군"]),
        (["hur", "plekhovo"], "у плехово", ["плехово"]),
        ({"all": ["hur", "plekhovo"]}, "у плехово", None),
        ({"all": ["hur", "plekhovo"]}, "ГУР про Плехово", ["ГУР", "Плехово"]),
        ({"all": ["hur"], "any": ["plekhovo", "dprk"]}, "ГУР: військові", None),
        ({"all": ["hur"], "any": ["plekhovo", "dprk"]}, "ГУР: военные КНДР", ["ГУР", "военные КНДР"]),
    ],
)
def test_entities(words, asked, text, found) -> None:
    assert words({"entity": asked}, text, entities=NAMES) == found


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ({"keyword": "«»"}, "keyword: '«»' has no letter, digit or sign to look for; write a word"),
        ({"entity": "nobody"}, "entity: no entity is called 'nobody'; add it under `entities:`"),
        ({"entity": "empty"}, "entity: entity 'empty' has no names; give it some under `names:`"),
    ],
)
def test_what_cannot_be_compiled(compiled, when, sentence) -> None:
    with pytest.raises(CompileError) as caught:
        compiled({"rule": when}, entities={"empty": []})
    assert caught.value.problems == (("rule", sentence),)
