import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.sinks._chat import LIMIT, MOST_PIECES, Piece, pieces, units
from monitor.sinks._layout import layout
from monitor.sinks._transport import Transport
from monitor.sinks.telegram import Telegram, TelegramOptions
from monitor.testing.receivers import Answer, BotReceiver
from monitor.testing.receivers.bot import TOKEN


def sink(transport: Transport, receiver: BotReceiver, **options: object) -> Telegram:
    given = {"token": TOKEN, "chat": "-1001", "base": receiver.url, "allow_private": True, **options}
    return Telegram(TelegramOptions.model_validate(given), transport)


async def test_a_message_says_what_matters_and_marks_it(transport: Transport) -> None:
    post = excerpt("🔥🔥 Плехово: вбито, 👨‍👩‍👧 вбито", "вбито", "Плехово")
    async with BotReceiver() as receiver:
        receipt = await sink(transport, receiver, topic=7).send(notice(post), delivery())
    (message,) = receiver.messages
    assert receipt.thread == {"message_id": message.message_id}
    assert message.text.startswith("[HIGH] North Korean casualties are claimed\n\nhttps://t.me/DIUkraine/5012\n")
    assert message.marked("underline") == ["Плехово", "вбито"]
    assert message.marked("blockquote") == ["🔥🔥 Плехово: вбито, 👨‍👩‍👧 вбито"]
    assert "parse_mode" not in message.request
    assert message.request["link_preview_options"] == {"is_disabled": True}
    assert message.request["message_thread_id"] == 7


async def test_updates_reply_to_the_first_even_if_it_is_gone(transport: Transport) -> None:
    async with BotReceiver() as receiver:
        telegram = sink(transport, receiver)
        first = await telegram.send(notice(), delivery())
        second = await telegram.send(notice(number=2), delivery(2, thread=first.thread))
        receiver.delete(1)
        third = await telegram.send(notice(number=3), delivery(3, thread=second.thread))
    assert [message.reply_to for message in receiver.messages] == [None, 1, 1]
    assert first.thread == second.thread == third.thread == {"message_id": 1}


@pytest.mark.parametrize(("severity", "silent"), [("low", True), ("medium", False), ("critical", False)])
async def test_what_is_less_severe_makes_no_sound(transport: Transport, severity: str, silent: bool) -> None:
    async with BotReceiver() as receiver:
        await sink(transport, receiver, silent_below="medium").send(notice(severity=severity), delivery())
    assert receiver.messages[0].request["disable_notification"] is silent


async def test_too_many_requests_name_their_wait(transport: Transport) -> None:
    async with BotReceiver() as receiver:
        receiver.flood(23)
        with pytest.raises(Unavailable) as caught:
            await sink(transport, receiver).send(notice(), delivery())
    assert caught.value.retry_after == 23


async def test_refusals_are_final_and_do_not_tell_the_token(transport: Transport) -> None:
    async with BotReceiver(chats=(-1001, "@desk")) as receiver:
        receiver.kicked.add(-1001)
        for options, sentence in (
            ({"chat": "-5"}, "chat not found; add the bot"),
            ({}, "bot was kicked"),
            ({"token": f"{TOKEN[:-1]}9"}, "check the bot's token"),
        ):
            with pytest.raises(Rejected, match=sentence) as caught:
                await sink(transport, receiver, **options).send(notice(), delivery())
            assert "loopback" not in str(caught.value)
            assert "/bot" not in str(caught.value)
        await sink(transport, receiver, chat="@desk").send(notice(), delivery())
        assert receiver.messages[0].chat == "@desk"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(502, b"<html>"), Unavailable),
        (Answer(200, b"<html>"), Unavailable),
        (Answer(301, b""), Rejected),
        (Answer(reset=True), Unavailable),
        (Answer(hang=True), Unavailable),
    ],
)
async def test_a_server_that_is_not_well(transport: Transport, answer: Answer, expected: type[Exception]) -> None:
    async with BotReceiver() as receiver:
        receiver.answers.append(answer)
        with pytest.raises(expected) as caught:
            await sink(transport, receiver, timeout="300ms").send(notice(), delivery())
        assert "loopback" not in str(caught.value)


