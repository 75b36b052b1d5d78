"""language: what a text is written in."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from monitor.language.detect import KNOWN, TOLD, can_ask
from monitor.languages import NAMED, language
from monitor.model import Evidence
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options
from monitor.rules.conditions._words import Words


def _codes(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_code, value))


def _code(text: str) -> str:
    try:
        code = language(text.lower())
    except ValueError as error:
        raise ValueError(f"{text!r} {error}") from None
    if code not in TOLD:
        raise ValueError(f"texts in {NAMED[code]} ({code}) are not told from others; {', '.join(sorted(TOLD))} are")
    return code


class LanguageOptions(Options):
    """Codes of languages (ISO 639-1), of which one must be that of the text."""

    short: ClassVar[str] = "any"

    any: Annotated[Words, AfterValidator(_codes), Field(min_length=1)] = Field(description="codes such as uk, ru, en")


class Language:
    """The text is written in one of these languages, as far as it tells: a few words or numbers tell nothing.

    uk, ru, be and en are told by their letters and small words; others need the extra `lang`.
    """

    kind: ClassVar[str] = "language"
    options: ClassVar[type[Options]] = LanguageOptions

    def compile(self, options: LanguageOptions, scope: Scope) -> Atom:  # noqa: ARG002  it needs no literals
        unknown = [code for code in options.any if code not in KNOWN]
        if unknown and not can_ask():
            raise ValueError(f"to tell {', '.join(unknown)}, install the extra: pip install 'channel-monitor[lang]'")
        return _WrittenIn(frozenset(options.any))


class _WrittenIn:
    beyond_text = False
    signs: frozenset[Sign] | None = None

    def __init__(self, codes: frozenset[str]) -> None:
        self._codes = codes

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        found = reading.language
        return [Evidence(Language.kind, found, found, field="language")] if found in self._codes else None
