"""What rules may name that wait for a sequence of others."""

from collections.abc import Callable, Iterable

from monitor.config.cross import words
from monitor.config.document import Table, Text, child
from monitor.config.gather import Piece
from monitor.config.problems import Path, Place, Problems, nearest, shown


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
