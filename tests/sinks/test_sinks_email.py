import asyncio
import ssl
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.sinks._transport import Transport
from monitor.sinks.email import Email, EmailOptions
from monitor.testing.receivers import MailReceiver

CERTIFICATE = Path(__file__).parent / "tls" / "localhost.pem"


def sink(transport: Transport, receiver: MailReceiver, **options: object) -> Email:
    given = {"host": "127.0.0.1", "port": receiver.port, "from": "Desk <desk@example.org>", "to": ["a@example.org"]}
    return Email(EmailOptions.model_validate({**given, **options}), transport)


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


class Seen(HTMLParser):
    """What a reader of HTML meets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.marked: list[str] = []
        self.text = ""
        self._in_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._in_mark = tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked.append(data)


async def test_both_parts_say_what_matters(transport: Transport) -> None:
    post = excerpt("Військових КНДР <b>вбито</b> & поранено", "вбито", late=2_460_000, media=("video 1:48",))
    async with MailReceiver() as receiver:
        await sink(transport, receiver, subject_prefix="[desk]").send(notice(post), delivery())
    (mail,) = receiver.mails
    seen = Seen(mail.html)
    assert mail.message["Subject"] == "[desk] [HIGH] North Korean casualties are claimed"
    assert mail.message["From"] == "Desk <desk@example.org>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Date"].datetime.utcoffset() is not None
    assert mail.recipients == ("a@example.org",)
    for text in (mail.text, seen.text):
        for fact in ("https://t.me/DIUkraine/5012", "Defence Intelligence of Ukraine (@DIUkraine)", "side ukraine"):
            assert fact in text
        for fact in ("official", "14 Dec 2024 10:31 UTC", "late by 41 min", "Rule dprk-casualties", "video 1:48"):
            assert fact in text
    assert "> Військових КНДР <b>*вбито*</b> & поранено" in mail.text
    assert seen.marked == ["вбито"]
    assert "<b>вбито</b> & поранено" in seen.text
    assert seen.tags <= {"html", "head", "meta", "body", "div", "h1", "p", "a", "hr", "mark"}
    assert seen.attributes <= {"style", "href", "charset", "name", "content", "dir"}
    assert "url(" not in mail.html


async def test_updates_stay_in_the_thread_of_the_first(transport: Transport) -> None:
    async with MailReceiver() as receiver:
        email = sink(transport, receiver)
        first = await email.send(notice(), delivery())
        second = await email.send(notice(number=2, kind="matched"), delivery(2, thread=first.thread))
        third = await email.send(notice(number=3, kind="deleted"), delivery(3, thread=second.thread))
        await email.send(notice(), delivery())
    opened, matched, deleted, again = (mail.message for mail in receiver.mails)
    assert first.thread == second.thread == third.thread == {"message_id": opened["Message-ID"]}
    assert opened["In-Reply-To"] is None
    for update in (matched, deleted):
        assert update["In-Reply-To"] == update["References"] == opened["Message-ID"]
    assert len({mail["Message-ID"] for mail in (opened, matched, deleted)}) == 3
    assert again["Message-ID"] == opened["Message-ID"], "a repeat must be known as one"


async def test_a_thread_holds_although_its_first_mail_never_arrived(transport: Transport) -> None:
    """What it is known by comes from the alert and the entry, not from what was sent."""
    async with MailReceiver() as receiver:
        email = sink(transport, receiver)
        second = await email.send(notice(number=2), delivery(2))
        await email.send(notice(number=3), delivery(3, thread=second.thread))
        await email.send(notice(), delivery())  # tried again by hand
        await email.send(notice(), delivery(entry="other", key="4f1c2a:1:newsroom:other"))
    second_mail, third, first, elsewhere = (mail.message for mail in receiver.mails)
    assert second_mail["In-Reply-To"] == second_mail["References"] == first["Message-ID"]
    assert third["In-Reply-To"] == second_mail["Message-ID"]
    assert third["References"] == f"{first['Message-ID']} {second_mail['Message-ID']}"
    assert first["References"] is None
    assert elsewhere["Message-ID"] != first["Message-ID"]


async def test_no_line_of_a_title_or_a_name_becomes_a_header(transport: Transport) -> None:
    evil = "Втрати\r\nBcc: x@example.org\r\n\r\n<b>\u202e\u2066body\u2028\x85X-Evil: 1"
    post = excerpt("Текст", channel=evil, handle=evil, side=evil, forward=evil, media=(evil,), note=evil)
    async with MailReceiver() as receiver:
        email = sink(transport, receiver, subject_prefix="[desk\r\nBcc: y@example.org]")
        await email.send(notice(post, title=evil, rule=evil, alert=evil, lines=(evil,)), delivery())
    (mail,) = receiver.mails
    assert {name.lower() for name in mail.message.keys()} == {  # noqa: SIM118 - a message is no mapping
        *("subject", "from", "to", "date", "message-id", "auto-submitted", "x-auto-response-suppress"),
        *("x-monitor-alert", "x-monitor-rule", "x-monitor-severity", "mime-version", "content-type"),
    }
    assert mail.recipients == ("a@example.org",)
    for text in (str(mail.message["Subject"]), mail.text, Seen(mail.html).text):
        assert not set(text) & set("\u202e\u2066\u2028\x85\x00")
        assert "Bcc: x@example.org" in text, "it is told, as text"
    assert "<b>" not in mail.html


async def test_a_long_domain_does_not_break_the_headers(transport: Transport) -> None:
    domain = ".".join(["a-rather-long-label-of-a-domain"] * 3) + ".example.org"
    async with MailReceiver() as receiver:
        email = sink(transport, receiver, **{"from": f"desk@{domain}"})
        first = await email.send(notice(title="Втрати " * 60), delivery())
        await email.send(notice(number=2), delivery(2, thread=first.thread))
    opened, update = (mail.message for mail in receiver.mails)
    assert opened["Message-ID"].endswith(f"@{domain}>")
    assert update["References"] == opened["Message-ID"]
    assert opened["Subject"].startswith("[HIGH] Втрати Втрати")


@pytest.mark.parametrize(
    ("reply", "expected"),
    [("451 4.7.1 greylisted", Unavailable), ("421 busy", Unavailable), ("554 5.7.1 spam", Rejected)],
)
async def test_what_an_answer_means(transport: Transport, reply: str, expected: type[Exception]) -> None:
    async with MailReceiver(replies=[reply]) as receiver:
        email = sink(transport, receiver)
        with pytest.raises(expected, match=f"127.0.0.1 answered {reply}"):
            await email.send(notice(), delivery())
        assert (await email.send(notice(), delivery())).status == "sent"


async def test_recipients_that_are_refused(transport: Transport) -> None:
    refused = {"a@example.org": "550 unknown", "b@example.org": "450 full"}
    async with MailReceiver(refused=refused) as receiver:
        both = sink(transport, receiver, to=["a@example.org", "b@example.org"])
        with pytest.raises(Unavailable, match="450 full"):
            await both.send(notice(), delivery())
        with pytest.raises(Rejected, match="550 unknown"):
            await sink(transport, receiver).send(notice(), delivery())
        some = sink(transport, receiver, to=["a@example.org", "c@example.org"])
        receipt = await some.send(notice(), delivery())
        assert receipt.status == "sent, but refused for 1 of 2 recipients"
        assert receiver.mails[0].recipients == ("c@example.org",)


async def test_a_server_that_is_away_or_silent(transport: Transport) -> None:
    async with MailReceiver() as receiver:
        receiver.silent = True
        with pytest.raises(Unavailable, match="in time"):
            await sink(transport, receiver, timeout="200ms").send(notice(), delivery())
    with pytest.raises(Unavailable, match="cannot be reached"):
        await sink(transport, receiver).send(notice(), delivery())


@pytest.mark.parametrize(("security", "implicit"), [("starttls", False), ("tls", True)])
async def test_encrypted_and_signed_in(transport: Transport, security: str, implicit: bool) -> None:
    login = {"username": "desk", "password": "hunter2", "security": security, "host": "localhost"}
    async with MailReceiver(login=("desk", "hunter2"), tls=server_tls(), implicit=implicit) as receiver:
        await sink(transport, receiver, ca=CERTIFICATE, **login).send(notice(), delivery())
        assert [(mail.secure, mail.user) for mail in receiver.mails] == [(True, "desk")]
        wrong = {**login, "password": "hunter3"}
        with pytest.raises(Rejected, match="check username and password") as caught:
            await sink(transport, receiver, ca=CERTIFICATE, **wrong).send(notice(), delivery())
        assert "hunter" not in str(caught.value)
        with pytest.raises(Unavailable, match="certificate that does not hold"):
            await sink(transport, receiver, **login).send(notice(), delivery())


async def test_a_server_without_starttls_gets_nothing(transport: Transport) -> None:
    async with MailReceiver() as receiver:
        with pytest.raises(Rejected, match="security"):
            await sink(transport, receiver, security="starttls").send(notice(), delivery())
        assert receiver.mails == []


async def test_nothing_in_a_notice_reaches_the_headers(transport: Transport) -> None:
    evil = "Bcc: spy@example.org\r\nBcc: spy@example.org\u2028\n\nBody"
    hostile = notice(excerpt(), title=evil, rule=evil, alert=evil)
    async with MailReceiver() as receiver:
        await sink(transport, receiver).send(hostile, replace(delivery(), key=evil))
    (mail,) = receiver.mails
    assert mail.message["Bcc"] is None
    assert mail.recipients == ("a@example.org",)
    assert len(mail.message.get_all("Subject", [])) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "to"),
        ({"to": []}, "at least 1"),
        ({"to": ["nobody"]}, "not a mail address"),
        ({"to": ["a@example.org\r\nBcc: b@example.org"]}, "not a mail address"),
        ({"to": ["a@example.org"], "from": "a@b@c"}, "not a mail address"),
        ({"to": ["a@example.org"], "username": "desk"}, "go together"),
        ({"to": ["a@b.org"], "username": "d", "password": "hunter2", "security": "none", "host": "b.org"}, "clear"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EmailOptions.model_validate(options)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_bare_address_is_enough() -> None:
    options = EmailOptions.model_validate({"to": "desk@example.org"})
    assert (options.to, options.protection) == (("desk@example.org",), "none")
    away = EmailOptions.model_validate({"to": "desk@example.org", "host": "mail.example.org", "port": "2525"})
    assert (away.protection, away.port) == ("starttls", 2525)


async def test_who_was_put_off_is_tried_again_and_nobody_else(transport: Transport) -> None:
    refused = {"a@example.org": "550 unknown", "b@example.org": "450 greylisted"}
    async with MailReceiver(refused=refused) as receiver:
        email = sink(transport, receiver, to=["a@example.org", "B <b@example.org>", "c@example.org"])
        for _ in range(2):
            with pytest.raises(Unavailable, match=r"not yet for 1 of 3 recipients: 450 greylisted"):
                await email.send(notice(), delivery())
        del refused["b@example.org"]
        receipt = await email.send(notice(), delivery())
        assert receipt.status == "sent, but refused for 1 of 3 recipients"
        assert [mail.recipients for mail in receiver.mails] == [("c@example.org",), ("b@example.org",)]
        assert len({mail.message["Message-ID"] for mail in receiver.mails}) == 1
        await email.send(notice(number=2), delivery(2, thread=receipt.thread))
        assert receiver.mails[-1].recipients == ("b@example.org", "c@example.org"), "the next one is for all again"


async def test_who_was_put_off_and_then_refused_stops_nothing(transport: Transport) -> None:
    refused = {"b@example.org": "450 greylisted"}
    async with MailReceiver(refused=refused) as receiver:
        email = sink(transport, receiver, to=["b@example.org", "c@example.org"])
        with pytest.raises(Unavailable):
            await email.send(notice(), delivery())
        refused["b@example.org"] = "550 no such user"
        assert (await email.send(notice(), delivery())).status == "sent, but refused for 1 of 2 recipients"
        assert len(receiver.mails) == 1


async def test_a_server_that_takes_a_mail_and_says_no_goodbye(transport: Transport) -> None:
    """It was taken: to send it again, because the connection ends badly, would show it twice, and again."""
    taken = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while (line := (await reader.readline()).strip().upper()) and not line.startswith(b"QUIT"):
            if line == b"DATA":
                writer.write(b"354 go on\r\n")
                taken.append(await reader.readuntil(b"\r\n.\r\n"))
            writer.write(b"250 well\r\n")
        await reader.read()  # until the other side has had enough
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        options = {"host": "127.0.0.1", "port": port, "to": ["a@example.org"], "timeout": "1s"}
        email = Email(EmailOptions.model_validate(options), transport)
        assert (await email.send(notice(), delivery())).status == "sent"
    assert len(taken) == 1


@pytest.mark.parametrize(("content", "why"), [(None, "No such file"), ("", "no certificates"), ("junk", "no certif")])
def test_certificates_that_cannot_be_read_are_a_problem_of_the_watch_file(
    tmp_path: Path, content: str | None, why: str
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ValidationError, match=why):
        EmailOptions.model_validate({"to": ["a@example.org"], "host": "mx.example.org", "ca": str(path)})
