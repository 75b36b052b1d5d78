"""media: what is attached."""

from collections.abc import Collection, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from monitor.model import Evidence
from monitor.model import Media as Attached
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Duration, Options, Size, in_bytes
from monitor.rules.conditions._words import listed

Kind = Literal[
    "photo", "video", "gif", "voice", "round", "audio", "document", "sticker", "poll", "geo", "contact", "other"
]


class MediaOptions(Options):
    """One attachment must satisfy all that is given."""

    short: ClassVar[str] = "kind"

    kind: Annotated[tuple[Kind, ...], BeforeValidator(listed)] = Field(
        default=(), description="kinds of media, one or a list; left out: any (round is a round video message)"
    )
    longer_than: Duration | None = Field(default=None, ge=0, description="plays longer than this, such as 60s")
    shorter_than: Duration | None = Field(default=None, ge=0, description="plays shorter than this, such as 10m")
    larger_than: Size | None = Field(default=None, ge=0, description="has more bytes than this, such as 5MB")
    smaller_than: Size | None = Field(default=None, ge=0, description="has fewer bytes than this, such as 50MB")


class Media:
    """The post carries such media.

    One attachment must satisfy every option; where its length or size is not known, a bound on it fails.
    """

    kind: ClassVar[str] = "media"
    options: ClassVar[type[Options]] = MediaOptions

    def compile(self, options: MediaOptions, scope: Scope) -> Atom:  # noqa: ARG002  it needs no literals
        return _Carries(options)

    @staticmethod
    def features(reading: Reading) -> Collection[str]:
        """ "media", and "media:kind" for each kind that is attached."""
        return {"media", *(f"media:{media.kind}" for media in reading.post.media)} if reading.post.media else ()


class _Carries:
    beyond_text = True

    def __init__(self, options: MediaOptions) -> None:
        self._options = options
        self.signs: frozenset[Sign] | None = frozenset(f"media:{kind}" for kind in options.kind) or frozenset({"media"})

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        found = [media for media in reading.post.media if self._fits(media)]
        return [Evidence(Media.kind, media.kind, _described(media), field="media") for media in found] or None

    def _fits(self, media: Attached) -> bool:
        asked = self._options
        millis = None if media.duration is None else media.duration * 1000
        return (
            (not asked.kind or media.kind in asked.kind)
            and _within(millis, asked.longer_than, asked.shorter_than)
            and _within(media.size, asked.larger_than, asked.smaller_than)
        )


def _within(value: float | None, above: int | None, below: int | None) -> bool:
    if above is None and below is None:
        return True
    return value is not None and (above is None or value > above) and (below is None or value < below)


def _described(media: Attached) -> str:
    """ "video 1:48, 12.3 MB, name.mp4" """
    parts = [media.kind]
    if media.duration is not None:
        minutes, seconds = divmod(round(media.duration), 60)
        parts[0] += f" {minutes}:{seconds:02}"
    if media.size is not None:
        parts.append(in_bytes(media.size))
    if media.file_name:
        parts.append(media.file_name)
    return ", ".join(parts)
