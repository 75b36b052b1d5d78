import json
from html.parser import HTMLParser
from typing import Any

import pytest
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.sinks._transport import Transport
from monitor.sinks.matrix import Matrix, MatrixOptions
from monitor.testing.receivers import Answer, MatrixReceiver
from monitor.testing.receivers.matrix import TOKEN

ROOM = "!desk:example.org"


def sink(transport: Transport, server: MatrixReceiver, **options: object) -> Matrix:
    given = {"homeserver": server.url, "token": TOKEN, "room": ROOM, "allow_private": True, **options}
    return Matrix(MatrixOptions.model_validate(given), transport)


class Elements(HTMLParser):
    """The names of all elements, and where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.links += [value for name, value in attrs if name == "href"]


async def test_a_message_says_what_matters_and_marks_it(transport: Transport) -> None:
    async with MatrixReceiver() as server:
        receipt = await sink(transport, server).send(notice(), delivery())
    (message,) = server.messages
    content = message.content
    assert message.transaction == delivery().key
    assert receipt.thread == {"room": ROOM, "event_id": message.event_id, "last": message.event_id}
    assert content["body"].startswith("[HIGH] North Korean casualties are claimed\n\nhttps://t.me/DIUkraine/5012\n")
    assert "> Плехово: щонайменше 30 *військових КНДР* вбито" in content["body"]
    assert "<strong>[HIGH] North Korean casualties are claimed</strong>" in content["formatted_body"]
    assert "<blockquote>Плехово: щонайменше 30 <strong><u>військових КНДР</u></strong>" in content["formatted_body"]
    assert Elements(content["formatted_body"]).links == ["https://t.me/DIUkraine/5012"]
    assert content["m.mentions"] == {}
    assert content["msgtype"] == "m.text"
    assert "m.relates_to" not in content


async def test_updates_go_into_a_thread_under_the_first(transport: Transport) -> None:
    async with MatrixReceiver() as server:
        matrix = sink(transport, server)
        first = await matrix.send(notice(), delivery())
        second = await matrix.send(notice(number=2), delivery(2, thread=first.thread))
        await matrix.send(notice(number=3), delivery(3, thread=second.thread))
    root, one, two = server.messages
    assert [message.relation for message in server.messages] == [("", ""), *[("m.thread", root.event_id)] * 2]
    assert two.content["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": root.event_id,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": one.event_id},
    }


async def test_updates_edit_the_first_if_asked(transport: Transport) -> None:
    async with MatrixReceiver() as server:
        matrix = sink(transport, server, updates="edit")
        assert matrix.whole
        first = await matrix.send(notice(), delivery())
        later = notice(excerpt("Нове: 31"), number=2, kind="matched")
        second = await matrix.send(later, delivery(2, thread=first.thread))
        assert not sink(transport, server).whole
    root, edit = server.messages
    assert second.thread["event_id"] == root.event_id
    assert edit.relation == ("m.replace", root.event_id)
    assert edit.content["m.mentions"] == edit.content["m.new_content"]["m.mentions"] == {}
    assert edit.content["body"] == "* [HIGH] North Korean casualties are claimed"
    (shown,) = server.contents
    assert "Нове: 31" in shown["body"]
    assert "m.relates_to" not in shown


async def test_a_repeat_after_a_crash_makes_no_second_message(transport: Transport) -> None:
    async with MatrixReceiver() as server:
        first = await sink(transport, server).send(notice(), delivery())
        second = await sink(transport, server).send(notice(), delivery())
    assert len(server.messages) == 1
    assert first == second


async def test_an_alias_is_looked_up_once_and_again_when_it_led_nowhere(transport: Transport) -> None:
    async with MatrixReceiver(rooms=(ROOM, "!new:example.org")) as server:
        server.aliases["#desk:example.org"] = ROOM
        matrix = sink(transport, server, room="#desk:example.org")
        first = await matrix.send(notice(), delivery())
        await matrix.send(notice(number=2), delivery(2))
        assert [request.method for request in server.requests] == ["GET", "PUT", "PUT"]
        server.closed.add(ROOM)
        with pytest.raises(Rejected, match="M_FORBIDDEN"):
            await matrix.send(notice(number=3), delivery(3))
        server.aliases["#desk:example.org"] = "!new:example.org"
        await matrix.send(notice(number=4), delivery(4, thread=first.thread))
    assert server.messages[-1].room == "!new:example.org"
    assert server.messages[-1].relation == ("", ""), "events of another room cannot be related to"


async def test_where_the_first_message_is_gone_a_new_thread_begins(transport: Transport) -> None:
    async with MatrixReceiver() as server:
        matrix = sink(transport, server)
        first = await matrix.send(notice(), delivery())
        server.forget(first.thread["event_id"])
        second = await matrix.send(notice(number=2), delivery(2, thread=first.thread))
        await matrix.send(notice(number=3), delivery(3, thread=second.thread))
    new, last = server.messages
    assert new.relation == ("", "")
    assert second.thread["event_id"] == new.event_id
    assert last.relation == ("m.thread", new.event_id)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"token": "syt_another_1"}, "M_UNKNOWN_TOKEN Invalid access token passed.; .* log in again"),
        ({"room": "!other:example.org"}, "M_FORBIDDEN .* invite the account"),
        ({"room": "#none:example.org"}, "M_NOT_FOUND .* check `room`"),
        ({"homeserver": "{url}/elsewhere"}, "M_UNRECOGNIZED .* check `homeserver`"),
    ],
)
async def test_refusals_are_final_and_do_not_tell_the_token(
    transport: Transport, options: dict[str, str], sentence: str
) -> None:
    async with MatrixReceiver() as server:
        given = {key: value.format(url=server.url) for key, value in options.items()}
        with pytest.raises(Rejected, match=sentence) as caught:
            await sink(transport, server, **given).send(notice(), delivery())
    assert "syt_" not in str(caught.value)


async def test_too_many_requests_name_their_wait(transport: Transport) -> None:
    async with MatrixReceiver() as server:
        server.limit(2500)
        server.answers.append(Answer(429, b'{"errcode":"M_LIMIT_EXCEEDED"}', {"retry-after": "9"}))
        for expected in (2.5, 9.0):
            with pytest.raises(Unavailable) as caught:
                await sink(transport, server).send(notice(), delivery())
            assert caught.value.retry_after == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(502, b"<html>"), Unavailable),
        (Answer(500, b'{"errcode":"M_UNKNOWN","error":"Internal server error"}'), Unavailable),
        (Answer(200, b"<html>"), Unavailable),
        (Answer(200, b"{}"), Unavailable),
        (Answer(301, b""), Rejected),
        (Answer(404, b"<html>"), Rejected),
        (Answer(400, b'{"errcode":"M_UNKNOWN","error":"no"}'), Rejected),
        (Answer(reset=True), Unavailable),
        (Answer(hang=True), Unavailable),
    ],
)
async def test_a_server_that_is_not_well(transport: Transport, answer: Answer, expected: type[Exception]) -> None:
    async with MatrixReceiver() as server:
        # The client asks a second time where a connection breaks: it may, as a repeat is harmless.
        server.answers.extend([answer, answer])
        with pytest.raises(expected):
            await sink(transport, server, timeout="300ms").send(notice(), delivery())


def nasty(length: int) -> Any:
    return excerpt("&<'\"🔥 @room. " * length, "🔥", channel="&<" * 400, note="<" * 900, media=("&" * 400,) * 3)


@pytest.mark.parametrize("updates", ["reply", "edit"])
async def test_an_event_is_never_too_large(transport: Transport, updates: str) -> None:
    many = notice(*[nasty(10_000)] * 10, title="<" * 5000, lines=("<" * 2000,) * 40)
    async with MatrixReceiver() as server:
        matrix = sink(transport, server, updates=updates)
        first = await matrix.send(notice(), delivery())
        await matrix.send(many, delivery(2, thread=first.thread))
        await matrix.send(notice(nasty(10_000)), delivery(3, thread=first.thread))
    shown = server.contents[0 if updates == "edit" else -1]
    assert 20_000 < len(json.dumps(shown, ensure_ascii=False).encode()) < 60_000, "room is used"
    assert "https://t.me/DIUkraine/5012" in shown["body"]
    assert "@room" not in shown["body"] + shown["formatted_body"]


async def test_html_of_strangers_stays_text(transport: Transport) -> None:
    evil = '<img src=x onerror=alert(1)> </blockquote><a href="javascript:alert(1)">x</a> [x](javascript:1)'
    post = excerpt(evil, "blockquote", channel=evil, link=f"javascript:{evil}", note=evil, forward=evil)
    async with MatrixReceiver() as server:
        await sink(transport, server).send(notice(post, title=evil, rule=evil, lines=(evil,)), delivery())
    (content,) = server.contents
    found = Elements(content["formatted_body"])
    assert found.names == {"p", "br", "strong", "em", "u", "blockquote"}
    assert found.links == []
    assert evil in content["body"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"homeserver": "matrix.example.org"}, "http"),
        ({"room": "desk"}, "id of a room"),
        ({"room": "#desk"}, "id of a room"),
        ({"token": "hunter2 hunter2"}, "printable ASCII"),
        ({"updates": "thread"}, "edit"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    good = {"homeserver": "https://matrix.example.org", "token": TOKEN, "room": ROOM}
    with pytest.raises(ValidationError) as caught:
        MatrixOptions.model_validate({**good, **options})
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert TOKEN not in repr(MatrixOptions.model_validate(good))


async def test_a_message_that_people_removed_is_not_edited_but_followed(transport: Transport) -> None:
    """A homeserver takes edits of it, and nobody would ever see them."""
    async with MatrixReceiver() as server:
        matrix = sink(transport, server, updates="edit")
        first = await matrix.send(notice(), delivery())
        server.remove(first.thread["event_id"])
        second = await matrix.send(notice(number=2, kind="matched", folded=(1,)), delivery(2, thread=first.thread))
        assert second.thread["event_id"] != first.thread["event_id"]
        (shown,) = server.contents
        assert "notice 2 (with 1)" in shown["body"]
        third = await matrix.send(notice(number=3, kind="matched", folded=(1, 2)), delivery(3, thread=second.thread))
        assert third.thread["event_id"] == second.thread["event_id"]
        (shown,) = server.contents
        assert "notice 3 (with 1, 2)" in shown["body"]
