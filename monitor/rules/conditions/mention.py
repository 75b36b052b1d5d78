"""mention: whom a post mentions."""

from collections.abc import Collection
from typing import ClassVar

from pydantic import Field

from monitor.ports.condition import Atom, Reading, Scope
from monitor.ports.options import Options
from monitor.rules._tagged import Tagged
from monitor.rules._tags import tags
from monitor.rules.conditions._words import Words


class MentionOptions(Options):
    """Handles, at least one."""

    short: ClassVar[str] = "any"

    any: Words = Field(
        min_length=1,
        description="handles of which one must be mentioned, with or without @; a numeric id for a user without one",
    )


class Mention:
    """One of these handles is mentioned, in any case of letters."""

    kind: ClassVar[str] = "mention"
    options: ClassVar[type[Options]] = MentionOptions

    def compile(self, options: MentionOptions, scope: Scope) -> Atom:  # noqa: ARG002  it needs no literals
        return Tagged(self.kind, options.any)

    @staticmethod
    def features(reading: Reading) -> Collection[str]:
        """ "mention:" with every mention of the post."""
        return {f"mention:{tag.name}" for tag in tags(reading.post, "mention")}
