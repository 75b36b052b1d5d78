"""One thing that a sentence says happened to people."""

from dataclasses import dataclass, field
from typing import Literal

from monitor.language.claims.word import Number, Voice
from monitor.model.claim import ClaimKind

Manner = Literal["verb", "state", "event", "body", "loss", "toll", "among", "borne"]


@dataclass(slots=True)
class Happening:
    """`[first, last)` are its tokens; `voice` tells where the victims stand, `manner` what sort of word it is."""

    kind: ClaimKind
    manner: Manner
    voice: Voice
    first: int
    last: int
    number: Number = ""
    strict: bool = False
    weak: bool = False
    mixed: bool = False
    members: list[int] = field(default_factory=list)
