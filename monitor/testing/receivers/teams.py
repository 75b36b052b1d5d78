"""A workflow that posts cards to a channel of Teams when a webhook request is received."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from monitor.testing.receivers._http import Answer, Request
from monitor.testing.receivers._platform import Platform, told

_PATH = "/workflows/1/triggers/manual/paths/invoke?api-version=2016-06-01&sig=loopback-not-a-secret"
_CARD = "application/vnd.microsoft.card.adaptive"
_LARGEST = 28 * 1024
_ELEMENTS = {"TextBlock", "RichTextBlock", "Container"}


class TeamsCard(Struct, frozen=True):
    """One card that the workflow took."""

    content: dict[str, Any]

    @property
    def text(self) -> str:
        return "\n".join(_read(element) for element in elements(self.content)).replace("\u2060", "")

    @property
    def highlighted(self) -> list[str]:
        return [run["text"] for run in self.runs() if run.get("highlight")]

    def runs(self) -> list[dict[str, Any]]:
        return [run for element in elements(self.content) for run in element.get("inlines", ())]

    @property
    def opens(self) -> list[str]:
        """The addresses that its buttons open."""
        return [action["url"] for action in self.content.get("actions", ())]


class TeamsReceiver(Platform):
    """Takes cards on 127.0.0.1, and keeps them in `cards`. `state`: "on", "off" or "gone"."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "on"
        self.cards: list[TeamsCard] = []

    @property
    def url(self) -> str:
        """The address of the workflow."""
        return self.root + _PATH

    def flood(self, seconds: int) -> None:
        """Answer the next request with 429 and the wait."""
        body = {"error": {"code": "WorkflowRunActionRateLimit", "message": "too many"}}
        self.answers.append(told(429, body, {"retry-after": str(seconds)}))

    def respond(self, request: Request, asked: dict[str, Any]) -> Answer:
        if request.path != _PATH:
            return _failure(401, "DirectApiInvalidAuthorizationScheme")
        if self.state == "gone":
            return _failure(404, "WorkflowNotFound")
        if self.state == "off":
            return _failure(400, "WorkflowTriggerIsNotEnabled")
        if len(request.body) > _LARGEST:
            return _failure(413, "RequestEntityTooLarge")
        found = [one["content"] for one in asked.get("attachments", ()) if one.get("contentType") == _CARD]
        if asked.get("type") != "message" or len(found) != 1 or _is_wrong(found[0]):
            return _failure(400, "TriggerInputSchemaMismatch")
        self.taken()
        self.cards.append(TeamsCard(found[0]))
        return Answer(202)


def elements(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All elements of a card, in the order in which they are read."""
    for element in (*part.get("body", ()), *part.get("items", ())):
        yield element
        yield from elements(element)


def _is_wrong(content: dict[str, Any]) -> bool:
    if content.get("type") != "AdaptiveCard" or content.get("version") != "1.4" or not content.get("body"):
        return True
    if any(action["type"] != "Action.OpenUrl" for action in content.get("actions", ())):
        return True
    return any(
        element.get("type") not in _ELEMENTS
        or (element["type"] == "TextBlock" and not element.get("text"))
        or (element["type"] == "RichTextBlock" and not element.get("inlines"))
        or (element["type"] == "Container" and not element.get("items"))
        for element in elements(content)
    )


def _read(element: dict[str, Any]) -> str:
    if element["type"] == "RichTextBlock":
        return "".join(run["text"] for run in element["inlines"])
    text = str(element.get("text", ""))
    # A link shows its text.
    return text[1:].split("](", maxsplit=1)[0] if text.startswith("[http") else text


def _failure(status: int, code: str) -> Answer:
    return told(status, {"error": {"code": code, "message": "The workflow at sig=loopback-not-a-secret says no."}})
