"""What rules may name that wait for a sequence of others."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import get_args

from msgspec.structs import replace

from monitor.config.cross import words
from monitor.config.document import Table, Text, child
from monitor.config.gather import Piece
from monitor.config.problems import Path, Place, Problems, nearest, shown
from monitor.model.match import Wanted
from monitor.model.watch import RuleSpec

_EVENTS: tuple[Wanted, ...] = get_args(Wanted)


def check_sequences(rules: Iterable[Piece], problems: Problems) -> None:
    """The steps of sequences must be rules that match posts; a rule that is a step itself is the last."""
    every = {name: piece for piece in rules if (name := _text(piece, "id")) is not None}
    for name, piece in every.items():
        for word, place, path in _steps(piece):
            other = every.get(word.text)
            if other is None:
                problems.add(place, path, f"there is no rule {shown(word.text)}{nearest(word.text, every, 'there is')}")
            elif not _has_condition(other):
                what = "its own condition" if word.text == name else f"the rule {shown(word.text)}"
                sentence = "has no when:, so it matches no post" if word.text != name else "is missing: write when:"
                problems.add(place, path, f"{what} {sentence}")
        _check_own(name, piece, problems)


def with_events(rules: Sequence[RuleSpec], written: Collection[str]) -> tuple[RuleSpec, ...]:
    """A rule that has no condition of its own asks for all that its steps ask for. `written`: the rules whose `events:`
    stand in the file, and hold.
    """
    asked = {rule.id: rule.events for rule in rules}
    found = []
    for rule in rules:
        steps = rule.window.steps if rule.window is not None else ()
        if steps and rule.id not in steps and rule.id not in written:
            events = frozenset[Wanted]().union(*(asked.get(step, frozenset()) for step in steps))
            found.append(replace(rule, events=events or rule.events))
        else:
            found.append(rule)
    return tuple(found)


def check_events(pieces: Iterable[Piece], rules: Iterable[RuleSpec], problems: Problems) -> None:
    """A sequence has to ask for something that each of its steps asks for: else that can never be taken."""
    asked = {rule.id: rule.events for rule in rules}
    for piece in pieces:
        own = asked.get(_text(piece, "id") or "", frozenset())
        for word, place, path in _steps(piece):
            step = asked.get(word.text, frozenset())
            if own and step and not own & step:
                looks = f"the rule {shown(word.text)} looks at {_posts(step)} posts, this one at {_posts(own)} ones"
                events = ", ".join(event for event in _EVENTS if event in own | step)
                problems.add(place, path, f"can never match here: {looks}; write events: [{events}]")


def _posts(events: Collection[Wanted]) -> str:
    return " and ".join(event for event in _EVENTS if event in events)


def _check_own(name: str, piece: Piece, problems: Problems) -> None:
    """What the rule itself is to its sequence."""
    steps = list(_steps(piece))
    if not steps or not isinstance(piece.node, Table):
        return
    own = [number for number, (word, _, _) in enumerate(steps) if word.text == name]
    say: Callable[[str, str], None] = lambda key, sentence: problems.add(  # noqa: E731
        piece.node.keys.get(key, piece.place) if isinstance(piece.node, Table) else piece.place,
        (*piece.path, key),
        sentence,
    )
    if own and own != [len(steps) - 1]:
        problems.add(steps[own[0]][1], steps[own[0]][2], "the rule itself can only be the last step; put it there")
    if _has_condition(piece) and not own:
        say("when", f"says nothing: take it out, or put {shown(name)} at the end of sequence:")
    if not _has_condition(piece):
        for key in ("from", "examples"):
            if key in piece.node.of:
                say(key, "belongs to the rules of the sequence: this one has no when:; take it out")


def _has_condition(piece: Piece) -> bool:
    return isinstance(piece.node, Table) and "when" in piece.node.of


def _text(piece: Piece, key: str) -> str | None:
    found = child(piece.node, key)
    return found[0].text if found is not None and isinstance(found[0], Text) and not found[0].broken else None


def _steps(piece: Piece) -> Iterable[tuple[Text, Place, Path]]:
    return words(piece, ("over", "sequence"))
