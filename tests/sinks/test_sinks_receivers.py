"""The receivers do what real ones would, and leave nothing behind."""

import asyncio
import time
from datetime import UTC, datetime

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from monitor.testing.receivers import Answer, BotReceiver, MailReceiver, WebhookReceiver
from monitor.testing.receivers.bot import TOKEN


async def test_requests_in_pieces_and_one_after_the_other_on_one_connection() -> None:
    async with WebhookReceiver() as receiver:
        reader, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
        for piece in (
            b"POST / HT",
            b"TP/1.1\r\nWebhook-Id: 1\r\ncontent-length: 4\r\n\r\nab",
            b"cdPOST / HTTP/1.1\r\n",
        ):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        await receiver.wait_for(1)
        writer.write(b"webhook-id: 2\r\n\r\n")
        await receiver.wait_for(2)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204 ")
        writer.close()
        await writer.wait_closed()
        assert [(received.id, received.body) for received in receiver.received] == [("1", b"abcd"), ("2", b"")]
        assert receiver.connections == 1


async def test_a_signature_of_another_is_seen_and_so_is_the_moment() -> None:
    before = time.monotonic_ns()
    heard: list[str] = []
    async with WebhookReceiver(on_receive=lambda received: heard.append(received.id)) as receiver:
        now = datetime.now(UTC)
        async with httpx.AsyncClient(trust_env=False) as client:
            for ident, body in (("good", b"{}"), ("forged", b"[]")):
                signature = Webhook(receiver.secret).sign(ident, now, "{}")
                stamp = str(int(now.timestamp()))
                headers = {"webhook-id": ident, "webhook-timestamp": stamp, "webhook-signature": signature}
                await client.post(receiver.url, content=body, headers=headers)
    good, forged = receiver.received
    assert (good.valid, forged.valid) == (True, False)
    assert heard == ["good", "forged"]
    assert before < good.at_ns <= forged.at_ns


async def test_answers_come_in_their_order() -> None:
    programme: list[Answer | int] = [500, Answer(200, b"hi", {"x-a": "1"})]
    async with WebhookReceiver(answers=programme) as receiver, httpx.AsyncClient(trust_env=False) as client:
        answers = [await client.post(receiver.url) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [500, 200, 204]
    assert (answers[1].text, answers[1].headers["x-a"]) == ("hi", "1")


async def test_leaving_drops_whoever_is_still_there() -> None:
    async with WebhookReceiver(answers=[Answer(hang=True)]) as receiver:
        reader, writer = await asyncio.open_connection("127.0.0.1", receiver.port)
        writer.write(b"POST / HTTP/1.1\r\n\r\n")
        await receiver.wait_for(1)
    assert await reader.read() == b""
    writer.close()
    async with MailReceiver() as mail:
        reader, writer = await asyncio.open_connection("127.0.0.1", mail.port)
        assert (await reader.readline()).startswith(b"220 ")
    assert await reader.read() == b""
    writer.close()


async def test_waiting_ends_with_a_time_out() -> None:
    async with WebhookReceiver() as receiver, MailReceiver() as mail, BotReceiver() as bot:
        for waiting in (receiver.wait_for(1, 0.01), mail.wait_for(1, 0.01), bot.wait_for(1, 0.01)):
            with pytest.raises(TimeoutError):
                await waiting


@pytest.mark.parametrize(
    ("path", "message", "code", "description"),
    [
        (f"/bot{TOKEN}/getMe", {}, 404, "Not Found"),
        ("/bot1:wrong/sendMessage", {}, 401, "Unauthorized"),
        (f"/bot{TOKEN}/sendMessage", {"chat_id": 5}, 400, "Bad Request: chat not found"),
        (f"/bot{TOKEN}/sendMessage", {"chat_id": 1, "text": " "}, 400, "Bad Request: message text is empty"),
        (f"/bot{TOKEN}/sendMessage", {"chat_id": 1, "text": "🔥" * 2049}, 400, "Bad Request: message is too long"),
        (
            f"/bot{TOKEN}/sendMessage",
            {"chat_id": 1, "text": "🔥", "entities": [{"type": "bold", "offset": 1, "length": 1}]},
            400,
            "Bad Request: entity is out of the text or of an unknown type",
        ),
        (
            f"/bot{TOKEN}/sendMessage",
            {"chat_id": 1, "text": "a", "reply_parameters": {"message_id": 9}},
            400,
            "Bad Request: message to be replied not found",
        ),
    ],
)
async def test_the_bot_api_refuses_what_the_real_one_does(
    path: str, message: dict[str, object], code: int, description: str
) -> None:
    async with BotReceiver(chats=(1,)) as receiver, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(receiver.url + path, json=message)
    assert answer.status_code == code
    assert answer.json() == {"ok": False, "error_code": code, "description": description}
    assert receiver.messages == []
