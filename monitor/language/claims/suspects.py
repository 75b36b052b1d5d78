"""Which texts and sentences may hold a claim at all: one cheap search for the words of it."""

import re
from collections.abc import Iterable
from typing import Final

_STEMS: Final = """погиб загиб загин гин гибн гибел загибел полегл умер сконч помер умира помира утонул потон втопи сгор згор задохн
убит вбит убил вбил убив вбив вбива убива убий вбивс застрел расстрел розстріл казн страт зарез заріз зарубил задуш замуч сожжен
обезглав уничтож знищ ликвид ліквід пострад постражд потерпіл ранен раненн ранил ранив поран травм контуж контуз зранен увеч ожог
опік госпит госпіт жертв мертв трупо трупы труп тело тела тіло тіла останк плен полон залож заруч похи викра задерж затрим арест
заареш эвакуи эвакуа евакуй евакую евакуа пропал пропав исчез зник перебро перекин дислоц разверн розгорн размещ размест розмі сосредот
зосеред стян стяг направ відправ отправ надісл скеров находится находятся перебува знаход воюют воюють потер втрат теря стражу двухсот двохсот трехсот трьохсот
kill slain slay murder execut assassin massacr behead lynch slaughter martyr die dead death dying drown perish wound injur hurt hospitali
captur abduct kidnap deploy sent send dispatch station massed amass arrest detain apprehend evacu missing unaccounted disappear vanish
fatalit casualt hostage prisoner pow captive lives life body bodies corpse remains losses lost lose losing custody toll"""
_NUMBER: Final = r"""\d|(?<!\w)(?:дв[аоеєіу]|двох|двум|тр[иіоєеь]|чотир|четыр|четвер|п['’ʼ]?ят|пят|шест|шіст|сем[иьеє]|сім|восьм|восем|вісім|девят|дев['’ʼ]?ят|десят|один|одн|сот|сто|ст[оа]\b|
двадц|тридц|сорок|тысяч|тисяч|дюжин|десятк|десятк|несколь|неск|кільк|пар[аоуы]|полтор|півтор|пів|мільйон|миллион|минимум|
one|two|three|four|five|six|seven|eight|nine|ten|eleven|twel|thirt|fourt|fift|sixt|sevent|eight|ninet|twent|fort|dozen|score|hundred|thousand|ten|several|a\s+few|few|couple|million|pair|some)"""
_PERSON: Final = r"""(?<!\w)(?:мужчин|женщин|чоловік|жінк|дівч|девоч|девуш|хлоп|парень|парня|подрост|підліт|ребен|ребён|дитин|младен|немовл|пенсион|пенсіон|
пассажир|пасажир|водител|водій|водія|пешеход|пішоход|велосипед|мотоцикл|солдат|боец|бойц|боєц|бійц|воєн|воен|військ|офицер|офіцер|полиц|поліц|сотрудн|співробіт|працівн|
работн|журнал|волонтер|медик|врач|лікар|фельдш|спасат|рятув|пожарн|пожеж|жител|мешкан|граждан|громад|челов|людин|студент|школьн|школяр|учен|учн|учит|вчит|турист|
рабоч|робітн|пілот|пилот|летчик|льотчик|командир|генерал|майор|капитан|капітан|полковн|лейтен|сержант|подозрева|підозрюв|террор|терор|боевик|бойовик|диверс|агент|
глав|начальн|директор|депутат|мэр|мер|министр|міністр|чиновн|мать|мати|матер|матір|отец|отц|батьк|сын|син|доч|брат|сестр|муж|жен|дружин|бабу|дед|дід|хакер|блогер|
стрел|убийц|вбивц|нападав|нападн|преступн|злочин|охран|охорон|рыбак|рибал|арендат|посет|пациент|пацієнт|заключ|осужд|член|лидер|лідер|помощ|помічн|уроженц|гражданин|
another|an?\s|the\s|his\s|her\s|its\s|former\s)"""
_DENIAL: Final = r"(?<!\w)(?:нет|немає|нема|без|никто|ніхто|никого|нікого|не|no|nobody|none|without)(?!\w)"

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d")
_KEPT: Final = 50_000


class _Memo(dict[str, bool]):
    """Which words begin as a pattern has it: words come again and again, and a search of texts costs ten times more."""

    def __init__(self, pattern: str) -> None:
        super().__init__()
        self._begins = re.compile(pattern)

    def __missing__(self, word: str) -> bool:
        if len(self) > _KEPT:
            self.clear()
        self[word] = found = self._begins.match(word) is not None
        return found


_STEM: Final = _Memo("|".join(sorted(set(_STEMS.split()))))
_COUNTED: Final = _Memo("|".join((_NUMBER, _PERSON, _DENIAL)).replace("\n", "").replace(r"\s+", " ").replace(r"\s", "$"))
_OPENING: Final = re.compile(
    r"\s*[^\w\s]*\s*(?:из них|из которых|з них|з яких|среди|серед|в том числе|у тому числі|еще|ещё|ще|of them|of whom|among|including|two|three|four|five|\w+ of (?:them|whom|the)|\w+ (?:из|з|із) (?:них|которых|яких))",
    re.IGNORECASE,
)


def suspicious(words: Iterable[str]) -> bool:
    """Whether there is a word of any kind of claim among those of a folded text."""
    return any(map(_STEM.__getitem__, words))


def words_of(text: str) -> list[str]:
    """The words of a folded text."""
    return _WORD.findall(text)


def promising(sentence: str) -> bool:
    """Whether a folded sentence has such a word, and a number or a person with it."""
    words = _WORD.findall(sentence)
    return any(map(_STEM.__getitem__, words)) and any(map(_COUNTED.__getitem__, words))


def opening(sentence: str) -> bool:
    """Whether a sentence may go on counting parts of the one before."""
    return _OPENING.match(sentence) is not None
