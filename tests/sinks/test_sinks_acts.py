"""Links by which readers act: they go out with a message, and stand nowhere else."""

from html.parser import HTMLParser

import msgspec
import pytest
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected
from monitor.model import Delivery, Notice
from monitor.ports.clock import SystemClock
from monitor.sinks._layout import layout
from monitor.sinks._mail import as_html, as_text
from monitor.sinks._transport import Transport
from monitor.sinks.email import Email, EmailOptions
from monitor.sinks.telegram import Telegram, TelegramOptions
from monitor.testing.receivers import Answer, BotReceiver, MailReceiver
from monitor.testing.receivers.bot import TOKEN


class Signer:
    """Makes links that can be told apart."""

    def links(self, notice: Notice, receiver: str, entry: str, now: int) -> tuple[tuple[str, str], ...]:
        base = f"https://monitor.example.org/act/{notice.alert}-{receiver}-{entry}-{now}"
        return (("Acknowledge", f"{base}-a?x=1&y=2"), ("Close", f"{base}-c"))


class Buttons(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self._href = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        if self._href:
            self.links[data] = self._href


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
