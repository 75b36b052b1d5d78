"""Links by which readers act: they go out with a message, and stand nowhere else."""

import io
import json
from contextlib import AsyncExitStack, redirect_stdout
from typing import Any

import msgspec
import pytest
from sinks_act_rigs import CHATS, EDITED, SINKS, Buttons, Chat, Signer
from sinks_further_rigs import FURTHER
from sinks_samples import POSTED, delivery, excerpt, notice

from monitor.alerts.notice import fold
from monitor.errors import Rejected
from monitor.links import Signer as RealSigner
from monitor.model import Delivery, Evidence, Notice
from monitor.ports.clock import SystemClock
from monitor.sinks._layout import layout
from monitor.sinks._mail import as_html, as_text
from monitor.sinks._transport import Transport
from monitor.sinks.email import Email, EmailOptions
from monitor.sinks.mattermost import Mattermost, MattermostOptions
from monitor.sinks.telegram import Telegram, TelegramOptions
from monitor.testing.receivers import Answer, BotReceiver, MailReceiver, MattermostReceiver, WebhookReceiver
from monitor.testing.receivers.bot import TOKEN


def told() -> tuple[Notice, Delivery, dict[str, str]]:
    one, to = notice(excerpt("Плехово", "Плехово")), delivery()
    return one, to, dict(Signer().links(one, to.receiver, to.entry, one.created))


async def test_a_mail_has_a_line_and_a_button_for_each() -> None:
    one, to, links = told()
    async with Transport(SystemClock(), Signer()) as transport, MailReceiver() as receiver:
        options = {"host": "127.0.0.1", "port": receiver.port, "from": "desk@example.org", "to": ["a@example.org"]}
        receipt = await Email(EmailOptions.model_validate(options), transport).send(one, to)
    (mail,) = receiver.mails
    for label, address in links.items():
        assert f"\n{label}: {address}\n" in mail.text.replace("\r\n", "\n")
        assert Buttons(mail.html).links[label] == address
    assert "act/" not in msgspec.json.encode(receipt).decode(), "nothing of them is kept"


def test_without_links_nothing_changes() -> None:
    one, _, links = told()
    with_links = layout(one, 1_000, tuple(links.items()))
    assert layout(one, 1_000) == layout(one, 1_000, ())
    assert [line.role for line in with_links[-1]] == ["act", "act", "foot"]
    assert "Acknowledge" not in as_text(layout(one, 1_000)) + as_html(layout(one, 1_000), "high")


def bot(transport: Transport, receiver: BotReceiver) -> Telegram:
    options = {"token": TOKEN, "chat": "-1001", "base": receiver.url, "allow_private": True}
    return Telegram(TelegramOptions.model_validate(options), transport)


async def test_the_last_message_of_a_bot_has_the_buttons() -> None:
    one = notice(*(excerpt("слово " * 900, "слово") for _ in range(2)))
    links = Signer().links(one, delivery().receiver, delivery().entry, one.created)
    async with Transport(SystemClock(), Signer()) as transport, BotReceiver() as receiver:
        await bot(transport, receiver).send(one, delivery())
    *first, last = receiver.messages
    assert first
    assert all("reply_markup" not in message.request for message in first)
    assert last.request["reply_markup"]["inline_keyboard"][0] == [
        {"text": label, "url": address} for label, address in links
    ]
    assert all("act/" not in message.text for message in receiver.messages)


async def test_an_alert_goes_out_without_buttons_where_they_are_refused() -> None:
    refused = Answer(400, b'{"ok":false,"error_code":400,"description":"Bad Request: BUTTON_URL_INVALID"}')
    async with Transport(SystemClock(), Signer()) as transport, BotReceiver() as receiver:
        receiver.answers.append(refused)
        await bot(transport, receiver).send(notice(), delivery())
        receiver.answers.append(Answer(400, b'{"ok":false,"error_code":400,"description":"Bad Request: no"}'))
        with pytest.raises(Rejected):
            await bot(transport, receiver).send(notice(), delivery())
    (message,) = receiver.messages
    assert "reply_markup" not in message.request


