"""What happened, in a word that is the same in every language: an explosion, an arrest, a village taken.

Only what words say for sure; a text may tell of several. Words are those of a folded text (small letters, ё as е). Of
the stems that a word begins with the longest one counts, so that what only looks alike can be named as well: кабинет
is no bomb, Суджа no judge.
"""

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from monitor.language.octets import octets

_STEMS = {
    "explosion": "взрыв вибух подорва підірва explosi blast exploded детонир детонаці хлопок",
    "fire": "пожар пожеж загорел загорі горит возгоран blaze burning ablaze спалах",
    "crash": "крушен авиакатастроф авіакатастроф катастроф разбился разбилась разбились розбився розбилася розбилися"
    " crash рухнул потерпел",
    "fall": "упал впал впав впала впали",
    "collapse": "обруш обвал collaps завал",
    "missile": "ракет балист баліст missile ballistic орешник орєшник oreshnik atacms искандер іскандер кинжал himars",
    "drone": "бпла беспилотн безпілотн дрон drone шахед shahed геран uav uavs fpv",
    "shelling": "обстрел обстріл shelling артилл артилер mortar",
    "bomb": "авиабомб авіабомб бомб bomb",
    "shooting": "стрельб стрілян shooting gunm расстрел розстріл застрел застрел",
    "arrest": "задерж затрим detain arrest арест арешт custody",
    "trial": "приговор вирок sentenc verdict осужд засуджен засудив засудил судеб судебн судов судд судим судил судит"
    " судят",
    "resignation": "отставк відставк resign quit уволен dismiss sacked",
    "appointment": "назначен призначен appoint",
    "captured": "освобожд звільнен захват захоп captur оккупирова окупува liberat",
    "retreat": "отступ відступ retreat withdr вывод",
    "earthquake": "землетряс землетрус earthquake quake магнитуд магнітуд",
    "flood": "наводнен повін потоп flood паводок",
    "bridge": "мост bridge",
    "ship": "танкер tanker корабл корабел судно ship vessel катер",
    "plane": "самолет літак aircraft airplane airliner лайнер авиалайнер вертолет гелікоптер helicopter boeing superjet"
    " бомбардировщ бомбардувальн",
    "exchange": "обмен обмін exchange swap",
    "prisoners": "пленн полонен военнопленн військовополонен prisoner captive",
    "vote": "голосов votes voted парламент",
    "protest": "протест protest митинг мітинг rally погром",
    "attack": "атак attack",
    "denial": "фейк fake выдумк вигадк опроверг спростив спростув denied denies",
    "blackout": "отключен відключен blackout outage обесточ знеструм",
    "killing": "убийств вбивств murder assassin покушен замах",
    "accident": "дтп авари аварі accident столкнов зіткнен collision",
    "embassy": "посол посольств ambassador embassy",
    # what begins like one of them and is none; what was taken long ago says where, not what
    "": "арестович бомбосховищ бомбоубежищ выводы задержк задержив замахн катастрофич катерин мостиськ мостищ мостоук"
    " обменник обмінник оккупированн пожарт протестант протестир ракетк ракетниц судовлад судовлас фейкомет shipp"
    " shipm",
}
_WHOLE = {  # too short to stand for what begins like them
    "arrest": "сизо",
    "bomb": "каб кабы кабов кабам кабами glide",
    "bridge": "міст",
    "plane": "jet jets plane planes",
    "trial": "суд суда суду судом суде суды судам судами судах суді суди судів судья судьи судью судьей судьям"
    " court courts",
    "vote": "vote",
    "": "судов",
}
_PHRASES = {
    "martial": "военное положение|военного положения|военному положению|военным положением|военном положении"
    "|воєнний стан|воєнного стану|воєнному стані|воєнним станом|martial law",
    "resignation": "звільнено з посад|звільнений з посад|звільнена з посад|звільнили з посад|звільнив з посад"
    "|звільненні з посад|звільнення з посад",
}
_GAP = "  "  # two spaces between words: what ends with one leaves the other to what follows
_BEGINNINGS = [
    *((f" {stem}", name) for name, stems in _STEMS.items() for stem in stems.split()),
    *((f" {word} ", name) for name, words in _WHOLE.items() for word in words.split()),
    *((f" {phrase.replace(' ', _GAP)}", name) for name, some in _PHRASES.items() for phrase in some.split("|")),
]
_FINDER = BytesAhoCorasick(
    [octets(beginning) for beginning, _ in _BEGINNINGS],
    matchkind=MatchKind.LeftmostLongest,
    implementation=Implementation.DFA,
)


def happenings(words: str) -> frozenset[str]:
    """What the words of a folded text tell of, one after the other with a space between."""
    hits = _FINDER.find_matches_as_indexes(octets(f" {words.replace(' ', _GAP)} "))
    found = {_BEGINNINGS[number][1] for number, _, _ in hits}
    if "fall" in found and "plane" in found:
        found.add("crash")
    found.discard("")
    return frozenset(found)
