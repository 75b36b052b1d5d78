"""What hashtag and mention have in common."""

from collections.abc import Mapping, Sequence

from monitor.model import Evidence
from monitor.ports.condition import Reading, Sign
from monitor.rules._tags import tag_name, tags


class Tagged:
    """One of these tags stands in the post. `kind` is the condition's, and that of the formatting."""

    beyond_text = False

    def __init__(self, kind: str, names: Sequence[str]) -> None:
        self._kind = kind
        self._names: Mapping[str, str] = {tag_name(name): name for name in names}
        if "" in self._names:
            raise ValueError(f"{self._names['']!r} names nothing")
        self.signs: frozenset[Sign] | None = frozenset(f"{kind}:{name}" for name in self._names)

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        post = reading.post
        return [
            Evidence(self._kind, self._names[tag.name], post.text[tag.start : tag.end], tag.start, tag.end)
            for tag in tags(post, self._kind)
            if tag.name in self._names
        ] or None
