"""Claims as they are handed out: with the words, and with where they stand."""

from typing import Self

from msgspec import Struct

from monitor.model import Claim, ClaimKind, Part, Qualifier


class ClaimLine(Struct, omit_defaults=True):
    """A claim about people. `number_text`, `who`, `place` and `by` are words of the text, `[start, end)` the whole.

    `min` and `max` are bounds, None where there is none; both 0 for a denial. `revision` is that of a stored post.
    """

    kind: ClaimKind
    min: int | None
    max: int | None
    qualifier: Qualifier
    number_text: str
    who: str | None
    place: str | None
    by: str | None
    start: int
    end: int
    revision: int | None = None

    @classmethod
    def of(cls, claim: Claim, text: str, revision: int | None = None) -> Self:
        """A claim with the words of the text that it was read from."""

        def words(part: Part | None) -> str | None:
            return None if part is None else text[slice(*part)]

        return cls(
            kind=claim.kind,
            min=claim.min,
            max=claim.max,
            qualifier=claim.qualifier,
            number_text=text[slice(*claim.number)],
            who=words(claim.who),
            place=words(claim.place),
            by=words(claim.by),
            start=claim.about[0],
            end=claim.about[1],
            revision=revision,
        )


def in_words(line: ClaimLine) -> str:
    """ "at least 30 wounded (військових КНДР, at Плехове; says МЗС)": one line for people."""
    bounds = {
        "exact": f"{line.min}",
        "about": f"about {line.min}",
        "at_least": f"at least {line.min}",
        "more_than": f"more than {line.min}",
        "up_to": f"up to {line.max}",
        "less_than": f"less than {line.max}",
        "range": f"{line.min} to {line.max}",
        "vague": f"{line.min} or more",
    }
    figure = "nobody" if line.max == 0 else bounds[line.qualifier]
    about = ", ".join(part for part in (line.who, f"at {line.place}" if line.place else "") if part)
    source = f"says {line.by}" if line.by else ""
    more = "; ".join(part for part in (about, source) if part)
    return f"{figure} {line.kind}" + (f" ({' '.join(more.split())})" if more else "")
