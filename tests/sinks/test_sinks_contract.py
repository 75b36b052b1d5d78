"""One body over every kind of sink."""

import io
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, redirect_stdout
from functools import partial
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace
from pydantic import ValidationError
from sinks_further_rigs import FURTHER, Further
from sinks_samples import POSTED, delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.kinds import discover
from monitor.model import Evidence, Notice, Receipt
from monitor.ports.sink import Rate, Sink
from monitor.sinks._transport import Transport
from monitor.testing.receivers import (
    Answer,
    BotReceiver,
    DiscordReceiver,
    MailReceiver,
    MattermostReceiver,
    SlackReceiver,
    TeamsReceiver,
    WebhookReceiver,
)
from monitor.testing.receivers._platform import read_escaped, read_markdown
from monitor.testing.receivers.mattermost import CHANNEL
from monitor.testing.receivers.mattermost import TOKEN as MATTERMOST_TOKEN

SINKS = discover().sinks


class Rig(Struct):
    """A sink with a real receiver. `shown` is all text that arrived; `soft` and `hard` make the next send fail."""

    sink: Sink
    shown: Callable[[], str]
    soft: Callable[[], object]
    hard: Callable[[], object] | None


class Pipe(io.StringIO):
    """A standard output that can be closed at its other end."""

    broken = False

    def write(self, text: str) -> int:
        if self.broken:
            raise BrokenPipeError
        return super().write(text)

    def close_other_end(self) -> None:
        self.broken = True


def made(kind: str, transport: Transport, **options: object) -> Sink:
    cls = SINKS[kind]
    return cls(cls.options.model_validate(options), transport)


TEMPLATE = """{"text": {{ [data.title, data.severity, data.rule, data.lines, data.excerpts] | tojson }}}"""


async def webhook(transport: Transport, stack: AsyncExitStack, **options: object) -> Rig:
    receiver = await stack.enter_async_context(WebhookReceiver())
    return Rig(
        made("webhook", transport, url=receiver.url, secret=receiver.secret, allow_private=True, **options),
        lambda: "\n".join(strings(received.data) for received in receiver.received),
        lambda: receiver.program(503),
        lambda: receiver.program(403),
    )


async def email(transport: Transport, stack: AsyncExitStack) -> Rig:
    receiver = await stack.enter_async_context(MailReceiver())
    return Rig(
        made("email", transport, host="127.0.0.1", port=receiver.port, to="desk@example.org"),
        lambda: "\n".join(f"{mail.message['Subject']}\n{mail.text}" for mail in receiver.mails),
        lambda: receiver.replies.append("451 later"),
        lambda: receiver.replies.append("554 no"),
    )


async def telegram(transport: Transport, stack: AsyncExitStack) -> Rig:
    receiver = await stack.enter_async_context(BotReceiver())
    return Rig(
        made("telegram", transport, token=receiver.token, chat="-1001", base=receiver.url, allow_private=True),
        lambda: "\n".join(message.text for message in receiver.messages),
        lambda: receiver.flood(5),
        lambda: receiver.answers.append(Answer(400, b'{"ok":false,"description":"Bad Request: chat not found"}')),
    )


async def console(transport: Transport, stack: AsyncExitStack) -> Rig:
    out = Pipe()
    stack.enter_context(redirect_stdout(out))
    return Rig(made("console", transport), out.getvalue, out.close_other_end, None)


async def slack(transport: Transport, stack: AsyncExitStack) -> Rig:
    receiver = await stack.enter_async_context(SlackReceiver())
    return Rig(
        made("slack", transport, token=receiver.token, channel="C0123456789", base=receiver.base, allow_private=True),
        lambda: "\n".join(message.text for message in receiver.messages),
        lambda: receiver.flood(5),
        lambda: receiver.fail("channel_not_found"),
    )


async def slack_webhook(transport: Transport, stack: AsyncExitStack) -> Rig:
    receiver = await stack.enter_async_context(SlackReceiver())
    return Rig(
        made("slack", transport, url=receiver.hook, allow_private=True),
        lambda: "\n".join(message.text for message in receiver.messages),
        lambda: receiver.flood(5),
        lambda: receiver.answers.append(Answer(400, b"invalid_payload")),
    )


