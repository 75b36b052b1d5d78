"""What the grammar of claims knows of a word."""

from typing import Final, Literal, NamedTuple

from monitor.model.claim import ClaimKind

Role = Literal[
    "other",
    "verb",  # an unknown one, by its ending; so too the next
    "adjective",
    "predicate",  # says what happened to people: погибли, killed
    "state",  # people to whom it happened: погибших, dead
    "event",  # the deed as a noun: гибель, death (of)
    "body",  # тело, body (of)
    "loss",  # потери, losses
    "lose",  # потеряли, lost
    "get",  # получили (ранения)
    "injury",  # ранения, injuries
    "take",  # взяли (в плен)
    "captivity",  # плен, заложники, custody
    "toll",  # число (погибших), death toll
    "rise",  # выросло (до), rises (to)
    "person",
    "thing",
    "filler",  # stands between numeral and noun and decides nothing: единиц, members of
    "and",
    "or",
    "but",
    "including",  # в том числе, including
    "them",  # (из) них, (of) whom
    "that",  # that, что: a clause follows
    "when",  # after, когда: another clause follows
    "preposition",
    "be",
    "have",
    "to",
    "not",
    "another",
    "determiner",
    "pronoun",
    "these",  # points back
    "adverb",
]
Mood = Literal[
    "",
    "irrealis",  # may, якби, планує
    "return",  # exchange, обмен, звільнили
    "court",
    "rate",  # average, соотношение
    "severity",  # critically, в реанимации
    "disease",
    "nature",  # heart, старость
    "violence",
    "say",
]
"""What a word says of the claims around it, whatever it is itself."""
Voice = Literal["", "subject", "passive", "object", "either", "instrument"]
"""Where the victims stand: subject of погибли, of the passive убиты, object of убили; `either` is an English -ed."""

Number = Literal["", "one", "many"]


class Word(NamedTuple):
    """`strict`: only people named as such count (destroyed, deployed). `weak`: less than its kind alone
    (died: of what?; hospitalised: and the others?). `force`: military or police.
    """

    role: Role
    kind: ClaimKind | None = None
    voice: Voice = ""
    number: Number = ""
    strict: bool = False
    weak: bool = False
    force: bool = False
    mood: Mood = ""


SOMEONE: Final[frozenset[Role]] = frozenset({"person", "another", "them"})
"""Without one of these, a sentence without numbers counts nobody."""

OTHER = Word("other")
