"""`docs/sinks.md` shows what the sinks really send. Running this file writes it anew."""

import asyncio
import io
import json
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, redirect_stdout
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))

from sinks_samples import POSTED, TEXT, delivery, excerpt, notice

from monitor.kinds import discover
from monitor.model import Notice
from monitor.ports.clock import SystemClock
from monitor.ports.sink import Sink
from monitor.sinks._transport import Transport
from monitor.testing.receivers import (
    BotReceiver,
    DiscordReceiver,
    MailReceiver,
    MattermostReceiver,
    SlackReceiver,
    TeamsReceiver,
)
from monitor.testing.receivers.mattermost import CHANNEL, TOKEN
from monitor.testing.receivers.slack import TOKEN as SLACK_TOKEN

PAGE = Path(__file__).parents[2] / "docs" / "sinks.md"
OPENED = notice()
UPDATE = notice(
    excerpt(
        TEXT.replace("30", "40"),
        "військових КНДР",
        event="edited",
        before=TEXT,
        seen=POSTED + 600_000,
        note="a further number of the story",
    ),
    number=2,
    kind="edited",
)
LONG = notice(excerpt("Речення про втрати військових КНДР. " * 3_000, "військових КНДР"))
MANY = notice(*[excerpt("Речення про втрати військових КНДР. " * 40, "військових КНДР", post=n) for n in range(10)])
TITLES = {
    "console": "Standard output.",
    "email": "The text part; the HTML part has the same lines.",
    "telegram": "The text; formatting goes beside it as entities, by position.",
    "slack": "As the bot posts it (`chat.postMessage`). Lines of ours are `mrkdwn`, escaped and `verbatim`; words of "
    "posts are runs of `rich_text`, in which no markup is read.",
    "discord": "As the webhook is executed. Markdown is escaped; `\\u2060` is an invisible sign that keeps a name from "
    "calling anybody.",
    "mattermost": "As the bot posts it (`/api/v4/posts`).",
    "teams": "The card. Words of posts are runs of a `RichTextBlock`, in which no Markdown is read.",
}
BEGINNING = """\
Made by `tests/sinks/test_sinks_page.py` from what receivers on loopback were sent, and compared with it by a test. The
notice is the same everywhere: one that opens an alert, then an update (the post was edited). `webhook` has
[a page of its own](webhook.md)."""
END = """\
It is cut at the end of a sentence, with “…”; the link stands at the beginning. Where many posts do not fit, their texts
get shorter first, then some are left out and counted."""


class Shown:
    """One sink with its receiver: what was sent for a notice, in a form to print."""

    def __init__(self, sink: Sink, sent: Any) -> None:
        self.sink, self._sent = sink, sent
        self._thread: dict[str, Any] = {}

    async def of(self, told: Notice, *, anew: bool = False) -> list[Any]:
        """The new requests, or texts."""
        before = len(self._sent())
        given = {} if anew else self._thread
        receipt = await self.sink.send(told, delivery(told.number, alert="other" if anew else "4f1c2a", thread=given))
        self._thread = self._thread if anew else self._thread | receipt.thread
        found: list[Any] = self._sent()[before:]
        return found


async def opened(stack: AsyncExitStack, transport: Transport) -> dict[str, Shown]:
    kinds = discover().sinks

    def made(kind: str, **options: Any) -> Sink:
        return kinds[kind](kinds[kind].options.model_validate({**options}), transport)

    mail = await stack.enter_async_context(MailReceiver())
    bot = await stack.enter_async_context(BotReceiver())
    slack = await stack.enter_async_context(SlackReceiver())
    discord = await stack.enter_async_context(DiscordReceiver())
    mattermost = await stack.enter_async_context(MattermostReceiver())
    teams = await stack.enter_async_context(TeamsReceiver())
    out = stack.enter_context(redirect_stdout(io.StringIO()))
    near = {"allow_private": True}
    return {
        "console": Shown(made("console"), lambda: out.getvalue().split("\n")[:-2]),
        "email": Shown(
            made("email", host="127.0.0.1", port=mail.port, to="desk@example.org"),
            lambda: [f"Subject: {one.message['Subject']}\n\n{one.text}".replace("\r", "") for one in mail.mails],
        ),
        "telegram": Shown(
            made("telegram", token=bot.token, chat="-1001", base=bot.url, **near),
            lambda: [one.text for one in bot.messages],
        ),
        "slack": Shown(
            made("slack", token=SLACK_TOKEN, channel="C0123456789", base=slack.base, **near), lambda: slack.bodies
        ),
        "discord": Shown(made("discord", url=discord.url, **near), lambda: [body for body in discord.bodies if body]),
        "mattermost": Shown(
            made("mattermost", token=TOKEN, channel=CHANNEL, base=mattermost.root, **near), lambda: mattermost.bodies
        ),
        "teams": Shown(
            made("teams", url=teams.url, **near), lambda: [body["attachments"][0]["content"] for body in teams.bodies]
        ),
    }


async def page() -> str:
    parts = ["# What each sink sends", BEGINNING]
    rows = ["| sink | characters shown of a post of 108,000 | posts shown of ten with 1,440 each |", "|---|---|---|"]
    async with AsyncExitStack() as stack:
        transport = await stack.enter_async_context(Transport(SystemClock()))
        for kind, shown in (await opened(stack, transport)).items():
            first, second = await shown.of(OPENED), await shown.of(UPDATE)
            parts += [f"## {kind}", TITLES[kind], fenced(first), "The update:", fenced(different(second, first))]
            long, many = await shown.of(LONG, anew=True), await shown.of(MANY, anew=True)
            rows.append(f"| `{kind}` | {characters(long):,} | {posts(many)} |")
    parts += ["## What is too long", END, "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def different(second: Sequence[Any], first: Sequence[Any]) -> Sequence[Any]:
    """Of JSON only what an update has otherwise."""
    if not isinstance(second[0], dict):
        return second
    return [{key: value for key, value in second[0].items() if value != first[0].get(key)}]


def fenced(found: Sequence[Any]) -> str:
    if isinstance(found[0], dict):
        return f"```json\n{printed(found[0])}\n```"
    return "```text\n{}\n```".format("\n".join(found).replace("\u2060", "").strip())


def printed(body: dict[str, Any]) -> str:
    """JSON with one line for each key, and for each member of a list."""
    rows = []
    for key, value in body.items():
        if isinstance(value, list) and value:
            members = ",\n".join(f"    {line(member)}" for member in value)
            rows.append(f"  {line(key)}: [\n{members}\n  ]")
        else:
            rows.append(f"  {line(key)}: {line(value)}")
    return "{\n" + ",\n".join(rows) + "\n}"


def line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\u2060", "\\u2060")


def characters(found: Sequence[Any]) -> int:
    """How much of the long text was sent."""
    return json.dumps(found, ensure_ascii=False).count("Речення про втрати") * len(
        "Речення про втрати військових КНДР. "
    )


def posts(found: Sequence[Any]) -> int:
    return json.dumps(found, ensure_ascii=False).count("Posted 14 Dec")


async def test_the_page_shows_what_is_sent() -> None:
    assert PAGE.read_text("utf-8") == await page(), f"run {Path(__file__).name} to write it anew, and read it"


def test_every_sink_is_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    assert not [kind for kind in discover().sinks if f"## {kind}\n" not in text and f"`{kind}` has" not in text]


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(page()), "utf-8")
