"""`docs/sinks.md` shows what the sinks really send. Running this file writes it anew."""

import asyncio
import io
import json
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, redirect_stdout
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from lxml import etree

sys.path.append(str(Path(__file__).parent))

from sinks_samples import POSTED, TEXT, delivery, excerpt, notice
from sinks_special import special

from monitor.kinds import discover
from monitor.model import Notice, NoticeKind
from monitor.ports.clock import SystemClock
from monitor.ports.sink import Sink
from monitor.sinks._layout import layout
from monitor.sinks._mail import as_text
from monitor.sinks._transport import Transport
from monitor.testing.receivers import (
    BotReceiver,
    DiscordReceiver,
    MailReceiver,
    MatrixReceiver,
    MattermostReceiver,
    NtfyReceiver,
    SlackReceiver,
    TeamsReceiver,
    WebhookReceiver,
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
    "telegram": "The text; formatting goes beside it as entities, by position. Buttons stand below.",
    "slack": "As the bot posts it (`chat.postMessage`). Lines of ours are `mrkdwn`, escaped and `verbatim`; words of "
    "posts are runs of `rich_text`, in which no markup is read.",
    "discord": "As the webhook is executed. Markdown is escaped; `\\u2060` is an invisible sign that keeps a name from "
    "calling anybody.",
    "mattermost": "As the bot posts it (`/api/v4/posts`).",
    "teams": "The card. Words of posts are runs of a `RichTextBlock`, in which no Markdown is read.",
    "matrix": "The event; of the two bodies, clients show that which they can.",
    "ntfy": "The push. `click` is where a tap leads, `actions` are buttons.",
    "rss": "The entry of the feed.",
    "apprise": "Title and text, as a service gets them that takes text.",
}
BEGINNING = """\
Made by `tests/sinks/test_sinks_page.py` from what receivers on loopback were sent, and compared with it by a test. The
notice is the same everywhere: one that opens an alert, then an update (the post was edited). `webhook` has
[a page of its own](webhook.md). The links “Acknowledge” and “Close” are there where the watch file has `web:
{address: …}` ([links in messages](operation.md#what-people-do-with-alerts)); they are shortened here."""
SPECIAL = """\
As every sink for people says it, here as text."""
END = """\
It is cut at the end of a sentence, with “…”; the link stands at the beginning. Where many posts do not fit, their texts
get shorter first, then some are left out and counted."""


class Signer:
    """Links as short as on the page."""

    def links(self, notice: Notice, receiver: str, entry: str, now: int) -> tuple[tuple[str, str], ...]:
        del receiver, entry, now
        base = f"https://monitor.example.org/act/{notice.number}"
        return (("Acknowledge", f"{base}a"), ("Close", f"{base}c"))


class Shown:
    """One sink with its receiver: what was sent for a notice, in a form to print."""

    def __init__(self, sink: Sink, sent: Any) -> None:
        self.sink, self._sent = sink, sent
        self._thread: dict[str, Any] = {}
        self._others = count()

    async def of(self, told: Notice, *, anew: bool = False) -> list[Any]:
        """The new requests, or texts."""
        before = len(self._sent())
        given = {} if anew else self._thread
        alert = f"other{next(self._others)}" if anew else "4f1c2a"
        key = f"{alert}:{told.number}:newsroom:desk"
        receipt = await self.sink.send(told, delivery(told.number, key=key, alert=alert, thread=given))
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
    matrix = await stack.enter_async_context(MatrixReceiver())
    ntfy = await stack.enter_async_context(NtfyReceiver())
    hook = await stack.enter_async_context(WebhookReceiver())
    feed = Path(stack.enter_context(TemporaryDirectory())) / "desk.xml"
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
            lambda: [one.text + buttons(one.request) for one in bot.messages],
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
        "matrix": Shown(
            made("matrix", homeserver=matrix.url, token=matrix.token, room="!desk:example.org", **near),
            lambda: [one.content for one in matrix.messages],
        ),
        "ntfy": Shown(
            made("ntfy", server=ntfy.url, topic="desk", **near),
            lambda: [{name: value for name, value in one.items() if name != "id"} for one in ntfy.messages],
        ),
        "rss": Shown(made("rss", file=feed, serve=False), lambda: entries(feed)),
        "apprise": Shown(
            made("apprise", url=f"json://127.0.0.1:{hook.port}/hook"),
            lambda: [f"{one.data['title']}\n\n{one.data['message']}" for one in hook.received],
        ),
    }


def buttons(request: dict[str, Any]) -> str:
    """The rows of buttons below a bot's message."""
    rows = request.get("reply_markup", {}).get("inline_keyboard", [])
    return "".join("\n" + " ".join(f"[ {button['text']} ]" for button in row) for row in rows)


def entries(feed: Path) -> list[str]:
    """The entries of a feed, the newest last."""
    if not feed.exists():
        return []
    found = reversed(list(etree.fromstring(feed.read_bytes()).iter("{*}entry")))
    return [etree.tostring(entry, encoding="unicode", pretty_print=True).strip() for entry in found]


async def page() -> str:
    parts = ["# What each sink sends", BEGINNING, "## Notices of every kind", SPECIAL]
    for title, told in special().items():
        parts += [f"**{title}**", fenced([as_text(layout(told, 3_000))])]
    rows = ["| sink | characters shown of a post of 108,000 | posts shown of ten with 1,440 each |", "|---|---|---|"]
    async with AsyncExitStack() as stack:
        transport = await stack.enter_async_context(Transport(SystemClock(), Signer()))
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
    text = "\n".join(found).replace("\u2060", "").strip()
    return f"```{'xml' if text.startswith('<entry') else 'text'}\n{text}\n```"


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
    return read(found).count("Речення про втрати") * len("Речення про втрати військових КНДР. ")


def posts(found: Sequence[Any]) -> int:
    return read(found).count("Posted 14 Dec")


def read(found: Sequence[Any]) -> str:
    """What is read of messages; of two bodies that say the same, one."""
    once = [{**one, "formatted_body": ""} if isinstance(one, dict) else one for one in found]
    return json.dumps(once, ensure_ascii=False)


async def test_the_page_shows_what_is_sent() -> None:
    assert PAGE.read_text("utf-8") == await page(), f"run {Path(__file__).name} to write it anew, and read it"


def test_every_kind_of_notice_is_on_the_page() -> None:
    """But those of posts, which look like the first two."""
    of_posts = {"opened", "matched", "edited", "no_longer_matches", "deleted", "corroborated", "assigned"}
    assert {told.kind for told in special().values()} | of_posts == set(get_args(NoticeKind))


def test_every_sink_is_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    assert not [kind for kind in discover().sinks if f"## {kind}\n" not in text and f"`{kind}` has" not in text]


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(page()), "utf-8")