SIGN = "&" * 1_500
LENGTHY = {
    "one": notice(excerpt("Речення про втрати військових. " * 3_000, "військових")),
    "many": notice(*[excerpt("Речення про втрати. " * 60, post=n) for n in range(30)], more=3),
    "rows": notice(excerpt("a\n" * 20_000)),
    "marks": notice(excerpt("слово *_~` " * 2_000, *["слово"] * 80)),
    # Longer than anything can be made: what is left of it is a few lines.
    "all over": notice(
        *[
            excerpt(SIGN, channel=SIGN, note=SIGN, labels=(SIGN,) * 9, evidence=(Evidence("keyword", SIGN, SIGN),) * 9)
            for _ in range(9)
        ],
        title=SIGN,
        rule=SIGN,
        lines=(SIGN,) * 20,
    ),
}


@pytest.fixture(params=CHATS)
def open_chat(request: pytest.FixtureRequest) -> Any:
    return CHATS[request.param]


def acts(chat: Chat, body: dict[str, Any]) -> dict[str, str]:
    """The links by which to act, without those to posts."""
    return {label: address for label, address in chat.links(body).items() if "/act/" in address}


async def test_a_chat_shows_what_readers_may_do(open_chat: Any) -> None:
    one, to, links = told()
    async with Transport(SystemClock(), Signer()) as transport, AsyncExitStack() as stack:
        chat = await open_chat(transport, stack)
        rendered = json.dumps(chat.sink.render(one, to))
        receipt = await chat.sink.send(one, to)
        (body,) = chat.shown()
    assert acts(chat, body) == links
    assert "act/" not in rendered, "what is rendered is shown to anybody"
    assert "act/" not in msgspec.json.encode(receipt).decode(), "nothing of them is kept"


@pytest.mark.parametrize("case", LENGTHY)
async def test_a_message_that_is_cut_has_its_links(open_chat: Any, case: str) -> None:
    one, to, longer = LENGTHY[case], delivery(), Signer(200)
    links = dict(longer.links(one, to.receiver, to.entry, one.created))
    async with Transport(SystemClock(), longer) as transport, AsyncExitStack() as stack:
        chat = await open_chat(transport, stack)
        await chat.sink.send(one, to)  # the chats refuse what is beyond their limits
        (body,) = chat.shown()
    assert acts(chat, body) == links


@pytest.mark.parametrize("kind", EDITED)
async def test_a_message_that_is_rewritten_has_those_of_its_last_notice(kind: str) -> None:
    first, second = notice(), notice(number=2, kind="matched", created=POSTED + 60_000)
    links = Signer().links(second, delivery().receiver, delivery().entry, second.created)
    async with Transport(SystemClock(), Signer()) as transport, AsyncExitStack() as stack:
        chat = await CHATS[kind](transport, stack, updates="edit")
        receipt = await chat.sink.send(first, delivery())
        await chat.sink.send(second, delivery(2, thread=receipt.thread))
        (body,) = chat.shown()
    assert acts(chat, body) == dict(links)


@pytest.mark.parametrize("kind", EDITED)
async def test_a_message_of_a_closed_alert_offers_nothing_any_more(kind: str) -> None:
    first, last = notice(), notice(number=2, kind="closed", excerpts=(), lines=("Closed by Olena",))
    signer = RealSigner(b"k" * 32, "https://monitor.example.org")
    async with Transport(SystemClock(), signer) as transport, AsyncExitStack() as stack:
        chat = await CHATS[kind](transport, stack, updates="edit")
        receipt = await chat.sink.send(first, delivery())
        assert "/act/" in json.dumps(chat.shown())
        await chat.sink.send(fold([first, last]), delivery(2, thread=receipt.thread))
        shown = json.dumps(chat.shown())
    assert "Closed by Olena" in shown
    assert "/act/" not in shown


