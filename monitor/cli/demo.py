"""How the demo looks on a screen."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from monitor.testing.demo import as_json

_BEATS = {
    "post": "posts",
    "edit": "edits",
    "delete": "deletes a post",
    "forward": "forwards",
    "album": "posts an album",
}


class Screen:
    """Prints what the demo tells: for people, or one JSON object a line."""

    def __init__(self, *, as_json: bool) -> None:
        self._json = as_json
        self._console = Console(highlight=False, soft_wrap=True)

    def tell(self, kind: str, fields: Mapping[str, Any]) -> None:
        if self._json:
            if kind != "beat":
                print(as_json(kind, fields), flush=True)
            return
        match kind:
            case "beat":
                doing = _BEATS[fields["kind"]]
                self._console.print(Text.assemble((f"\n● {fields['channel']} {doing} ", "bold cyan"), fields["text"]))
            case "notice":
                self._console.print(Text(_arrival(fields), style="green"))
            case _:
                self._summary(fields)

    def stay(self, *, leave: bool) -> bool:
        if not leave and not self._json:
            self._console.print("\nThe daemon goes on running; Ctrl-C ends it.")
        return not leave

    def _summary(self, fields: Mapping[str, Any]) -> None:
        self._console.rule("what happened")
        for name, value in fields.items():
            self._console.print(f"{name.replace('_', ' '):>18}  {value}")


def _arrival(fields: Mapping[str, Any]) -> str:
    if fields["receiver"] == "console":
        return "  → terminal\n" + "\n".join(f"      {line}" for line in fields["text"].splitlines())
    if fields["receiver"] == "mail":
        return f"  → mailbox   {fields['subject']}"
    seal = "signature holds" if fields["signed"] else "SIGNATURE BROKEN"
    lag = f", {fields['lag_ms']} ms after its push" if fields["lag_ms"] is not None else ""
    return (
        f"  → webhook   {fields['title']} [{fields['kind']}, notice {fields['number']}]"
        f" {', '.join(fields['posts'])} ({seal}{lag})"
    )
