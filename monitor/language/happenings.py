"""What happened, in a word that is the same in every language: an explosion, an arrest, a village taken.

Only what words say for sure; a text may tell of several. Words are those of a folded text (small letters, ё as е). Of
the stems that a word begins with the longest one counts, so that what only looks alike can be named as well: кабинет
is no bomb, Суджа no judge.
"""

from collections.abc import Sequence

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
    ("военн", "положени"): "martial",
    ("воєнн", "стан"): "martial",
    ("martial", "law"): "martial",
    ("звільнен", "з", "посад"): "resignation",
}
_HEAD = 3
_BY_HEAD: dict[str, list[tuple[str, str]]] = {}
for _name, _stems in _STEMS.items():
    for _stem in _stems.split():
        _BY_HEAD.setdefault(_stem[:_HEAD], []).append((_stem, _name))
for _of_head in _BY_HEAD.values():
    _of_head.sort(key=lambda known: -len(known[0]))
_BY_WORD = {word: name for name, words in _WHOLE.items() for word in words.split()}
_OPENING = frozenset(first[:_HEAD] for first, *_ in _PHRASES)
_TELLING = _BY_HEAD.keys() | {word[:_HEAD] for word in _BY_WORD} | _OPENING


def happenings(words: Sequence[str]) -> frozenset[str]:
    """What the words of a folded text, in their order, tell of."""
    found = set()
    opening = False
    for word in [word for word in words if word[:_HEAD] in _TELLING]:
        head = word[:_HEAD]
        if head in _OPENING:
            opening = True
        name = _BY_WORD.get(word)
        if name is None:
            name = next((name for stem, name in _BY_HEAD.get(head, ()) if word.startswith(stem)), "")
        found.add(name)
    if opening:
        found |= _told_by_phrases(words)
    if "fall" in found and "plane" in found:
        found.add("crash")
    found.discard("")
    return frozenset(found)


def _told_by_phrases(words: Sequence[str]) -> set[str]:
    return {
        name
        for phrase, name in _PHRASES.items()
        for run in zip(*(words[at:] for at in range(len(phrase))), strict=False)
        if all(map(str.startswith, run, phrase))
    }
