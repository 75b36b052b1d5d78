"""What happened, in a word that is the same in every language: an explosion, an arrest, a village taken.

Only what words say for sure; a text may tell of several. Stems are of folded text (small letters, ё as е).
"""

from collections.abc import Iterable

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
_HEAD = 3
_BY_HEAD: dict[str, list[tuple[str, str]]] = {}
for _name, _stems in _STEMS.items():
    for _stem in _stems.split():
        _BY_HEAD.setdefault(_stem[:_HEAD], []).append((_stem, _name))


def happenings(words: Iterable[str]) -> frozenset[str]:
    """What the words of a folded text tell of."""
    found = set()
    for word in [word for word in words if word[:_HEAD] in _BY_HEAD]:
        for stem, name in _BY_HEAD[word[:_HEAD]]:
            if word.startswith(stem):
                found.add(name)
    return frozenset(found)
