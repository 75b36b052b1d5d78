"""The chat platforms on loopback refuse what the real ones do, so that a sink that passes has kept their limits."""

from typing import Any

import httpx
import pytest

from monitor.testing.receivers import DiscordReceiver, MattermostReceiver, SlackReceiver, TeamsReceiver
from monitor.testing.receivers._platform import Platform
from monitor.testing.receivers.mattermost import CHANNEL
from monitor.testing.receivers.mattermost import TOKEN as MATTERMOST_TOKEN
from monitor.testing.receivers.slack import TOKEN as SLACK_TOKEN


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


@pytest.mark.parametrize(
    ("method", "body", "error"),
    [
        ("chat.delete", {}, "unknown_method"),
        ("chat.postMessage", {"channel": "C9"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0123456789"}, "no_text"),
        ("chat.postMessage", {"channel": "C0123456789", "text": "a" * 4_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "C0123456789", "blocks": [header("a" * 151)]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C0123456789", "blocks": [section("a" * 3_001)]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C0123456789", "blocks": [section("")]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C0123456789", "blocks": [section("a")] * 51}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C0123456789", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C0123456789", "blocks": [section("a" * 2_900)] * 5}, "msg_blocks_too_long"),
        ("chat.postMessage", {"channel": "C0123456789", "text": "a", "thread_ts": "1.2"}, "thread_not_found"),
        ("chat.update", {"channel": "C0123456789", "text": "a", "ts": "1.2"}, "message_not_found"),
    ],
)
async def test_slack(method: str, body: dict[str, Any], error: str) -> None:
    async with SlackReceiver() as receiver:
        answer = await asked(f"{receiver.base}/{method}", body, SLACK_TOKEN)
        hooked = await asked(receiver.hook, body)
    assert (answer.status_code, answer.json()) == (200, {"ok": False, "error": error})
    if method == "chat.postMessage" and error not in {"channel_not_found", "thread_not_found"}:
        assert (hooked.status_code, hooked.text) == (400, error)
        assert receiver.messages == []


@pytest.mark.parametrize(
    ("query", "body", "code"),
    [
        ("", {}, 50_035),
        ("", {"embeds": []}, 50_035),
        ("", {"embeds": [{"color": 1}]}, 50_035),
        ("", {"content": "a" * 2_001}, 50_035),
        ("", {"embeds": [{"title": "a" * 257}]}, 50_035),
        ("", {"embeds": [{"description": "🔥" * 2_049}]}, 50_035),
        ("", {"embeds": [{"description": "a" * 3_001}] * 2}, 50_035),
        ("", {"embeds": [{"description": "a"}] * 11}, 50_035),
        ("", {"content": "a", "thread_name": "b"}, 220_003),
        ("?thread_id=5", {"content": "a"}, 10_003),
    ],
)
async def test_discord(query: str, body: dict[str, Any], code: int) -> None:
    async with DiscordReceiver() as receiver:
        answer = await asked(receiver.url + query, body)
    assert answer.json()["code"] == code
    assert receiver.messages == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"channel_id": "d" * 26, "message": "a"}, 403),
        ({"channel_id": CHANNEL, "message": "a" * 16_384}, 400),
        ({"channel_id": CHANNEL, "message": "a", "root_id": "e" * 26}, 400),
    ],
)
async def test_mattermost(body: dict[str, Any], status: int) -> None:
    async with MattermostReceiver() as receiver:
        answer = await asked(f"{receiver.root}/api/v4/posts", body, MATTERMOST_TOKEN)
        empty = await asked(receiver.hook, {})
    assert (answer.status_code, answer.json()["status_code"], empty.status_code) == (status, status, 400)
    assert receiver.posts == []


async def test_mattermost_understands_slacks_calls_in_webhooks() -> None:
    async with MattermostReceiver() as receiver:
        await asked(receiver.hook, {"text": "<!channel> now"})
    assert receiver.posts[0].mentions == ["@channel"]


def card(*body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    content = {"type": "AdaptiveCard", "version": "1.4", "body": list(body), **fields}
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": content}],
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "a"}, 400),
        (card(), 400),
        (card({"type": "TextBlock", "text": "a"}, version="9"), 400),
        (card({"type": "TextBlock", "text": ""}), 400),
        (card({"type": "RichTextBlock", "inlines": []}), 400),
        (card({"type": "TextBlock", "text": "a"}, actions=[{"type": "Action.Submit"}]), 400),
        (card({"type": "TextBlock", "text": "a" * 28_672}), 413),
        (card({"type": "TextBlock", "text": "a"}), 202),
    ],
)
async def test_teams(body: dict[str, Any], status: int) -> None:
    async with TeamsReceiver() as receiver:
        assert (await asked(receiver.url, body)).status_code == status
    assert len(receiver.cards) == (status == 202)


@pytest.mark.parametrize("kind", [SlackReceiver, DiscordReceiver, MattermostReceiver, TeamsReceiver])
async def test_waiting_ends_with_a_time_out(kind: type[Platform]) -> None:
    async with kind() as receiver:
        with pytest.raises(TimeoutError):
            await receiver.wait_for(1, 0.01)


async def asked(url: str, body: dict[str, Any], token: str = "") -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url, json=body, headers={"authorization": f"Bearer {token}"} if token else {})
