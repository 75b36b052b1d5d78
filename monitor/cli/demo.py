"""How the demo looks on a screen, and how it ends."""

import asyncio
import shlex
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from monitor.cli.output import count_of, print_json
from monitor.errors import UsageError
from monitor.usecases.claims import in_words

if TYPE_CHECKING:
    from monitor.usecases.ledger import LedgerLine
    from monitor.usecases.stories import StoryLine

_BY_SIGNAL = 128  # as a shell counts a program that a signal has ended
_BEATS = {
    "post": "posts:",
    "edit": "edits its post:",
    "delete": "deletes its post:",
    "forward": "forwards from {whose}:",
    "album": "posts an album:",
}


async def show(*, leave: bool, as_json: bool, speed: float, keep: Path | None) -> int:
    """Tell the story; the exit code. However it ends, the daemon and the servers of the demo end first."""
    play, screen, ended_by = _story(), Screen(as_json=as_json), 0
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    assert me is not None  # noqa: S101 - a coroutine runs in a task

    def end(number: int) -> None:
        nonlocal ended_by
        ended_by = number
        me.cancel()

    def stay(folder: Path) -> bool:
        return screen.stay(folder, leave=leave, kept=keep is not None)

    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end, number)
    screen.leave = me.cancel
    try:
        complete = await play(screen.tell, speed=speed, keep=keep, stay=stay)
    except asyncio.CancelledError:
        if screen.failed is not None:
            raise screen.failed from None
        if ended_by:
            return _BY_SIGNAL + ended_by
        if screen.complete is None:
            raise
        complete = screen.complete  # when the story has been told, Ctrl-C is the way to leave
    return 0 if complete else 1


def _story() -> Callable[..., Awaitable[bool]]:
    try:
        from monitor.testing.demo import play
    except ModuleNotFoundError as error:
        package = str(error.name).split(".")[0]
        raise UsageError(
            f"the demo needs {package}, which is not installed: run `make demo` in the project's folder,"
            " or `pip install 'channel-monitor[demo]'`"
        ) from None
    return play


class Screen:
    """Prints what the demo tells: for people, or one JSON object a line.

    `complete` is what the summary said, once it was told. `failed` is why nothing can be printed any more:
    then `leave` is called, and what is told after that is lost.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.complete: bool | None = None
        self.failed: OSError | None = None
        self.leave: Callable[[], object] = lambda: None
        self._json = as_json
        self._console = Console(highlight=False, soft_wrap=True)

    def tell(self, kind: str, fields: Mapping[str, Any]) -> None:
        if self.failed is not None:
            return
        try:
            self._print(kind, fields)
        except OSError as error:
            self.failed = error
            self.leave()
        if kind == "summary":
            self.complete = bool(fields["complete"])

    def _print(self, kind: str, fields: Mapping[str, Any]) -> None:
        if self._json:
            if kind != "beat":
                print_json({"event": kind, **fields})
                sys.stdout.flush()
            return
        match kind:
            case "beat":
                doing = _BEATS[fields["kind"]].format(whose=fields["whose"])
                self._console.print(Text.assemble((f"\n● {fields['channel']} {doing} ", "bold cyan"), fields["text"]))
            case "notice":
                self._console.print(Text(_arrival(fields), style="green"))
            case "stories":
                self._stories(fields["stories"])
            case "ledger":
                self._ledger(fields["ledger"])
            case _:
                self._summary(fields)

    def stay(self, folder: Path, *, leave: bool, kept: bool) -> bool:
        """Whether the daemon goes on; says how to look into it, and that `folder` goes with it unless it is `kept`."""
        if not leave and not self._json:
            database = shlex.quote(str(folder / "monitor.db"))
            gone = "" if kept else ", and its database goes with it (--keep FOLDER keeps it)"
            self._console.print(
                f"\nThe daemon goes on running; Ctrl-C ends it{gone}. Meanwhile, from another terminal:"
            )
            for verb in ("status", "stories", "alerts list", "posts search Плехово"):
                self._console.print(f"  monitor {verb} --database {database}")
        return not leave

    def _stories(self, stories: "Sequence[StoryLine]") -> None:
        self._console.rule("one event, many posts")
        for one in stories:
            claim = f": {in_words(one.headline)}" if one.headline else ""
            sides = f", on the side of {' and '.join(one.sides)}" if one.sides else ""
            count = f"{count_of(one.posts, 'post')}, {count_of(one.origins, 'independent origin')}{sides}"
            self._console.print(
                Text(f"{one.id:>5}  {', '.join(one.entities[:4]) or f'«{one.title}»'}{claim} [{count}]")
            )

    def _ledger(self, ledger: "Sequence[LedgerLine]") -> None:
        self._console.rule("who counts whom")
        for one in ledger:
            side = f" ({one.side})" if one.side else ""
            gone = ", deleted since" if one.deleted else ""
            against = f" by {', '.join(one.denied_by)}" if one.denied_by else ""
            said = f"{in_words(one)}{gone} [{one.verdict}{against}]"
            self._console.print(Text(f"{one.story:>5}  {one.channel}{side}: {said}  {one.link}"))

    def _summary(self, fields: Mapping[str, Any]) -> None:
        self._console.rule("what happened")
        for name, value in fields.items():
            self._console.print(f"{name.replace('_', ' '):>18}  {_said(value)}")


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{count} by {name}" for name, count in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not known" if value is None else str(value)


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
