"""Parts of people whom nobody counted: "є поранені, серед них троє дітей", "убили жителей, в том числе ребенка"."""

from typing import Final

from monitor.language.claims import denials, one, parts
from monitor.language.claims.count import Count
from monitor.language.claims.doubts import Doubts
from monitor.language.claims.happening import Happening, Manner
from monitor.language.claims.line import Line
from monitor.language.claims.statement import Statement

_TOLD: Final[frozenset[Manner]] = frozenset({"verb", "state"})
_NEAR: Final = 9


def uncounted(
    line: Line,
    untold: list[Happening],
    happened: list[Happening],
    found: list[Count],
    marked: list[int],
    doubts: Doubts,
) -> list[Statement]:
    """What the sentence says of some of them; `untold` are the deeds without a figure or person of their own."""
    bare = [one for one in untold if not one.members and one.manner in _TOLD and one.kind != "deployed"]
    if not bare:
        return []
    out: list[Statement] = []
    attached = {at for happening in happened for at in happening.members}
    for count in (found[at] for at in marked if at not in attached):
        happening = _told(line, bare, happened, count.lead, doubts)
        if happening is not None and count.head in {"person", "force"} and count.state < 0 and parts.named(line, count):
            out.append(Statement(happening.kind, [count], happening, line, part=True))
    return out + _persons(line, bare, happened, doubts)


def _persons(line: Line, bare: list[Happening], happened: list[Happening], doubts: Doubts) -> list[Statement]:
    out: list[Statement] = []
    for at in range(1, line.end - 1):
        if line.role(at) != "including" or line.role(at + 1) in {"including", "them"}:
            continue
        happening = _told(line, bare, happened, at, doubts)
        if happening is None:
            continue
        case: one.Case = "object" if happening.voice == "object" and happening.manner == "verb" else "subject"
        person = one.after(line, at + 1, case)
        if person is not None and line.role(person.end) not in {"predicate", "get", "verb"}:
            out.append(Statement(happening.kind, [person], happening, line, part=True))
    return out


def _told(
    line: Line, bare: list[Happening], happened: list[Happening], before: int, doubts: Doubts
) -> Happening | None:
    """The deed right before, if it has no figure, and people that it befell."""
    last = next((one for one in reversed(happened) if one.last <= before), None)
    if last is None or last not in bare or before - last.last > _NEAR or line.english(last.first):
        return None
    if any(line.text(at) in {".", ";"} for at in range(last.last, before)) or denials.denied(line, last):
        return None
    people = last.manner == "state" or line.role(last.first - 1) == "be"
    people = people or any(line.role(at) == "person" for at in range(last.first - 3, before))
    return last if people and doubts.stated(last, None) else None
