"""What happened, in a word that is the same in every language: an explosion, an arrest, a village taken.

Only what words say for sure; a text may tell of several. Stems are of folded text (small letters, ё as е).
"""

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from monitor.language.octets import octets

_STEMS = {
    "explosion": "взрыв вибух подорва підірва explosi blast exploded детонир детонаці хлопок",
    "fire": "пожар пожеж загорел загорі горит возгоран blaze burning ablaze спалах",
    "crash": "крушен авиакатастроф авіакатастроф катастроф разбил розбив crash упал впав рухнул потерпел",
    "collapse": "обруш обвал collaps завал",
    "missile": "ракет балист баліст missile ballistic орешник орєшник oreshnik atacms искандер іскандер кинжал himars",
    "drone": "бпла беспилотн безпілотн дрон drone шахед shahed геран uav uavs fpv",
    "shelling": "обстрел обстріл shelling артилл артилер mortar",
    "bomb": "авиабомб авіабомб каб кабы кабами glide бомб bomb",
    "shooting": "стрельб стрілян shooting gunm расстрел розстріл застрел застрел",
    "arrest": "задерж затрим detain arrest арест арешт сизо custody",
    "trial": "приговор вирок sentenc verdict осужд засудж суд судья суддя court",
    "resignation": "отставк відставк resign quit quits уволен звільнен dismiss sacked",
    "appointment": "назначен призначен appoint",
    "captured": "освобожд захват захоп captur occupied окупув оккупир",
    "retreat": "отступ відступ retreat withdr вывод",
    "earthquake": "землетряс землетрус earthquake quake магнитуд магнітуд",
    "flood": "наводнен повін потоп flood паводок",
    "bridge": "мост міст моста моста bridge",
    "ship": "танкер tanker корабл корабел судно судна ship ships vessel катер",
    "plane": "самолет літак aircraft plane jet airliner лайнер авиалайнер"
    " вертолет гелікоптер helicopter boeing superjet",
    "exchange": "обмен обмін exchange swap",
    "prisoners": "пленн полонен военнопленн військовополонен prisoner captive",
    "vote": "голосов vote votes voted парламент парламент",
    "protest": "протест protest митинг мітинг rally погром",
    "attack": "атак attack",
    "denial": "фейк fake выдумк вигадк опроверг спростув denied denies denies",
    "blackout": "отключен відключен blackout outage обесточ знеструм",
    "killing": "убийств вбивств murder assassin покушен замах",
    "accident": "дтп авари аварі accident столкнов зіткнен collision",
    "embassy": "посол посольств ambassador embassy",
    "martial": "военного военное воєнн martial",
}
_BEGINNINGS = [(f" {stem}", name) for name, stems in _STEMS.items() for stem in stems.split()]
# All at once, in the form that claims use (`claims.stems`), but each stem also where it begins another.
_FINDER = BytesAhoCorasick(
    [octets(beginning) for beginning, _ in _BEGINNINGS],
    matchkind=MatchKind.Standard,
    implementation=Implementation.DFA,
)


def happenings(words: str) -> frozenset[str]:
    """What the words of a folded text tell of, one after the other with a space between."""
    found = _FINDER.find_matches_as_indexes(octets(f" {words}"), overlapping=True)
    return frozenset([_BEGINNINGS[number][1] for number, _, _ in found])