async def discord(transport: Transport, stack: AsyncExitStack) -> Rig:
    receiver = await stack.enter_async_context(DiscordReceiver())
    return Rig(
        made("discord", transport, url=receiver.url, allow_private=True),
        lambda: "\n".join(message.text for message in receiver.messages),
        lambda: receiver.flood(5),
        lambda: receiver.answers.append(Answer(400, b'{"code":50006,"message":"Cannot send an empty message"}')),
    )


async def mattermost(transport: Transport, stack: AsyncExitStack) -> Rig:
    receiver = await stack.enter_async_context(MattermostReceiver())
    options = {"token": MATTERMOST_TOKEN, "channel": CHANNEL, "base": receiver.root, "allow_private": True}
    return Rig(
        made("mattermost", transport, **options),
        lambda: "\n".join(post.text for post in receiver.posts),
        lambda: receiver.flood(5),
        lambda: receiver.answers.append(Answer(403, b'{"id":"api.context.permissions.app_error","message":"No."}')),
    )


async def mattermost_webhook(transport: Transport, stack: AsyncExitStack) -> Rig:
    receiver = await stack.enter_async_context(MattermostReceiver())
    return Rig(
        made("mattermost", transport, url=receiver.hook, allow_private=True),
        lambda: "\n".join(post.text for post in receiver.posts),
        lambda: receiver.flood(5),
        lambda: receiver.answers.append(Answer(400, b'{"id":"web.incoming_webhook.text.app_error","message":"No."}')),
    )


async def teams(transport: Transport, stack: AsyncExitStack) -> Rig:
    receiver = await stack.enter_async_context(TeamsReceiver())
    return Rig(
        made("teams", transport, url=receiver.url, allow_private=True),
        lambda: "\n".join(card.text for card in receiver.cards),
        lambda: receiver.flood(5),
        lambda: receiver.answers.append(Answer(400, b'{"error":{"code":"TriggerInputSchemaMismatch"}}')),
    )


async def further(rig: Further, transport: Transport, stack: AsyncExitStack) -> Rig:
    return Rig(*await rig(transport, stack))


RIGS: dict[str, Callable[[Transport, AsyncExitStack], Awaitable[Rig]]] = {
    "webhook": webhook,
    "cloudevents": partial(webhook, format="cloudevents"),
    "template": partial(webhook, template=TEMPLATE),
    "email": email,
    "telegram": telegram,
    "console": console,
    "slack": slack,
    "slack: webhook": slack_webhook,
    "discord": discord,
    "mattermost": mattermost,
    "mattermost: webhook": mattermost_webhook,
    "teams": teams,
    **{kind: partial(further, rig) for kind, rig in FURTHER.items()},
}
PROGRAMS = {"webhook", "cloudevents", "template"}
"""Those that carry data, not a view."""
NEVER_FINAL = {"console", "apprise"}


def strings(data: Any) -> str:
    if isinstance(data, dict):
        return "\n".join(strings(value) for value in data.values())
    return "\n".join(strings(value) for value in data) if isinstance(data, list) else str(data)


@asynccontextmanager
async def rigged(kind: str, transport: Transport) -> AsyncIterator[Rig]:
    async with AsyncExitStack() as stack:
        yield await RIGS[kind](transport, stack)


every_kind = pytest.mark.parametrize("kind", RIGS)


def test_every_kind_is_held_to_the_contract() -> None:
    kinds = {rig.split(":")[0] for rig in RIGS} - {"cloudevents", "template"}
    assert kinds == set(SINKS), "give the new kind a rig in this file"


@pytest.mark.parametrize("kind", SINKS)
def test_every_kind_explains_itself(kind: str) -> None:
    cls = SINKS[kind]
    assert cls.__doc__
    assert cls.patience in {"schedule", "chat"}
    assert cls.parallel >= 1
    for name, field in cls.options.model_fields.items():
        assert field.description, f"{kind}: option {name} has no description"
    json.dumps(cls.options.model_json_schema())


@every_kind
async def test_it_delivers(kind: str, transport: Transport) -> None:
    async with rigged(kind, transport) as rig:
        receipt = await rig.sink.send(notice(), delivery())
        shown = rig.shown()
    assert isinstance(receipt, Receipt)
    for fact in (
        "North Korean casualties are claimed",
        "https://t.me/DIUkraine/5012",
        "Плехово: щонайменше 30",
        "high",
    ):
        assert fact.casefold() in shown.casefold()


