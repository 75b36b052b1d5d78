"""Text of an export, a list of strings and marked parts, as text with `Markup`. Pure."""

from typing import Any

from monitor.model import Markup

_KINDS = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "code": "code",
    "pre": "pre",
    "blockquote": "quote",
    "spoiler": "spoiler",
    "text_link": "link",
    "link": "url",
    "email": "email",
    "phone": "phone",
    "hashtag": "hashtag",
    "cashtag": "cashtag",
    "mention": "mention",
    "mention_name": "mention",
    "custom_emoji": "emoji",
}
"""Kinds of an export that `Markup` has. The others (commands to bots, bank cards) are text and no more."""

_VALUES = {"text_link": "href", "pre": "language", "mention_name": "user_id", "custom_emoji": "document_id"}


def to_text(parts: Any, shift: int = 0) -> tuple[str, tuple[Markup, ...]]:
    """Text and its formatting; offsets count code points. `shift` is added to every offset.

    `parts` is a string, or a list of strings and `{"type", "text", …}`; anything else says nothing.
    """
    if isinstance(parts, str):
        return parts, ()
    text: list[str] = []
    markup: list[Markup] = []
    at = shift
    for part in parts if isinstance(parts, list) else ():
        said = part.get("text") if isinstance(part, dict) else part
        if not isinstance(said, str) or not said:
            continue
        text.append(said)
        end = at + len(said)
        if part is not said and (kind := _KINDS.get(part.get("type"))) is not None:
            markup.append(Markup(kind, at, end, _value(part)))
        at = end
    return "".join(text), tuple(markup)


def _value(part: dict[str, Any]) -> str:
    """What the text does not show."""
    kind = part["type"]
    value = part.get(_VALUES.get(kind, ""))
    if kind == "custom_emoji" and not str(value).isdecimal():
        return ""  # newer exports name a file here, or say why there is none
    return "" if value is None else str(value)
