"""The grammar of claims: one sentence a row, with what is to be read in it."""

from pathlib import Path

import pytest
from costs import cost, keeps_pace
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.language.claims.extract import extract
from monitor.language.normalize import fold
from monitor.model import Claim

SENTENCES = Path(__file__).parent / "claim_sentences.txt"
# Words that frame a number, and what is left of it.
FRAMED = [
    ("Погибли {}.", "killed"),
    ("{} загинули.", "killed"),
    ("Ранены {}.", "wounded"),
    ("Поранено {}.", "wounded"),
    ("{} were killed.", "killed"),
    ("The blast wounds {}.", "wounded"),
]
BOUNDS = [
    ("не менее 30 человек", 30, None, "at_least"),
    ("щонайменше 30 людей", 30, None, "at_least"),
    ("at least 30 people", 30, None, "at_least"),
    ("понад 30 людей", 30, None, "more_than"),
    ("более 30 человек", 30, None, "more_than"),
    ("over 30 people", 30, None, "more_than"),
    ("около 30 человек", 30, 30, "about"),
    ("майже 30 людей", 30, 30, "about"),
    ("nearly 30 people", 30, 30, "about"),
    ("до 30 человек", None, 30, "up_to"),
    ("up to 30 people", None, 30, "up_to"),
    ("20-30 человек", 20, 30, "range"),
    ("between 20 and 30 people", 20, 30, "range"),
    ("несколько человек", 2, None, "vague"),
    ("кілька людей", 2, None, "vague"),
    ("dozens of people", 24, None, "vague"),
    ("сотни людей", 200, None, "vague"),
    ("тисячі людей", 2000, None, "vague"),
    ("11 тысяч человек", 11000, 11000, "exact"),
    ("2,5 тис. людей", 2500, 2500, "exact"),
    ("1,200 people", 1200, 1200, "exact"),
    ("двоє людей", 2, 2, "exact"),
    ("a dozen people", 12, 12, "exact"),
]
# What stands in the numbers, and whom, where and by whom.
PARTS = [
    ("North Korean troops killed 300 Ukrainian soldiers near Sudzha.", "300", "Ukrainian soldiers", "Sudzha", None),
    ("Північнокорейські військові вбили понад 300 українських солдатів", "300", "українських солдатів", None, None),
    ("Щонайменше 30 військових КНДР вбито під Курськом", "30", "військових КНДР", "Курськом", None),
    ("В Одессе ранен водитель автобуса, сообщили в полиции.", "водитель", "водитель автобуса", "Одессе", "полиции"),
    ("Через обстріл Херсона загинув чоловік, повідомив Прокудін.", "чоловік", "чоловік", "Херсона", "Прокудін"),
    ("According to police, 12 people were killed in Kabul.", "12", "people", "Kabul", "police"),
    ("Погибли 2 туриста и гид.", "2 туриста и гид", "2 туриста и гид", None, None),
    ("Four women and three girls were killed.", "Four women and three girls", "Four women and three girls", None, None),
    ("Потери ВСУ превысили 500 человек", "500", "человек", None, None),
    ("11 тысяч солдат КНДР погибли", "11 тысяч", "солдат КНДР", None, None),
]
DENIALS = [
    "Ніхто не постраждав.",
    "Никто не пострадал.",
    "Обошлось без жертв.",
    "Погибших нет.",
    "Втрат немає.",
    "No one was hurt in the explosion.",
]
NO_CLAIM = [
    "Информации о пострадавших не поступало: 112 дежурит.",
    "16-летний подросток на 5 тысяч рублей купил 3 билета.",
    "Убиты 12 коров и 30 овец.",
    "Знищено 3 танки, 5 гармат і 2 склади.",
    "Погибла надежда: курс вырос до 100 рублей.",
    "14 мая 2023 года в 12:30 на 5-м км трассы М-12 погибло всё живое.",
    "Эти пятеро были ранены тогда.",
    "Якщо росіяни вдарять, загине 1000 людей.",
    "Могут погибнуть до 40 человек.",
    "They plan to deploy 500 troops.",
    "Sentenced to 12 years, he lost 3 appeals.",
    "From fraud suffered 40 banks.",
    "Від шахраїв постраждали 150 людей.",
    "На 1 погибшего приходится 3 раненых, соотношение 1 к 3.",
]


def written(claim: Claim) -> str:
    if claim.min == claim.max:
        return f"{claim.kind} {claim.min}"
    if claim.min is None:
        return f"{claim.kind} -{claim.max}"
    return f"{claim.kind} {claim.min}+" if claim.max is None else f"{claim.kind} {claim.min}..{claim.max}"


def claims(text: str) -> list[Claim]:
    return [claim for claim in extract(fold(text)) if not claim.denied]


def part(text: str, span: tuple[int, int] | None) -> str | None:
    return None if span is None else text[slice(*span)]


def sentences() -> list[list[str]]:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    return [line.rsplit("|", 1) for line in lines if "|" in line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "wanted"), sentences())
def test_a_sentence_is_read(text: str, wanted: str) -> None:
    assert sorted(map(written, claims(text.strip()))) == sorted(filter(None, wanted.strip().split("; ")))


