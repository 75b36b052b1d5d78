"""Words of several parts: what does not change in front or behind, and parts that change together."""

from itertools import product

from monitor.language.inflect.word import Paradigm, Slot


def in_front(head: str, paradigm: Paradigm) -> Paradigm:
    """Усть-, кибер-."""
    return _rebuilt(paradigm, head, "")


def behind(paradigm: Paradigm, rest: str) -> Paradigm:
    """-на-Дону."""
    return _rebuilt(paradigm, "", rest)


def together(first: Paradigm, second: Paradigm) -> Paradigm:
    """Both parts in the same number and case, joined by a hyphen."""
    noun, other = (first, second) if first.part == "noun" else (second, first)
    slots = {
        slot: tuple(f"{one}-{two}" for one, two in product(_agreeing(first, slot, noun), _agreeing(second, slot, noun)))
        for slot in noun.slots
        if slot in other.slots
    }
    return Paradigm(f"{first.lemma}-{second.lemma}", noun.part, slots, noun.gender, noun.animate)


def _agreeing(part: Paradigm, slot: Slot, noun: Paradigm) -> tuple[str, ...]:
    """An adjective has two accusatives; the noun beside it wants one (взяли Каменец-Подольский)."""
    number, case = slot
    forms = part.slots[slot]
    if part.part != "adjective" or case != "acc" or len(forms) < 2 or noun.animate is None:
        return forms
    return part.slots.get((number, "gen" if noun.animate else "nom"), forms)


def _rebuilt(paradigm: Paradigm, head: str, rest: str) -> Paradigm:
    slots = {slot: tuple(head + form + rest for form in forms) for slot, forms in paradigm.slots.items()}
    loose = tuple(head + form + rest for form in paradigm.loose)
    return Paradigm(head + paradigm.lemma + rest, paradigm.part, slots, paradigm.gender, paradigm.animate, loose)
