"""Lists of words as they are easiest to read and to correct: in lines."""


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def spread(lines: str) -> frozenset[str]:
    """Every form of `stem: ending ending …`, a stem a line; "-" is no ending."""
    found: set[str] = set()
    for line in lines.strip().splitlines():
        stem, _, endings = line.partition(":")
        found |= {stem.strip() + ("" if ending == "-" else ending) for ending in endings.split()}
    return frozenset(found)