@pytest.mark.parametrize(("frame", "kind"), FRAMED)
@pytest.mark.parametrize(("number", "low", "high", "qualifier"), BOUNDS)
def test_a_number_keeps_its_bounds(
    frame: str, kind: str, number: str, low: int | None, high: int | None, qualifier: str
) -> None:
    if frame.isascii() is not number.isascii():
        pytest.skip("one sentence, one alphabet")
    (claim,) = claims(frame.format(number))
    assert (claim.kind, claim.min, claim.max, claim.qualifier) == (kind, low, high, qualifier)


@pytest.mark.parametrize(("text", "number", "who", "place", "by"), PARTS)
def test_its_parts_are_stretches_of_the_text(
    text: str, number: str, who: str | None, place: str | None, by: str | None
) -> None:
    (claim,) = claims(text)
    assert part(text, claim.number) == number
    assert (part(text, claim.who), part(text, claim.place), part(text, claim.by)) == (who, place, by)
    assert claim.about[0] <= claim.number[0] < claim.number[1] <= claim.about[1]


@pytest.mark.parametrize("text", DENIALS)
def test_a_denial_is_a_claim_of_zero(text: str) -> None:
    found = extract(fold(text))
    assert found
    assert all(claim.denied for claim in found)


@pytest.mark.parametrize("text", NO_CLAIM)
def test_what_is_no_claim(text: str) -> None:
    assert claims(text) == []


def test_a_total_said_again_is_one_claim() -> None:
    text = "Погибли 5 человек — МЧС\n\nВ результате взрыва в Туле погибли пять человек."
    assert [written(claim) for claim in claims(text)] == ["killed 5"]


def test_another_one_is_not_a_repetition() -> None:
    text = "Погиб один человек. Позже погиб ещё один человек."
    assert [written(claim) for claim in claims(text)] == ["killed 1", "killed 1"]


def test_a_list_behind_a_total_names_parts_of_it() -> None:
    text = "Жертвами удара стали восемь человек:\n- на улице Лесной погибла женщина"
    assert [written(claim) for claim in claims(text)] == ["killed 8", "killed 1"]


def test_parts_may_follow_in_a_sentence_of_their_own() -> None:
    text = "В Дербенте погибли 20 человек. Из них 17 — полицейские."
    assert [written(claim) for claim in claims(text)] == ["killed 20", "killed 17"]


def test_the_hospitalised_are_wounded_only_where_no_other_figure_counts_them() -> None:
    assert [written(claim) for claim in claims("Пострадали 7 человек. Трое детей госпитализированы.")] == ["wounded 7"]


def test_hurt_people_of_whom_some_died_are_casualties() -> None:
    text = "Число пострадавших достигло 29 человек, из которых трое погибли."
    assert [written(claim) for claim in claims(text)] == ["casualties 29", "killed 3"]


def test_positions_are_of_the_text_as_posted() -> None:
    text = "⚡️ **Погиб\u00adли** [5 че\u0301ловек](https://example.org/5/killed/7) — МЧС\n\nРанены 7"
    assert [(written(claim), part(text, claim.number)) for claim in claims(text)] == [
        ("killed 5", "5"),
        ("wounded 7", "7"),
    ]


PIECES = """погибли ранены убито вбито загинули killed wounded and и та 5 двоє троих 12 тысяч человек людей people
soldiers , . — : ( ) в Києві Kabul said сообщил что из них including не без нет « » ** 100 000 $ %
дети a man another of the"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    for claim in extract(fold(text)):
        for span in (claim.number, claim.about, claim.who, claim.place, claim.by):
            assert span is None or 0 <= span[0] < span[1] <= len(text)
        assert claim.min is not None or claim.max is not None


HOSTILE = {
    "digits": "5 погибли " + "7" * 4096,
    "verbs": "killed 5 " + "killed " * 4096,
    "people": "погибли " + "5 человек, " * 2048,
    "zero-width": "погибли 5 " + "\u200b\u200d" * 4096,
    "dots": "погибли 5 " + "." * 4096,
    "brackets": "убиты 5 " + "[(" * 2048,
    "commas": "5 killed " + ", and " * 2048,
    "quotes": "убиты 5 " + "«" * 4096,
    "lines": "5 killed\n" * 1024,
    "capitals": "5 killed in " + "Kabul " * 2048,
    "hyphens": "убиты 5 в " + "Рос-" * 2048,
    "headings": "убито:\n- 5 солдат\n" * 128,
    "labels": "Знищено 5\n" * 256 + "поранено 6\n",
    "blank label": "убито 5\nа" + " " * 4096,
    "digit run": "убито 5\nа " + "1" * 4096 + "x",
    "slang": "5х200, " * 512 + "200 - 5\n300 - 6\n" * 64,
    "pairs": "убито - 5, ранено - 6 (7), " * 128,
    "look-alikes": "пoгибли 5 " + "aа" * 4096,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_is_linear_in_a_hostile_text(kind: str) -> None:
    text = HOSTILE[kind]

    folded = {times: fold("\n".join([text] * times)) for times in (1, 8)}
    assert cost(lambda: extract(folded[1]), 2.0) < 2.0
    assert keeps_pace(lambda times: extract(folded[times]), 1, 8)