@every_kind
async def test_every_kind_of_notice_is_told(kind: str, transport: Transport) -> None:
    edited = excerpt(
        "Нове: 31", event="edited", before="Старе: 30", note="it matches no longer", forward="Butusov Plus"
    )
    deleted = excerpt("Зникле", event="deleted", note="deleted: its channel told so", side="", labels=(), link="")
    async with rigged(kind, transport) as rig:
        for number, event in enumerate(("matched", "edited", "no_longer_matches", "deleted", "away", "late"), 1):
            told = notice(
                edited, deleted, kind=event, number=number, lines=("three rules matched",), folded=(1, 2), more=4
            )
            await rig.sink.send(told, delivery(number))
        shown = rig.shown()
    for fact in ("Нове: 31", "Старе: 30", "it matches no longer", "Butusov Plus", "Зникле", "three rules matched"):
        assert shown.casefold().count(fact.casefold()) == 6


@every_kind
async def test_a_notice_without_a_post_is_told(kind: str, transport: Transport) -> None:
    """What operators are told: lines, in which a name of somebody else's can do no harm."""
    line = "Its title was “A”, and is “\u202eevil <b>\u05d0\u05d1 & `x`” now."
    told = Notice("4f1c", 1, "opened", "operators:identity", "DIU (diu) has changed", "medium", 1, (line, "More."))
    async with rigged(kind, transport) as rig:
        await rig.sink.send(told, delivery())
        await rig.sink.send(replace(told, number=2, kind="reported"), delivery(2))
        shown = rig.shown()
    assert shown.count("DIU (diu) has changed") >= 2
    assert shown.count("Its title was “A”, and is “") == shown.count("More.") >= 2
    assert "identity" in shown
    assert kind in PROGRAMS or "\u202e" not in shown, "to people; programs get the data as it is"


@every_kind
async def test_it_is_unavailable_for_now(kind: str, transport: Transport) -> None:
    async with rigged(kind, transport) as rig:
        rig.soft()
        with pytest.raises(Unavailable):
            await rig.sink.send(notice(), delivery())


@pytest.mark.parametrize("kind", sorted(set(RIGS) - NEVER_FINAL))
async def test_it_is_rejected_for_good(kind: str, transport: Transport) -> None:
    async with rigged(kind, transport) as rig:
        assert rig.hard is not None
        rig.hard()
        with pytest.raises(Rejected):
            await rig.sink.send(notice(), delivery())
        await rig.sink.send(notice(number=2), delivery(2))


