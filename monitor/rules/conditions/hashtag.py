"""hashtag: what a post is tagged with."""

from collections.abc import Collection
from typing import ClassVar

from pydantic import Field

from monitor.ports.condition import Atom, Reading, Scope
from monitor.ports.options import Options
from monitor.rules._tagged import Tagged
from monitor.rules._tags import tags
from monitor.rules.conditions._words import Words


class HashtagOptions(Options):
    """Hashtags, at least one."""

    short: ClassVar[str] = "any"

    any: Words = Field(min_length=1, description="hashtags of which one must stand there, with or without #")


class Hashtag:
    """One of these hashtags stands in the text, in any case of letters."""

    kind: ClassVar[str] = "hashtag"
    options: ClassVar[type[Options]] = HashtagOptions

    def compile(self, options: HashtagOptions, scope: Scope) -> Atom:  # noqa: ARG002  it needs no literals
        return Tagged(self.kind, options.any)

    @staticmethod
    def features(reading: Reading) -> Collection[str]:
        """ "hashtag:" with every hashtag of the post."""
        return {f"hashtag:{tag.name}" for tag in tags(reading.post, "hashtag")}
