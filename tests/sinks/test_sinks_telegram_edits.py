"""One message for an alert that is rewritten, the buttons below it, and the pace of a chat."""

import msgspec
import pytest
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.ports.sink import Rate
from monitor.sinks._chat import LIMIT, units
from monitor.sinks._transport import Transport
from monitor.sinks.telegram import Telegram, TelegramOptions
from monitor.testing.receivers import Answer, BotReceiver
from monitor.testing.receivers.bot import TOKEN


def sink(transport: Transport, receiver: BotReceiver, **options: object) -> Telegram:
    given = {"token": TOKEN, "chat": "-1001", "base": receiver.url, "allow_private": True, **options}
    return Telegram(TelegramOptions.model_validate(given), transport)


async def test_updates_rewrite_the_first_message(transport: Transport) -> None:
    async with BotReceiver() as receiver:
        telegram = sink(transport, receiver, updates="edit", topic=7)
        first = await telegram.send(notice(), delivery())
        more = notice(excerpt("Перше", post=1), excerpt("Друге вбито", "вбито", post=2), number=2, folded=(1,))
        second = await telegram.send(more, delivery(2, thread=first.thread))
    assert (len(receiver.messages), len(receiver.edits)) == (1, 1)
    assert first.thread == second.thread == {"message_id": 1}
    assert second.status == "edited"
    assert "Перше" in receiver.shown[1]
    edit = receiver.edits[0]
    assert edit.marked("underline") == ["вбито"]
    assert [row[0]["url"] for row in edit.request["reply_markup"]["inline_keyboard"]] == ["https://t.me/DIUkraine/5012"]
    assert "message_thread_id" not in edit.request


async def test_an_edit_that_changes_nothing_was_done_already(transport: Transport) -> None:
    """As after a crash between the edit and its record."""
    async with BotReceiver() as receiver:
        telegram = sink(transport, receiver, updates="edit")
        first = await telegram.send(notice(), delivery())
        for _ in range(2):
            receipt = await telegram.send(notice(number=2), delivery(2, thread=first.thread))
            assert receipt.thread == {"message_id": 1}
    assert (len(receiver.messages), len(receiver.edits)) == (1, 1)


@pytest.mark.parametrize("said", ["", "Bad Request: message can't be edited", "Bad Request: MESSAGE_ID_INVALID"])
async def test_where_the_message_is_gone_a_new_one_takes_its_place(transport: Transport, said: str) -> None:
    async with BotReceiver() as receiver:
        telegram = sink(transport, receiver, updates="edit")
        first = await telegram.send(notice(), delivery())
        if said:
            body = msgspec.json.encode({"ok": False, "error_code": 400, "description": said})
            receiver.answers.append(Answer(400, body))
        else:
            receiver.delete(1)
        second = await telegram.send(notice(number=2), delivery(2, thread=first.thread))
        third = await telegram.send(notice(number=3), delivery(3, thread=second.thread))
    assert second.thread == third.thread == {"message_id": 2}
    assert receiver.messages[1].reply_to is None
    assert [edit.message_id for edit in receiver.edits] == [2]


async def test_an_edit_fails_as_a_message_does(transport: Transport) -> None:
    async with BotReceiver() as receiver:
        telegram = sink(transport, receiver, updates="edit")
        first = await telegram.send(notice(), delivery())
        receiver.flood(35)
        with pytest.raises(Unavailable) as caught:
            await telegram.send(notice(number=2), delivery(2, thread=first.thread))
        assert (caught.value.retry_after, caught.value.limited) == (35, True)
        receiver.kicked.add(-1001)
        with pytest.raises(Rejected, match="kicked"):
            await telegram.send(notice(number=2), delivery(2, thread=first.thread))


async def test_a_group_that_became_a_supergroup_gets_a_new_message(transport: Transport) -> None:
    async with BotReceiver(chats=(-1002,)) as receiver:
        receiver.moved[-5] = -1002
        telegram = sink(transport, receiver, chat="-5", updates="edit")
        receipt = await telegram.send(notice(number=2), delivery(2, thread={"message_id": 99}))
    assert receipt.thread == {"message_id": 1}
    assert [message.chat for message in receiver.messages] == [-1002]