async def test_a_message_that_was_taken_is_not_sent_again_for_want_of_its_number(transport: Transport) -> None:
    async with BotReceiver() as receiver:
        receiver.answers.append(Answer(200, b" " * 100, drip=0.05))
        receipt = await sink(transport, receiver, timeout="200ms").send(notice(), delivery())
    assert receipt.thread == {}


async def test_a_group_that_became_a_supergroup_is_followed(transport: Transport) -> None:
    async with BotReceiver(chats=(-1002,)) as receiver:
        receiver.moved[-5] = -1002
        telegram = sink(transport, receiver, chat="-5")
        await telegram.send(notice(number=2), delivery(2, thread={"message_id": 99}))
        await telegram.send(notice(number=3), delivery(3))
    assert [message.chat for message in receiver.messages] == [-1002, -1002]


async def test_a_long_notice_goes_on_where_it_stopped(transport: Transport) -> None:
    long = notice(excerpt("Речення про втрати. " * 400, "втрати"))
    async with BotReceiver() as receiver:
        telegram = sink(transport, receiver)
        receiver.answers.append(Answer(200, msgspec.json.encode({"ok": True, "result": {"message_id": 77}})))
        receiver.flood(1)
        with pytest.raises(Unavailable):
            await telegram.send(long, delivery())
        receipt = await telegram.send(long, delivery())
    assert receipt.thread == {"message_id": 77}
    assert "[HIGH]" not in receiver.messages[0].text, "the first part was taken before"
    assert all(message.reply_to == 77 for message in receiver.messages)


def test_parts_are_short_enough_and_end_with_sentences() -> None:
    made = pieces(layout(notice(excerpt("Речення про втрати. " * 3000)), 100_000), "https://t.me/DIUkraine/5012")
    assert len(made) == MOST_PIECES
    assert all(units(piece.text) <= LIMIT for piece in made)
    assert all(piece.text.endswith("втрати.") for piece in made[:-1])
    assert made[-1].text.endswith("\n…\nhttps://t.me/DIUkraine/5012")


def covered(piece: Piece, kind: str) -> list[str]:
    wide = piece.text.encode("utf-16-le")
    spans = ((e["offset"] * 2, (e["offset"] + e["length"]) * 2) for e in piece.entities if e["type"] == kind)
    return [wide[start:end].decode("utf-16-le") for start, end in spans]


WORDS = st.lists(st.sampled_from(["вбито", "🔥", "@everyone", "слово", "\n", ".", "a" * 30]), max_size=150)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(300, 900))
def test_no_entity_is_cut_and_all_point_at_their_words(words: list[str], limit: int) -> None:
    text = " ".join(words)
    marked = excerpt(text, *(["вбито"] if "вбито" in words else []))
    made = pieces(layout(notice(marked), 100_000), "https://t.me/DIUkraine/5012", limit)
    assert 1 <= len(made) <= MOST_PIECES
    assert all(0 < units(piece.text) <= limit for piece in made)
    assert all(word == "вбито" for piece in made for word in covered(piece, "underline"))


def test_names_and_commands_of_a_post_call_nobody() -> None:
    (piece,) = pieces(layout(notice(excerpt("@everyone @durov a@b.org /start http://x.org/path")), 1000), "")
    for call in ("@everyone", "@durov", "@b.org", "/start", "@DIUkraine"):
        assert call not in piece.text
    assert "http://x.org/path" in piece.text
    assert "https://t.me/DIUkraine/5012" in piece.text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"token": "hunter2"}, "BotFather"),
        ({"chat": "desk"}, "@name"),
        ({"base": "ftp://example.org"}, "http"),
        ({"base": "https://example.org/?a=1"}, "plain"),
        ({"base": "https://example.org:many"}, "is not a web address"),
        ({"silent_below": "loud"}, "critical"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TelegramOptions.model_validate({"token": TOKEN, "chat": "-1001", **options})
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)
