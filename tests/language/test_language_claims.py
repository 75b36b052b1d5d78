"""The grammar of claims: one sentence a row, with what is to be read in it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.language.claims.extract import extract
from monitor.language.normalize import fold
from monitor.model import Claim

# "12" is exact or about, "12+" has no upper bound, "-40" no lower one, "20..30" both. Nothing: no claim, or a denial.
ENGLISH = [
    (
        "At least 12 people are killed and 30 others injured in a bombing in Kabul, Afghanistan.",
        "killed 12+; wounded 30",
    ),
    ("The death toll from the earthquake in Nepal rises to 34.", "killed 34"),
    ("Former Japanese Prime Minister Shinzo Abe is shot dead in Nara.", "killed 1"),
    ("A gunman kills at least five people at a shopping mall in Sydney.", "killed 5+"),
    ("A car bomb explodes in Mogadishu, killing 4 and injuring 10.", "killed 4; wounded 10"),
    ("A landslide leaves 12 dead and dozens missing in northern Pakistan.", "killed 12; missing 24+"),
    ("A suicide bomber kills himself and three others in Peshawar.", "killed 3"),
    ("16 soldiers and 4 militants are killed in clashes in Mali.", "killed 20"),
    ("Four people including the pilot are killed in a plane crash in Colombia.", "killed 4; killed 1"),
    ("Two people are killed and six others are wounded in a shooting in Chicago.", "killed 2; wounded 6"),
    (
        "The number of people killed in the floods increases to 112, with 40 others still missing.",
        "killed 112; missing 40",
    ),
    ("A bus plunges into a ravine in Peru, killing at least 25 people and injuring 30 more.", "killed 25+; wounded 30"),
    ("An Israeli airstrike kills 15 people, including six children, in Gaza City.", "killed 15; killed 6"),
    ("Twelve miners are found dead after a mine collapse in Zimbabwe.", "killed 12"),
    ("Police arrest 23 people during protests in Paris.", "detained 23"),
    ("More than 1,000 people are arrested in Russia during protests against mobilisation.", "detained 1000+"),
    ("Three people have been arrested in connection with the attack.", "detained 3"),
    ("Boko Haram militants abduct 40 schoolgirls in Borno State, Nigeria.", "captured 40"),
    ("At least 20 hostages are held by the gunmen.", "captured 20+"),
    ("Hamas releases 13 Israeli hostages in exchange for 39 Palestinian prisoners.", ""),
    ("The United States deploys 3,000 troops to Poland.", "deployed 3000"),
    ("NATO could deploy up to 40,000 troops.", ""),
    ("The United Kingdom plans to send 600 soldiers to Estonia.", ""),
    ("Over 50,000 people are evacuated as Typhoon Doksuri approaches China.", "evacuated 50000+"),
    ("Authorities order the evacuation of 20,000 residents.", ""),
    ("Russia has massed more than 100,000 troops near the Ukrainian border.", "deployed 100000+"),
    ("Five people are missing after a boat capsizes off the coast of Lampedusa.", "missing 5"),
    ("A tornado kills 3 people and injures 50 in Arkansas.", "killed 3; wounded 50"),
    ("North Korean troops killed 300 Ukrainian soldiers.", "killed 300"),
    ("Ukraine says 3,000 North Korean troops have been killed or wounded in Kursk Oblast.", "casualties 3000"),
    ("COVID-19 deaths in Brazil surpass 600,000.", ""),
    ("Pele dies at the age of 82.", ""),
    ("American actor Gene Hackman dies at the age of 95.", ""),
    ("A court in Cairo sentences 75 people to death over the 2013 sit-in.", ""),
    ("The number of COVID-19 cases in India rises to 3 million, with 56,000 deaths.", ""),
    ("A fire at a nightclub in North Macedonia kills 59 people and injures 155 others.", "killed 59; wounded 155"),
    ("Twenty-two people, including four children, were wounded.", "wounded 22; wounded 4"),
    ("No one was hurt in the explosion.", ""),
    ("No casualties were reported.", ""),
    ("Dozens of people are feared dead after a ferry sinks.", ""),
    ("One person is killed and two are injured in a stabbing in Berlin.", "killed 1; wounded 2"),
    ("A police officer is killed and another is injured in a shooting in Texas.", "killed 1; wounded 1"),
    ("A man was shot dead by police in Minneapolis.", "killed 1"),
    ("At least 30 bodies are found in a mass grave in Tarhuna, Libya.", "killed 30+"),
    ("The bodies of 39 people are found in a lorry in Essex.", "killed 39"),
    ("Israel says that around 1,200 people were killed and about 240 taken hostage.", "killed 1200; captured 240"),
    ("The attack left three soldiers dead and five wounded.", "killed 3; wounded 5"),
    ("Thousands of people are killed.", "killed 2000+"),
    ("Up to 300 people were killed in the strike.", "killed -300"),
    ("Between 20 and 30 people were injured.", "wounded 20..30"),
    ("Nearly 200 people have been killed since Monday.", "killed 200"),
    ("Two pilots die when their helicopters collide in Queensland.", "killed 2"),
    ("Five people die in a house fire in Leeds.", "killed 5"),
    ("An explosion at a fireworks factory in Thailand kills 23 workers.", "killed 23"),
    ("The crash killed all 62 people on board.", "killed 62"),
    ("All 181 people on board, except for two crew members, are killed.", "killed 181"),
    (
        "A magnitude 6.8 earthquake kills more than 2,900 people and injures 5,530 in Morocco.",
        "killed 2900+; wounded 5530",
    ),
    ("Syrian government forces capture the town of Saraqib after three days of fighting.", ""),
    ("Rebels capture three villages near Aleppo.", ""),
    ("Ukrainian forces capture 12 Russian soldiers.", "captured 12"),
    ("Houthi forces detain 11 United Nations employees in Sana'a.", "detained 11"),
    ("Two suspects are detained.", "detained 2"),
    ("Turkish police detain 46 people over alleged links to ISIL.", "detained 46"),
    ("The International Criminal Court issues arrest warrants for two Russian commanders.", ""),
    ("The 28-year-old suspect was arrested.", "detained 1"),
    ("A 19-year-old man has been charged with murder.", ""),
    ("A teacher and two students were killed and nine others were injured.", "killed 3; wounded 9"),
    ("Seven people, five of them children, were killed in an airstrike in Rafah.", "killed 7; killed 5"),
    ("Eight people died, two of whom were firefighters.", "killed 8; killed 2"),
    ("Of the 12 dead, five were children.", "killed 12; killed 5"),
    ("More than 30 people were hospitalized after a chlorine leak.", "wounded 30+"),
    ("Ten people were injured, three of them critically.", "wounded 10"),
    ("The toll stands at 45 dead and 120 injured.", "killed 45; wounded 120"),
    ("Death toll: 54", "killed 54"),
    ("A stampede at a religious festival in India results in 121 deaths and 150 injuries.", "killed 121; wounded 150"),
    ("Clashes between protesters and police resulted in 15 fatalities.", "killed 15"),
    ("The strike caused at least 40 casualties.", "casualties 40+"),
    ("The storm has claimed 17 lives.", "killed 17"),
    ("The bombing claimed the lives of 20 civilians.", "killed 20"),
    ("Eleven people lost their lives in the crash.", "killed 11"),
    ("The army said it had lost 12 soldiers in the ambush.", "casualties 12"),
    ("The soldiers were killed on 12 May in 2023 at 14:00.", ""),
    ("A 12-year-old boy was killed by a 30-ton truck.", "killed 1"),
    ("Gunmen on motorcycles attack a village in Niger, killing 21 civilians.", "killed 21"),
    ("An ambush in Burkina Faso kills six soldiers and four civilian volunteers.", "killed 10"),
    ("Iran executes two men over anti-government protests.", "killed 2"),
    ("Saudi Arabia executes 81 men in one day.", "killed 81"),
    ("Hezbollah commander Fuad Shukr is killed in an Israeli airstrike in Beirut.", "killed 1"),
    ("At least nine people are killed, including a pregnant woman.", "killed 9+; killed 1"),
    ("Hundreds are injured.", "wounded 200+"),
    ("Some 40 firefighters were deployed to the scene.", ""),
    ("Prosecutors said the drone attack injured two.", "wounded 2"),
    ("Russian shelling of Kherson kills one person and wounds seven.", "killed 1; wounded 7"),
    ("Rescuers recover 5 bodies from the rubble.", "killed 5"),
    ("The ministry said 34 people were wounded, including 14 in Kharkiv.", "wounded 34; wounded 14"),
    ("If the dam collapses, 50,000 people could die.", ""),
    ("The suspect, who killed two people in 2015, was jailed for 30 years.", "killed 2"),
    ("At least 13 civilians are killed in Myanmar by an airstrike carried out by the Myanmar Air Force.", "killed 13+"),
    ("Two Israeli soldiers and 12 Palestinians are killed in Jenin.", "killed 14"),
    ("A roadside bomb kills two police officers and wounds another.", "killed 2; wounded 1"),
    (
        "In the United States, four people are killed in a mass shooting in Tulsa, Oklahoma, including the gunman.",
        "killed 4; killed 1",
    ),
    ("A fishing boat sinks off South Korea, leaving two people dead and 12 missing.", "killed 2; missing 12"),
    ("Hamas says 200 hostages are being held in Gaza.", "captured 200"),
    ("Around 6,000 people have been displaced.", ""),
    ("Fourteen people, mostly women, were trampled to death in Karachi.", "killed 14"),
    ("One of the attackers was shot dead.", "killed 1"),
    ("Police shoot and kill the attacker.", "killed 1"),
    ("The attacker was killed by police.", "killed 1"),
    ("A drone strike on a market in Sudan kills over 100 people.", "killed 100+"),
    ("About 2,500 Afghan civilians were evacuated from Kabul.", "evacuated 2500"),
    ("10 dead, 25 wounded in attack on bus", "killed 10; wounded 25"),
    ("Three killed, three others injured in stabbing attack in Reading, UK", "killed 3; wounded 3"),
    ("Train crash kills dozens in India", "killed 24+"),
]
UKRAINIAN = [
    ("Щонайменше 30 військових КНДР вбито та поранено", "casualties 30+"),
    ("Північнокорейські військові вбили понад 300 українських солдатів", "killed 300+"),
    ("Внаслідок обстрілу Харкова загинуло четверо людей, ще 12 дістали поранення.", "killed 4; wounded 12"),
    ("Кількість загиблих у Дніпрі зросла до 46.", "killed 46"),
    ("У Херсоні поранено двох цивільних.", "wounded 2"),
    ("Одна людина загинула, троє травмовані, серед них дитина.", "killed 1; wounded 3; wounded 1"),
    ("Російські загарбники вдарили по Запоріжжю: загинула жінка, поранено двох дітей.", "killed 1; wounded 2"),
    ("П'ятеро цивільних отримали поранення внаслідок ворожих атак на Донеччині.", "wounded 5"),
    ("За добу ліквідовано 1140 окупантів.", "killed 1140"),
    ("Втрати ворога за добу склали 1 140 осіб.", "casualties 1140"),
    ("Загальні втрати російських військ – близько 700 тисяч осіб.", "casualties 700000"),
    ("ЗСУ взяли в полон півтора десятка окупантів.", "captured 15"),
    ("У полон потрапили 12 військових.", "captured 12"),
    ("З полону повернулися 75 українських захисників.", ""),
    ("Відбувся обмін полоненими: додому повернули 95 військових.", ""),
    ("Зникли безвісти троє рибалок.", "missing 3"),
    ("Четверо людей вважаються зниклими безвісти.", "missing 4"),
    ("Росія перекинула до Курської області 11 тисяч північнокорейських солдатів.", "deployed 11000"),
    ("КНДР може відправити до Росії ще 30 тисяч військових.", ""),
    ("Росія зосередила на кордоні понад 50 тисяч військових.", "deployed 50000+"),
    ("Поліція затримала 15 учасників акції.", "detained 15"),
    ("Затримано трьох підозрюваних.", "detained 3"),
    ("Із Покровська евакуювали 120 дітей.", "evacuated 120"),
    ("Евакуйовано понад 2 тисячі людей.", "evacuated 2000+"),
    ("Планують евакуювати 500 мешканців.", ""),
    ("Чоловік загинув на місці.", "killed 1"),
    ("Водій вантажівки загинув, двоє пасажирів травмовані.", "killed 1; wounded 2"),
    ("Поранення дістав 54-річний чоловік.", "wounded 1"),
    ("Двоє людей загинули, шестеро поранені, з них двоє — діти.", "killed 2; wounded 6; wounded 2"),
    ("Загинули 7 людей, у тому числі 3 дитини.", "killed 7; killed 3"),
    ("Під завалами можуть перебувати ще п'ятеро людей.", ""),
    ("Збито 24 з 30 дронів, постраждалих немає.", ""),
    ("Унаслідок удару ніхто не постраждав.", ""),
    ("Знищено 12 танків, 30 ББМ та 900 окупантів.", "killed 900"),
    ("Росіяни розстріляли двох українських військовополонених.", "killed 2"),
    ("Двоє чоловіків підірвалися на міні, один із них загинув.", "killed 1"),
    ("Троє людей загинули від обстрілів у Нікополі, ще п'ятеро зазнали поранень.", "killed 3; wounded 5"),
    ("Вбито 3 та поранено 5 бойовиків.", "killed 3; wounded 5"),
    ("У лікарні помер 47-річний чоловік, поранений під час обстрілу.", "killed 1"),
    ("У лікарні від раку помер відомий актор.", ""),
    ("Від грипу померло 12 людей.", ""),
    ("Внаслідок аварії в Рівненській області загинуло 26 людей.", "killed 26"),
    ("Серед загиблих — двоє дітей.", "killed 2"),
]
RUSSIAN = [
    ("25 поранених, 3 загиблих", "wounded 25; killed 3"),
    ("По данным Минобороны, за сутки ВСУ потеряли до 400 военнослужащих.", "casualties -400"),
    ("Погибли три человека, в том числе ребенок.", "killed 3; killed 1"),
    ("При взрыве пострадали не менее 15 человек, двое из них в тяжелом состоянии.", "wounded 15+"),
    ("Два человека погибли и пятеро ранены.", "killed 2; wounded 5"),
    ("Число жертв наводнения в Ливии превысило 5 тысяч.", "killed 5000+"),
    ("Число погибших при взрыве выросло с 5 до 7 человек.", "killed 7"),
    ("Ранения получили шестеро мирных жителей, из них двое детей.", "wounded 6; wounded 2"),
    ("Российские военные взяли в плен 12 украинских солдат.", "captured 12"),
    ("В плен сдались 20 боевиков.", "captured 20"),
    ("В результате обмена вернулись 103 военнослужащих.", ""),
    ("Задержаны четверо подозреваемых в теракте.", "detained 4"),
    ("Суд арестовал троих чиновников на 2 месяца.", "detained 3"),
    ("Полиция задержала 28-летнего мужчину.", "detained 1"),
    ("Рейс задержан на 2 часа, пассажиров 150.", ""),
    ("Из дома эвакуировали 40 человек, среди них 12 детей.", "evacuated 40; evacuated 12"),
    ("Без вести пропали двое туристов.", "missing 2"),
    ("Пропавшими без вести считаются 14 человек.", "missing 14"),
    ("Россия стянула к границе около 100 тысяч солдат.", "deployed 100000"),
    ("В Курскую область переброшены 12 тысяч военных КНДР.", "deployed 12000"),
    ("Россия может перебросить 15 тысяч солдат.", ""),
    ("Уничтожены 3 танка и 20 солдат противника.", "killed 20"),
    ("Ликвидированы двое боевиков.", "killed 2"),
    ("ПВО уничтожила 36 беспилотников.", ""),
    ("За сутки сбито 5 дронов, погибших и пострадавших нет.", ""),
    ("Информации о пострадавших пока нет.", ""),
    ("Мужчина убил двух женщин и ранил ребенка.", "killed 2; wounded 1"),
    ("При пожаре погибла семья из пяти человек.", ""),
    ("Погиб 20-летний солдат-срочник.", "killed 1"),
    ("На трассе погибли водитель и пассажир легковушки.", "killed 2"),
    ("От рук маньяка погибли 11 женщин.", "killed 11"),
    ("В ДТП пострадали 7 человек, трое госпитализированы.", "wounded 7"),
    ("Госпитализированы 8 детей.", "wounded 8"),
    ("Сотни раненых, десятки погибших.", "wounded 200+; killed 24+"),
    ("Погибло более 40 тысяч палестинцев, свыше 100 тысяч ранены.", "killed 40000+; wounded 100000+"),
    ("За два года погибли от 30 до 35 тысяч солдат.", "killed 30000..35000"),
    ("22-летний водитель насмерть сбил двух пешеходов.", "killed 2"),
    ("Тела пятерых погибших извлекли из-под завалов.", "killed 5"),
    ("На месте обнаружили тело мужчины.", "killed 1"),
    ("Семь из девяти погибших опознаны.", "killed 9"),
    ("Если бы взрыв произошел днем, погибли бы 100 человек.", ""),
    ("Средний возраст погибших — 38 лет.", ""),
    ("В год от рака умирают 300 тысяч человек.", ""),
    ("Каждый день гибнут 50 солдат.", ""),
    ("112 пострадавших, 5 погибших — МЧС.", "wounded 112; killed 5"),
    ("Жертвами обстрела стали 4 человека.", "killed 4"),
    ("Жертвами теракта стали более 140 человек, ещё 500 пострадали.", "killed 140+; wounded 500"),
    ("Ранен один человек, погибших нет.", "wounded 1"),
    ("Потери личного состава составили 120 человек убитыми и 300 ранеными.", "killed 120; wounded 300"),
    ("Безвозвратные потери — 500 человек.", "casualties 500"),
    ("Врачи спасли 12 раненых.", "wounded 12"),
    ("На концерте собрались 5000 человек, 12 из них задержали.", "detained 12"),
    ("Боевики удерживают 25 заложников.", "captured 25"),
    ("Террористы взяли в заложники около 700 человек.", "captured 700"),
    ("Освобождены 3 заложника.", ""),
    ("Мобилизованы 300 тысяч человек.", ""),
    ("В параде участвовали 8 тысяч военных.", ""),
    ("Приговорены к смертной казни 5 человек.", ""),
    ("Трое полицейских убиты, ещё двое ранены в Дагестане.", "killed 3; wounded 2"),
    ("Убиты и ранены не менее 50 военных.", "casualties 50+"),
    ("Пострадали 12 домов и 3 автомобиля.", ""),
]
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


@pytest.mark.parametrize(("text", "wanted"), [*ENGLISH, *UKRAINIAN, *RUSSIAN])
def test_a_sentence_is_read(text: str, wanted: str) -> None:
    assert sorted(map(written, claims(text))) == sorted(filter(None, wanted.split("; ")))


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


PIECES = """погибли ранены убито вбито загинули killed wounded and и та 5 двоє троих 12 тысяч человек людей people soldiers
, . — : ( ) в Києві Kabul said сообщил что из них including не без нет « » ** 100 000 $ % дети a man another of the"""
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
    "look-alikes": "пoгибли 5 " + "aа" * 4096,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_is_linear_in_a_hostile_text(kind: str) -> None:
    text = HOSTILE[kind]

    def took(times: int) -> float:
        folded = fold("\n".join([text] * times))
        start = time.process_time()
        extract(folded)
        return time.process_time() - start

    took(1)
    once = max(min(took(1) for _ in range(3)), 0.002)
    assert once < 2.0
    assert took(4) < 16 * once