@pytest.mark.parametrize("count", [1, 3, 10, 40])
async def test_one_message_shows_the_newest_posts_and_counts_the_others(transport: Transport, count: int) -> None:
    posts = [excerpt(f"Допис {n}. " + "Речення про втрати. " * 40, post=n) for n in range(count)]
    async with BotReceiver() as receiver:
        telegram = sink(transport, receiver, updates="edit")
        await telegram.send(notice(*posts, more=2), delivery())
    (message,) = receiver.messages
    assert units(message.text) <= LIMIT
    shown = [n for n in range(count) if f"Допис {n}." in message.text]
    assert shown == list(range(count - len(shown), count))
    assert shown
    missing = count - len(shown) + 2
    assert f"… and {missing} more posts" in message.text
    assert "Rule dprk-casualties" in message.text


async def test_one_endless_post_still_fits(transport: Transport) -> None:
    async with BotReceiver() as receiver:
        telegram = sink(transport, receiver, updates="edit")
        await telegram.send(notice(excerpt("🔥" * 50_000), lines=("x" * 900,) * 20), delivery())
    assert len(receiver.messages) == 1


async def test_buttons_lead_to_three_posts_and_to_nothing_else(transport: Transport) -> None:
    links = [
        "https://t.me/DIUkraine/1", "https://t.me/DIUkraine/2", "https://t.me/DIUkraine/2", "https://t.me/c/77/3",
        "https://example.org/article", "http://example.org/plain", "https://localhost/x", "https://a@b.org/", "https://[",
        "javascript:alert(1)", "tg://resolve?domain=x",
    ]  # fmt: skip
    posts = [excerpt("Допис", link=link, post=n, handle="@evil\u202e name") for n, link in enumerate(links)]
    async with BotReceiver() as receiver:
        await sink(transport, receiver).send(notice(*posts), delivery())
        await sink(transport, receiver, buttons=False).send(notice(*posts), delivery(2))
        await sink(transport, receiver).send(notice(excerpt("Без посилання", link="")), delivery(3))
    keyboard = [row[0] for row in receiver.messages[0].request["reply_markup"]["inline_keyboard"]]
    assert [button["url"] for button in keyboard] == [links[2], links[3], links[4]]
    assert [button["text"] for button in keyboard] == ["evil\ufffd name/2", "evil\ufffd name/3", "evil\ufffd name"]
    assert "reply_markup" not in receiver.messages[1].request
    assert "reply_markup" not in receiver.messages[2].request


async def test_of_several_messages_the_last_has_the_buttons(transport: Transport) -> None:
    async with BotReceiver() as receiver:
        await sink(transport, receiver).send(notice(excerpt("Речення про втрати. " * 400)), delivery())
    assert len(receiver.messages) > 1
    assert ["reply_markup" in message.request for message in receiver.messages][-2:] == [False, True]


async def test_a_button_that_the_service_refuses_costs_no_notice(transport: Transport) -> None:
    async with BotReceiver() as receiver:
        body = b'{"ok":false,"description":"Bad Request: BUTTON_URL_INVALID"}'
        receiver.answers.append(Answer(400, body))
        await sink(transport, receiver).send(notice(), delivery())
    assert "reply_markup" not in receiver.messages[0].request


@pytest.mark.parametrize(
    ("options", "pace"),
    [
        ({"chat": "-1001"}, (Rate(1, 1_000), Rate(20, 60_000))),
        ({"chat": "@desk_group"}, (Rate(1, 1_000), Rate(20, 60_000))),
        ({"chat": "77"}, (Rate(1, 1_000),)),
        ({"chat": "77", "rate": "5/min"}, (Rate(5, 60_000),)),
    ],
)
def test_the_pace_is_that_of_the_chat(options: dict[str, object], pace: tuple[Rate, ...], transport: Transport) -> None:
    telegram = Telegram(TelegramOptions.model_validate({"token": TOKEN, **options}), transport)
    assert telegram.pace == pace