async def test_where_buttons_are_few_those_to_act_come_first() -> None:
    posts = [excerpt("слово", post=n, link=f"https://t.me/DIUkraine/{n}") for n in range(9)]
    async with Transport(SystemClock(), Signer()) as transport, AsyncExitStack() as stack:
        labels = {}
        for kind in ("ntfy", "teams"):
            chat = await CHATS[kind](transport, stack)
            await chat.sink.send(notice(*posts), delivery())
            labels[kind] = list(chat.links(chat.shown()[0]))
    assert labels["ntfy"] == ["Acknowledge", "Close", "Open post 1"]
    assert labels["teams"] == ["Acknowledge", "Close", "Open post 1", "Open post 2", "Open post 3"]


async def test_teams_shows_the_address_where_it_would_open_none() -> None:
    signer = RealSigner(b"k" * 32, "http://10.0.0.5:9464")
    links = signer.links(notice(), delivery().receiver, delivery().entry, notice().created)
    async with Transport(SystemClock(), signer) as transport, AsyncExitStack() as stack:
        chat = await CHATS["teams"](transport, stack)
        await chat.sink.send(notice(), delivery())
        (body,) = chat.shown()
    texts = [element.get("text") for element in body["body"]]
    assert [f"{label}: {address}" in texts for label, address in links] == [True, True]
    assert acts(chat, body) == {}


async def test_the_plain_body_of_a_room_has_the_addresses() -> None:
    one, to, links = told()
    async with Transport(SystemClock(), Signer()) as transport, AsyncExitStack() as stack:
        chat = await CHATS["matrix"](transport, stack)
        await chat.sink.send(one, to)
    (body,) = chat.shown()
    assert all(f"\n{label}: {address}\n" in body["body"] for label, address in links.items())


async def test_what_programs_and_everybody_read_has_none() -> None:
    shown = {}
    async with Transport(SystemClock(), Signer()) as transport, AsyncExitStack() as stack:
        for kind in ("rss", "apprise"):
            sink, text, *_ = await FURTHER[kind](transport, stack)
            await sink.send(notice(), delivery())
            shown[kind] = text()
        hook = await stack.enter_async_context(WebhookReceiver())
        options = SINKS["webhook"].options.model_validate({"url": hook.url, "allow_private": True})
        await SINKS["webhook"](options, transport).send(notice(), delivery())
        shown["webhook"] = json.dumps(hook.received[0].data)
        out = stack.enter_context(redirect_stdout(io.StringIO()))
        await SINKS["console"](SINKS["console"].options.model_validate({}), transport).send(notice(), delivery())
        shown["console"] = out.getvalue()
    assert all("North Korean casualties" in text for text in shown.values())
    assert not [kind for kind, text in shown.items() if "act/" in text]


async def test_a_server_that_repeats_a_link_is_not_quoted() -> None:
    signer = RealSigner(b"k" * 32, "https://monitor.example.org")
    ((_, address), _) = signer.links(notice(), delivery().receiver, delivery().entry, notice().created)
    async with Transport(SystemClock(), signer) as transport, MattermostReceiver() as receiver:
        sink = Mattermost(MattermostOptions.model_validate({"url": receiver.hook, "allow_private": True}), transport)
        for said in (address, address.replace("/", "\\/")):
            receiver.answers.append(Answer(400, f'{{"id":"no.links","message":"{said}"}}'.encode()))
            with pytest.raises(Rejected) as caught:
                await sink.send(notice(), delivery())
            assert "https://monitor.example.org/act/... (no.links)" in str(caught.value)


def test_every_sink_for_people_is_looked_at_here() -> None:
    looked_at = {kind.partition(":")[0] for kind in CHATS} | {"email", "telegram"}
    assert looked_at | {"console", "webhook", "rss", "apprise"} == set(SINKS)
