"""Who says so: names with words of saying, in the sentence of a claim or in one of its own beside it."""

import re
from typing import Final, Literal, NamedTuple

from monitor.language.claims import speaker_words as words
from monitor.model.claim import Part

Covers = Literal["behind", "before", "all"]


def _any(table: str) -> str:
    return "(?:" + "|".join(table.split()) + r")(?!\w)"


def _lines(table: str) -> str:
    return table.strip().replace("\n", " ")


_BREAK: Final = r"[^\S\n]+|\n[^\S\n]*"
_GAP: Final = r"\s+"
_NAME: Final = r"[A-ZА-ЯЁІЇЄҐ][\w'’ʼ.-]*(?<![.])"
_QUOTED: Final = r"(?:[«\"“][^»\"”\n]{1,60}[»\"”])"
_SOURCE: Final = rf"(?i:{_any(words.SOURCE)})"
_NOT: Final = rf"(?!(?i:{_any(words.NOT_SOURCE)}))"
_ADJECTIVE: Final = r"[а-яёіїєґ'’ʼ-]+(?:ый|ий|ій|ая|а|я|ое|е|ые|ие|і|ого|его|ої|ой|ых|их|ими|ыми|ому|ему)"
_FIRST: Final = rf"(?:{_NOT}{_ADJECTIVE}\s+){{0,3}}?{_NOT}(?:{_SOURCE}|112(?!\d)|{_NAME})"
_NEXT: Final = rf"(?:(?:и|і|та|й)\s+(?=[A-ZА-ЯЁІЇЄҐ])|{_NOT}(?!(?:{_any(words.SAY)})))(?:[^\W\d][\w'’ʼ-]*|112(?!\d)|{_QUOTED}|\([^\W\d_][\w-]{{1,11}}\))"
_WHO: Final = rf"(?P<{{}}>{_FIRST}(?:\s+{_NEXT}){{{{0,9}}}})"
_WHO_LAZY: Final = rf"(?P<{{}}>{_FIRST}(?:\s+{_NEXT}){{{{0,9}}}}?)"
_SAY: Final = rf"(?i:{_any(words.SAY)})"
_ADVERBS: Final = rf"(?:(?i:{_any(words.ADVERBS)})\s+){{0,3}}"
_WHERE: Final = r"(?:[вуВУ]\s+(?:своєму\s+|своем\s+|своём\s+)?(?:телеграм\S*|telegram\S*|Telegram\S*|Телеграм\S*|фейсбуці|эфире|ефірі|соцсетях|соцмережах)\s+)?"
_DATA: Final = (
    r"(?:за|по)\s+(?:даними|данным|інформацією|информации|словами|словам|оцінк(?:ою|ами|ам)|оценк(?:е|ам)|версі(?:єю|ї)|версии|"
    r"повідомлення(?:м|ми)|сообщени(?:ю|ям)|подсч[её]там|підрахунками|заявлению|заявою)|(?:со\s+ссылкой|і?з\s+посиланням)\s+на|со\s+слов|зі\s+слів"
)
_DATA_SAID: Final = re.compile(rf"(?<!\w)(?i:{_DATA})\s+{_WHO.format('who')}")
_SAID_BY: Final = re.compile(rf"(?<![\w-]){_SAY}\s+{_ADVERBS}{_WHERE}{_ADVERBS}(?:[вуВУ]\s+)?{_WHO.format('who')}(?=\s*(?:[,.;:!\n»\")—–]|\Z|-\s))")
_SAYS: Final = re.compile(
    rf"(?<![\w-]){_WHO_LAZY.format('who')},?(?:\s+(?:в|за|на)\s+(?:[\w'’ʼ]+\s+){{1,4}}?|\s+){_ADVERBS}{_SAY}"
)
_ENDING: Final = re.compile(rf"(?<=[\s,»\"”])[—–-]\s*{_WHO.format('who')}[\s.!*)_]*\Z")
_OPENING: Final = re.compile(rf"[^\w«\"“]*{_WHO.format('who')}\s*:(?=\s|\*)")
_PURE: Final = re.compile(rf"\W*(?:Про\s+це|Об\s+этом|Про\s+таке|О\s+этом|Це|Это)\b[^.]{{0,40}}?{_SAY}\s", re.IGNORECASE)
_PRONOUN: Final = re.compile(rf"\W*(?:[Вв]ін|[Вв]она|[Вв]они|[Оо]н|[Оо]на|[Оо]ни)\s+(?:\w+\s+){{0,2}}?{_SAY}\s*,?\s+(?:що|что)\b")
_PERSON: Final = re.compile(r"(?:ий|ій|ов|ев|єв|ін|ин|ко|ук|юк|чук|ян|як|ич|ець|ман|ан)\Z")

_NAME_EN: Final = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*(?<![.,])|(?:Maj|Gen|Lt|Col|Brig|Sgt|Mr|Mrs|Dr)\."
_NOT_EN: Final = r"(?!(?:It|He|She|They|We|I|On|In|At|After|While|But|And|The|A|An|As|Who|Yesterday|According|More|Hundreds|Dozens|Thousands)\b)"
_PART_EN: Final = rf"(?:{_NOT_EN}(?:{_NAME_EN})|[a-z-]+|\([A-Z][\w-]{{1,11}}\))"
_BARRED_EN: Final = r"(?!(?:that|which|who|while|when|where|were|was|is|are|has|have|had|been|be|killed|people|by|it|he|she|they|at|least|more|than|with|from|on|in|as)\b)"
_HEAD_EN: Final = rf"(?:{_any(words.SOURCE_EN)}|{_NOT_EN}(?:{_NAME_EN}))"
_WHO_EN: Final = (
    rf"(?:[Tt]he\s+|[Aa]n?\s+)?(?P<who>(?:{_BARRED_EN}{_PART_EN}\s+){{0,8}}?{_HEAD_EN}"
    rf"(?:\s+\([A-Z]{{2,8}}\)|\s+{_BARRED_EN}(?!{_any(words.SAY_EN)})(?:{_PART_EN})){{0,8}}?)"
)
_CLAUSE_EN: Final = r"(?:(?<=[,;:\"”])\s|(?<=\bwhile\s)|(?<=\bbut\s)|(?<=\band\s)|\A\W*)"
_SAYS_EN: Final = re.compile(rf"{_WHO_EN},?\s+(?:(?:also|later|has|have|had)\s+)?(?P<say>{_any(words.SAY_EN)})")
_ACCORDING: Final = re.compile(
    rf"\b[Aa]ccording\s+to\s+(?:(?:the\s+|an?\s+)?(?:[a-z]+\s+){{0,3}}?(?:reports?|statements?|data|figures)\s+(?:by|from|of)\s+)?(?:the\s+|an?\s+)?"
    rf"(?P<who>{_PART_EN}(?:\s+{_BARRED_EN}{_PART_EN}){{0,8}})"
)
_BY_EN: Final = re.compile(r"\b(?:claimed|said|reported|confirmed|estimated)\s+by\s+(?:the\s+)?(?P<who>[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,4})")
_IT_EN: Final = re.compile(r"(?:\A\W*|,\s+|[\"”]\s*)(?:[Ii]t|[Hh]e|[Ss]he|[Tt]hey)\s+(?:also\s+)?(?:said|says|added|adds|reported)\b")