EVIL = (
    "@everyone @room <!channel> [x](javascript:alert(1)) <script>alert(1)</script>\r\nBcc: x@example.org\n"
    "\u202egnp.exe\u2066 \x00\x1b[2J\x9b1m \ud83d\udd25 \ud800"
    " <!channel> <!here|x> <@U012AB3CD> <@&1> <#C1> @here @channel @all [x](javascript:alert(1)) "
    "**b** ||s|| ```c``` {{DATE(2017-02-14T06:00:00Z)}} e" + "\u0301" * 60 + "\n# head\n> quote\n1. one\n- two\n"
)
HOSTILE: dict[str, Notice] = {
    "everywhere": notice(
        excerpt(
            EVIL,
            "script",
            channel=EVIL,
            handle=EVIL,
            side=EVIL,
            labels=(EVIL, EVIL),
            link=f"javascript:{EVIL}",
            media=(EVIL,),
            forward=EVIL,
            before=EVIL + "before",
            event="edited",
            note=EVIL,
        ),
        title=EVIL,
        rule=EVIL,
        alert=EVIL,
        lines=(EVIL,),
    ),
    "long": notice(*[excerpt("Речення. " * 12_000 + "кінець", "кінець")] * 3, title="T" * 5000),
    "one long word": notice(excerpt("🔥" * 100_000)),
    "nothing but NUL": notice(excerpt("\x00" * 5000, media=())),
    "empty": notice(excerpt("", channel="", handle="", link=""), title=""),
    "offsets that lie": notice(
        excerpt("short", evidence=(Evidence("regex", "x", "x", 3, 900), Evidence("regex", "x", "x", -5, -1)))
    ),
    "no excerpts": notice(kind="away", lines=("Nothing to show",)).__class__(
        alert="a", number=1, kind="away", rule="", title="Away", severity="info", created=POSTED, more=9
    ),
    "nothing but signs": notice(excerpt("&<>*_`[]()|\\\\~@#" * 9_000, channel="&" * 900), title="&*" * 400),
    "rows without end": notice(excerpt("a\n" * 50_000, "a")),
    "many": notice(*[excerpt("Речення. " * 50, "Речення", post=n) for n in range(60)]),
}
RAW = re.compile("[\x00\x1b\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@every_kind
@pytest.mark.parametrize("case", HOSTILE)
async def test_hostile_text_is_inert(kind: str, case: str, transport: Transport) -> None:
    async with rigged(kind, transport) as rig:
        await rig.sink.send(HOSTILE[case], delivery())
        shown = rig.shown()
    assert shown
    shown.encode()
    if kind in PROGRAMS:  # carries data, not a view; its raw bytes are looked at in its own tests
        assert "\x00" not in shown
    else:
        assert not RAW.search(shown)
    if kind in {"telegram", "apprise"}:
        assert "@everyone" not in shown
    if kind not in PROGRAMS and case == "everywhere":
        assert "\u0301" * 5 not in shown, "towers of marks cover what is around them"
    if kind in {"matrix", "apprise"}:
        assert "@room" not in shown


async def test_hostile_html_stays_text(transport: Transport) -> None:
    async with MailReceiver() as receiver:
        sink = made("email", transport, host="127.0.0.1", port=receiver.port, to="desk@example.org")
        await sink.send(HOSTILE["everywhere"], delivery())
    (mail,) = receiver.mails
    assert "<script" not in mail.html
    assert "href='javascript" not in mail.html
    assert not RAW.search(mail.html)
    assert mail.message["Bcc"] is None


@every_kind
async def test_what_is_rendered_is_what_is_sent(kind: str, transport: Transport) -> None:
    # Nothing is marked in its text: what platforms show as runs is one then.
    one = notice(excerpt(evidence=(Evidence("language", "uk", "uk"),)))
    async with rigged(kind, transport) as rig:
        parts = rig.sink.render(one, delivery())
        assert parts == rig.sink.render(one, delivery())
        assert not rig.shown(), "nothing is sent by it"
        json.dumps(parts)
        await rig.sink.send(one, delivery())
        shown = rig.shown()
    said = read_escaped(read_markdown(strings(list(parts))))
    for line in filter(None, map(str.strip, shown.split("\n"))):
        assert read_escaped(read_markdown(line)) in said


@every_kind
@pytest.mark.parametrize("case", HOSTILE)
async def test_what_is_rendered_of_hostile_text_is_as_inert(kind: str, case: str, transport: Transport) -> None:
    async with rigged(kind, transport) as rig:
        said = strings(list(rig.sink.render(HOSTILE[case], delivery())))
    said.encode()
    assert "\x00" not in said
    assert kind in PROGRAMS or not RAW.search(said)


@every_kind
async def test_its_pace_can_be_kept(kind: str, transport: Transport) -> None:
    async with rigged(kind, transport) as rig:
        assert all(rate.count > 0 and rate.per > 0 for rate in rig.sink.pace)
        assert rig.sink.whole in {True, False}


@every_kind
async def test_no_secret_is_rendered(kind: str, transport: Transport) -> None:
    async with rigged(kind, transport) as rig:
        said = strings(list(rig.sink.render(notice(), delivery())))
    for secret in ("whsec_", "loopback-only", "127.0.0.1"):
        assert secret not in said


@pytest.mark.parametrize(
    ("written", "count", "per"), [("20/min", 20, 60_000), ("1/s", 1, 1_000), ("500 / h", 500, 3_600_000)]
)
def test_an_entry_may_name_its_own_rate(written: str, count: int, per: int, transport: Transport) -> None:
    for kind, options in (("webhook", {"url": "https://example.org"}), ("email", {"to": "desk@example.org"})):
        assert made(kind, transport, **options, rate=written).pace == (Rate(count, per),)
        assert len(made(kind, transport, **options, rate=[written, "9/d"]).pace) == 2
        assert made(kind, transport, **options).pace == ()


@pytest.mark.parametrize("written", ["20", "0/s", "1/fortnight", "-1/s", ""])
def test_a_rate_that_is_none_gets_a_sentence(written: str) -> None:
    with pytest.raises(ValidationError, match="write it as 20/min"):
        SINKS["email"].options.model_validate({"to": "desk@example.org", "rate": written})
