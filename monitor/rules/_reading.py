"""A post as conditions see it: each of its texts folded and passed over once, when first asked for."""

from collections.abc import Callable, Collection, Mapping, Sequence

from monitor.language.addresses import addresses
from monitor.language.detect import language_of
from monitor.language.normalize import Folded, fold
from monitor.model import Claim, Post
from monitor.rules._patterns import Patterns
from monitor.rules._scan import Scan
from monitor.rules.matcher import Matcher

Extract = Callable[[Folded], tuple[Claim, ...]]

# Between the items of a field: no phrase reaches over it.
_APART = "\n\0\n"


class PostReading:
    """One post under one set of literals. `wanted` says which of them each field is asked for.

    `extract` reads claims; what it raises, whoever asks for them gets.
    """

    __slots__ = (
        *("_claims", "_extract", "_language", "_matcher", "_patterns", "_scans", "_seen", "_text", "_wanted"),
        "post",
    )

    def __init__(
        self,
        post: Post,
        matcher: Matcher,
        wanted: Mapping[str, frozenset[int] | None],
        patterns: Patterns,
        extract: Extract,
    ) -> None:
        self.post = post
        self._matcher = matcher
        self._wanted = wanted
        self._patterns = patterns
        self._seen: Collection[int] | None = None
        self._extract = extract
        self._text: Scan | None = None
        self._scans: dict[str, Scan] = {}  # of all other fields
        self._claims: tuple[Claim, ...] | None = None
        self._language: str | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        if self._claims is None:
            self._claims = self._extract(self._scan("text").folded)
        return self._claims

    @property
    def language(self) -> str:
        if self._language is None:
            self._language = language_of(self._scan("text").folded.text)
        return self._language

    def folded(self, field: str) -> str:
        return self._scan(field).folded.text

    def posted(self, field: str) -> str:
        return self._scan(field).folded.posted

    def present(self, field: str = "text") -> Collection[int]:
        return self._scan(field).hits

    def found(self, literal: int, field: str = "text") -> Sequence[tuple[int, int]]:
        return self._scan(field).spans(literal)

    @property
    def patterns(self) -> Collection[int]:
        if self._seen is None:
            self._seen = self._patterns.found(self.folded("text"))
        return self._seen

    def original(self, start: int, end: int, field: str = "text") -> tuple[int, int]:
        return self._scan(field).folded.original(start, end)

    def _scan(self, field: str) -> Scan:
        if field == "text":
            scan = self._text
            if scan is None:
                scan = self._text = self._matcher.scan(fold(self.post.text), self._wanted.get(field, frozenset()))
            return scan
        known = self._scans.get(field)
        if known is None:
            text = _APART.join(_items(self.post, field))
            known = self._scans[field] = self._matcher.scan(fold(text), self._wanted.get(field, frozenset()))
        return known


def _items(post: Post, field: str) -> list[str]:
    if field == "links":
        return [address.url for address in addresses(post)]
    if field == "files":
        return [media.file_name for media in post.media if media.file_name]
    raise ValueError(f"a post has no field {field!r}; use text, links or files")
