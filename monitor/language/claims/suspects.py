"""Which texts and sentences may hold a claim at all: one pass for the words of it, then a look at those sentences."""

import re
from typing import Final

import ahocorasick_rs
import re2

# Deeds whose victim may be one implied person ("погиб пассажир"), and words that want a number with them.
_DEEDS: Final = """\
насмерть погиб загиб загин гин гибн гибел загибел умер сконч помер умира помира утонул потон втопи сгор згор
задохн убит вбит убил вбил убив вбив вбива убива убий вбивс застрел расстрел розстріл казн страче страти страту
страта зарез заріз зарубил задуш замуч сожжен обезглав уничтож знищ ликвид ліквід пострад постражд ранен ранил
ранив поран травм контуж контуз зранен увеч ожог опік госпит госпіт трупо трупы труп тело тела тіло тіла останк
плен полон залож заруч похи викра задерж затрим арест заареш эвакуи эвакуа евакуй евакую евакуа пропал пропав
исчез зник стражу kill slain slay murder execut assassin massacr behead lynch slaughter martyr dead death die
dying drown perish wound injur hurt hospitali captur abduct kidnap arrest detain apprehend evacu missing
unaccounted disappear vanish body bodies corpse remains custody поляг подави захлин задихн закат замордо повіш
зарубал розтерз обгор обожж захлебн угорел подавил замерз приконч растерз покалеч изувеч нейтрали умертв повязал
покаліч скаліч викрад вивез вывез утопи увечь лікарн больниц повяза повеше загриз загрыз врятувати врятувал врятував
спасти спасл потерпіл потерпів мертв спійма відсел ушпитал шпиталіз мінусу відмінусу замінусу утилізу утилізов"""
_NUMBERED: Final = """\
раненн жертв полегл перебро перекин дислоц разверн розгорн размещ размест розмі сосредот
сконцентр зосеред стян стяг направ відправ отправ надісл скеров прибыли прибыло прибули прибуло прибувают
накопич накопил скопил находится находятся знаходиться перебува знаход воює воюют воюють потер втрат теря двухсот
двохсот трехсот трьохсот життя жизни жизнь deploy sent send dispatch station massed amass fatalit casualt
hostage prisoner pow captive lives life losses lost lose losing toll базиру базую дежурят чергуют чергува
висадил высадил перемести переміст розташува нейтрализ нейтраліз скупч прислал послал ввел ввели дислок поляг
послав fracture limbs смерт задвохсо мінус минус налічу насчит особового особовий личного личный"""
_SLANG: Final = ("став 200", "став 300", "стал 200", "стал 300", "стали 200", "стали 300")
_NUMBER: Final = r"""\d|дв[аеі]$|дво[еєх]$|двоих$|двум|двух|двом|тр[ие]$|тро[еєх]$|троих$|трех$|трьох|
трем$|трьом|тридц|тринад|чотир|четыр|четвер[оы]|п'?ят(?:ь|и$|ер|надц|дес|сот|ьох)|шест(?:ь|и$|ер|надц|дес)|шіст|
сем(?:ь$|и$|ер|надц|ьдес|ьсот|иде)|сім|восьм|восем|вісім|дев'?ят|десят|один$|одн[аоуі]|сотн|сотен|сот$|сто$|
ста$|двадц|сорок|тысяч|тисяч|тис$|тыс$|дюжин|неск|кільк|пар[аоуы]$|полтор|півтор|пів|полсотн|мільйон|миллион|
млн$|обо[ие]|оба$|обидв|one$|two$|three|four|five|six|seven|eight|nine|ten$|eleven|twel|thirt|fift|twent|fort|
dozen|score|hundred|thousand|several|few$|couple|million|pair$|some$"""
_PERSON: Final = r"""мужчин|женщин|чоловік|жінк|дівч|девоч|девуш|хлоп|парень|парня|подрост|підліт|ребен|
дитин|младен|немовл|пенсион|пенсіон|пассажир|пасажир|водител|водій|водія|пешеход|пішоход|велосипед|мотоцикл|
солдат|боец|бойц|боєц|бійц|воєн|воен|воїн|воин|військ|офицер|офіцер|полиц|поліц|сотрудн|співробіт|працівн|
работн|журнал|волонтер|медик|медсест|врач|лікар|фельдш|спасат|рятув|пожарн|пожеж|жител|мешкан|граждан|громад|
челов|людин|студент|школьн|школяр|учен|учн|учит|вчит|турист|рабоч|робітн|пілот|пилот|летчик|льотчик|командир|
генерал|майор|капитан|капітан|полковн|лейтен|сержант|подозрева|підозрюв|террор|терор|боевик|бойовик|диверс|
агент|глав|начальн|директор|депутат|мэр|мер|министр|міністр|чиновн|мать|мати|матер|матір|отец|отц|батьк|сын|син|
доч|брат|сестр|муж|жен|дружин|бабу|дед|дід|хакер|блогер|стрел|убийц|вбивц|нападав|нападн|преступн|злочин|охран|
охорон|рыбак|рибал|арендат|посет|пациент|пацієнт|заключ|осужд|член|лидер|лідер|помощ|помічн|уроженц|росси|росія|
украин|україн|хозяин|пішохід|росгварді|гварді|прикордон|захисник|оборон|загарбник|росіян|патрульн|посадов|
селищн|загибл|малюк|хлопч|вояк|ворог|противник|морпіх|десант|снайпер|тракторист|фермер|енергетик|комунальник|
дитя|дитину|полонен|військовослуж|владел|сосед|клиент|оккупант|окупант|супруг|друг|девятиклас|\w+классник|
заступни|замест|підполковн|подполковн|зрадни|татар|інформатор|зловмис|злоумыш|підприєм|предприним|актор|актер|чемпіон|чемпион|спортсмен|тренер|співак|співач|
певец|певиц|пастух|фігурант|фигурант|нардеп|екс|экс|суддя|суддю|судд|судь|адвокат|прокурор|слідч|следоват|мігрант|
мигрант|іноземец|іноземц|иностран|українк|росіянк|племінн|племянн|онук|онучк|внук|внучк|близн|двійн|порушник|
правопорушник|нарушит|крадій|грабіж|грабит|вимагач|вымогат|спільник|поплічник|пособник|посередник|перевізник|ватаж|
хозяин|хозяйк|господар|бандит|кілер|киллер|хуліган|хулиган|ухилянт|полоненого|бранец|доброволец|доброволь|розвідник|разведчик|піхотинец|
піхотинц|штурмовик|оператор|механік|механик|електрик|электрик|слюсар|слесар|ремонтник|монтер|вантажник|грузчик|
лісник|лесник|єгер|егер|продав|касир|кассир|перекладач|переводчик|викладач|преподав|педагог|виховат|воспитат|
аграр|комбайнер|безхатьк|переселен|односел|земляк|підлегл|неповноліт|малоліт|несоверш|малолет|кандидат|посол|
священ|настоят|капелан|імам|имам|рабин|раввин|самокат|
another|an?$|the$|his$|her$|its$|former$|leader$|commander$|minister$|journalist$|politician$|president$|
officer$|soldier$|activist$|lawmaker$|official$|chief$|suspect$|зам"""
_DENIAL: Final = r"""(?:нет|немає|нема|без|никто|ніхто|никого|нікого|nobody|none|without|no)(?!\w)|
не (?:был|бул|зафікс|зафикс|обнар|вияв|пост|заг|пог|ран)"""


def _rows(*tables: str) -> str:
    return "|".join("|".join(table.split("\n")).replace("||", "|") for table in tables)


def _begins(*tables: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_rows(*tables)})".replace("$", r"(?!\w)"))


def _together(*patterns: str) -> re2.Set:
    """The same for the engine that asks all of them in one pass: it has no look-around, and its \\w is English."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 32 << 20
    found = re2.Set.SearchSet(options)
    for pattern in patterns:
        spelled = pattern.replace("$", rf"(?:$|[^{_WORD}])").replace(r"(?!\w)", rf"(?:$|[^{_WORD}])")
        found.Add(rf"(?:^|[^{_WORD}])(?:{spelled})".replace(r"\w", f"[{_WORD}]").replace(r"\d", r"\p{Nd}"))
    found.Compile()
    return found


_WORD: Final = r"\pL\pN_"
_ONE: Final = _begins(_PERSON)
_COUNTED_OR_ONE: Final = _together(_rows(_NUMBER, _DENIAL), _rows(_PERSON))
_NEAR: Final = 60
_WHOLE: Final = 12  # letters of the last word
# The automaton's fastest form: three times the default's speed, and small for some hundred stems.
_STEMS: Final = ahocorasick_rs.AhoCorasick(
    sorted({*_DEEDS.split(), *_NUMBERED.split(), *_SLANG}),
    matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
    implementation=ahocorasick_rs.Implementation.DFA,
)
_DEED: Final = ahocorasick_rs.AhoCorasick(
    sorted(set(_DEEDS.split())),
    matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
    implementation=ahocorasick_rs.Implementation.DFA,
)
_OPENING: Final = re.compile(
    r"\s*[^\w\s]*\s*(?:из них|из которых|з них|з яких|среди|серед|в том числе|у тому числі|еще|ещё|ще|"
    r"of them|of whom|among|including|"
    r"two|three|four|five|\w+ of (?:them|whom|the)|\w+ (?:из|з|із) (?:них|которых|яких))",
    re.IGNORECASE,
)


def suspects(text: str) -> list[int]:
    """Where the words of any kind of claim begin in a folded text, in order."""
    hits = _STEMS.find_matches_as_indexes(text)
    return [start for _, start, _ in hits if start == 0 or not text[start - 1].isalnum()] if hits else []


def promising(sentence: str) -> bool:
    """Whether a folded sentence with such a word has a number with it, or a person near where one may be implied."""
    found = _COUNTED_OR_ONE.Match(sentence)
    if found is None or 0 in found:
        return found is not None
    deeds = _DEED.find_matches_as_indexes(sentence)
    return any(_near(sentence, start) for _, start, _ in deeds if start == 0 or not sentence[start - 1].isalnum())


def _near(sentence: str, deed: int) -> bool:
    """Whether a person is named near a deed."""
    return _ONE.search(sentence, max(0, deed - _NEAR), deed + _NEAR + _WHOLE) is not None


def opening(sentence: str) -> bool:
    """Whether a sentence may go on counting parts of the one before."""
    return _OPENING.match(sentence) is not None
