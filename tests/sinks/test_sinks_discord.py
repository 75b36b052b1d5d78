import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.sinks._discord import DESCRIPTION, IN_ALL, MOST, TITLE, embeds, size
from monitor.sinks._transport import Transport
from monitor.sinks.discord import Discord, DiscordOptions
from monitor.testing.receivers import Answer, DiscordReceiver
from monitor.testing.receivers.discord import CHANNEL, GUILD, units

SECRET = "loopback-not-a-secret"
HOOK = "https://discord.com/api/webhooks/42/hunter2"


def sink(transport: Transport, receiver: DiscordReceiver, **options: object) -> Discord:
    given = {"url": receiver.url, "allow_private": True, **options}
    return Discord(DiscordOptions.model_validate(given), transport)


async def test_a_message_says_what_matters_and_marks_it(transport: Transport) -> None:
    async with DiscordReceiver() as receiver:
        told = notice(excerpt("Плехово: *30* вбито", "30", "вбито"))
        receipt = await sink(transport, receiver).send(told, delivery())
    (message,) = receiver.messages
    (embed,) = message.request["embeds"]
    assert embed == {
        "title": "[HIGH] North Korean casualties are claimed",
        "url": "https://t.me/DIUkraine/5012",
        "color": 0xCF222E,
        "description": "<https://t.me/DIUkraine/5012>\n"
        "**Defence Intelligence of Ukraine (@\u2060DIUkraine) · side ukraine · official**\n"
        "Posted 14 Dec 2024 10:31 UTC · seen 10:31 UTC\n"
        "> Плехово: \\***30**\\* **вбито**\n\n"
        "Why: keyword “30”, keyword “вбито”",
        "footer": {"text": "Rule dprk-casualties · alert 4f1c2a · notice 1"},
    }
    assert message.request["allowed_mentions"] == {"parse": []}
    place = {"message_id": message.id, "channel_id": CHANNEL, "thread_id": "", "own": False}
    assert receipt.thread == place


async def test_an_update_links_to_the_first_message(transport: Transport) -> None:
    async with DiscordReceiver() as receiver:
        discord = sink(transport, receiver)
        first = await discord.send(notice(), delivery())
        second = await discord.send(notice(number=2), delivery(2, thread=first.thread))
        await discord.send(notice(number=3), delivery(3, thread=first.thread))
    link = f"Update of https://discord.com/channels/{GUILD}/{CHANNEL}/{first.thread['message_id']}"
    assert [message.request.get("content") for message in receiver.messages] == [None, link, link]
    assert second.thread == {}, "what is kept of the first message stays"
    assert len(receiver.bodies) == 4, "what server it is was asked once"


async def test_an_update_whose_link_cannot_be_found_out_is_sent_without(transport: Transport) -> None:
    async with DiscordReceiver() as receiver:
        discord = sink(transport, receiver)
        first = await discord.send(notice(), delivery())
        receiver.answers.append(Answer(503))
        await discord.send(notice(number=2), delivery(2, thread=first.thread))
        await discord.send(notice(number=3), delivery(3, thread=first.thread))
    assert [bool(message.request.get("content")) for message in receiver.messages] == [False, False, True]


async def test_in_a_forum_each_alert_has_a_thread(transport: Transport) -> None:
    async with DiscordReceiver(forum=True) as receiver:
        discord = sink(transport, receiver)
        first = await discord.send(notice(), delivery())
        await discord.send(notice(number=2), delivery(2, thread=first.thread))
        other = await discord.send(notice(alert="b", title="@everyone" + "x" * 200), delivery(alert="b"))
        again = sink(transport, receiver)  # as after a restart: it has not been told that this is a forum
        await again.send(notice(number=3), delivery(3, thread=first.thread))
        receiver.threads.discard(first.thread["thread_id"])
        anew = await again.send(notice(number=4), delivery(4, thread=first.thread))
    names = [message.thread_name for message in receiver.messages]
    assert names[:2] == ["North Korean casualties are claimed", ""]
    assert len(names[2]) <= 100
    assert first.thread["thread_id"] == receiver.messages[1].channel == receiver.messages[3].channel
    assert len({first.thread["thread_id"], other.thread["thread_id"], anew.thread["thread_id"]}) == 3
    assert not any(message.request.get("content") for message in receiver.messages)


async def test_a_thread_that_was_named_takes_everything(transport: Transport) -> None:
    async with DiscordReceiver(threads=("555",)) as receiver:
        discord = sink(transport, receiver, thread=555)
        first = await discord.send(notice(), delivery())
        await discord.send(notice(number=2), delivery(2, thread=first.thread))
        assert [message.channel for message in receiver.messages] == ["555", "555"]
        assert receiver.messages[1].request["content"].endswith(f"/555/{first.thread['message_id']}")
        receiver.threads.clear()
        with pytest.raises(Rejected, match="check `thread`"):
            await discord.send(notice(number=3), delivery(3, thread=first.thread))


@pytest.mark.parametrize("options", [{}, {"thread": "555"}])
async def test_an_edit_writes_the_first_message_anew(transport: Transport, options: dict[str, object]) -> None:
    async with DiscordReceiver(threads=("555",)) as receiver:
        discord = sink(transport, receiver, updates="edit", **options)
        assert discord.whole
        first = await discord.send(notice(), delivery())
        receipt = await discord.send(notice(number=2, title="Another number"), delivery(2, thread=first.thread))
        (message,) = receiver.messages
        assert (message.edits, receipt.thread) == (1, {})
        assert message.text.startswith("[HIGH] Another number")
        receiver.delete(message.id)
        again = await discord.send(notice(number=3), delivery(3, thread=first.thread))
    assert again.thread["message_id"] == receiver.messages[0].id != first.thread["message_id"]


async def test_too_many_requests_name_their_wait_to_the_millisecond(transport: Transport) -> None:
    async with DiscordReceiver() as receiver:
        receiver.flood(0.352)
        with pytest.raises(Unavailable) as caught:
            await sink(transport, receiver).send(notice(), delivery())
        assert caught.value.retry_after == 0.352
        receiver.answers.append(Answer(429, b"<html>Cloudflare</html>", {"retry-after": "65"}))
        with pytest.raises(Unavailable) as caught:
            await sink(transport, receiver).send(notice(), delivery())
        assert caught.value.retry_after == 65


async def test_a_webhook_that_is_gone_stops_deliveries_there(transport: Transport) -> None:
    async with DiscordReceiver() as receiver:
        with pytest.raises(Rejected, match="token is wrong") as wrong:
            await sink(transport, receiver, url=f"{receiver.root}/api/webhooks/42/another").send(notice(), delivery())
        receiver.gone = True
        with pytest.raises(Rejected, match="make a new one") as gone:
            await sink(transport, receiver).send(notice(), delivery())
    assert (wrong.value.disable, gone.value.disable) == (False, True)
    assert SECRET not in f"{wrong.value}{gone.value}"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(400, b'{"code": 50006, "message": "Cannot send an empty message"}'), Rejected),
        (Answer(429, b'{"code": 30046, "message": "edited too often"}'), Unavailable),
        (Answer(400, b'{"code": 30046, "message": "edited too often"}'), Unavailable),
        (Answer(500, b'{"code": 0, "message": "Internal Server Error"}'), Unavailable),
        (Answer(502, b"<html>"), Unavailable),
        (Answer(200, b"<html>"), Unavailable),
        (Answer(301, b""), Rejected),
        (Answer(reset=True), Unavailable),
        (Answer(hang=True), Unavailable),
    ],
)
async def test_a_server_that_is_not_well(transport: Transport, answer: Answer, expected: type[Exception]) -> None:
    async with DiscordReceiver() as receiver:
        receiver.answers.append(answer)
        with pytest.raises(expected) as caught:
            await sink(transport, receiver, timeout="300ms").send(notice(), delivery())
    assert SECRET not in str(caught.value)


async def test_a_message_that_was_taken_is_not_sent_again_for_want_of_its_number(transport: Transport) -> None:
    async with DiscordReceiver() as receiver:
        receiver.answers.append(Answer(200, b" " * 100, drip=0.05))
        receipt = await sink(transport, receiver, timeout="200ms").send(notice(), delivery())
    assert receipt.thread == {}


async def test_a_message_of_another_kind_is_no_thread(transport: Transport) -> None:
    async with DiscordReceiver() as receiver:
        receipt = await sink(transport, receiver).send(notice(number=2), delivery(2, thread={"message_id": 7}))
    assert receipt.thread["message_id"] == receiver.messages[0].id
    assert "content" not in receiver.messages[0].request


WORDS = st.lists(st.sampled_from(["вбито", "🔥", "@everyone", "слово", "\n", ".", "_*[]()`|~", "<@1>", "a" * 40]))


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(1, 14), st.integers(1, 60), WORDS)
def test_no_limit_is_ever_passed(words: list[str], posts: int, times: int, title: list[str]) -> None:
    post = excerpt(" ".join(words) * times, channel=" ".join(title), note=" ".join(words))
    made = embeds(notice(*[post] * posts, title=" ".join(title)))
    assert len(made) <= MOST
    assert size(made) <= IN_ALL
    assert all(units(embed.get("title", "")) <= TITLE for embed in made)
    assert all(units(embed.get("description", "")) <= DESCRIPTION for embed in made)
    assert "@everyone" not in json.dumps(made)
    assert "<@1>" not in json.dumps(made)


def test_each_post_has_an_embed_and_what_is_left_out_is_counted() -> None:
    three = embeds(notice(*[excerpt("Речення. " * 20, post=n) for n in range(3)]))
    assert [bool(embed.get("title")) for embed in three] == [True, False, False]
    assert [bool(embed.get("footer")) for embed in three] == [False, False, True]
    many = embeds(notice(*[excerpt("Речення. " * 200, post=n) for n in range(20)]))
    assert len(many) == 10
    assert "… and 10 more posts" in many[-1]["description"]
    assert all("Речення. …" in embed["description"] for embed in many)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Field required"),
        ({"url": "hunter2"}, "must be a full http"),
        ({"url": "https://discord.com/channels/1/hunter2"}, "Copy Webhook URL"),
        ({"url": HOOK, "thread": "news"}, "is not the id of a thread"),
        ({"url": HOOK, "updates": "never"}, "'reply' or 'edit'"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DiscordOptions.model_validate(options)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("updates", ["reply", "edit"])
async def test_a_link_that_discord_holds_for_none_costs_no_message(transport: Transport, updates: str) -> None:
    """Feeds of one's own network have names without a dot."""
    told = notice(excerpt(link="http://intranet/posts/1"))
    async with DiscordReceiver() as receiver:
        discord = sink(transport, receiver, updates=updates)
        first = await discord.send(told, delivery())
        await discord.send(notice(excerpt(link="http://intranet/posts/2"), number=2), delivery(2, thread=first.thread))
    shown = receiver.messages[-1].request["embeds"][0]
    assert "url" not in shown
    assert "<http://intranet/posts/2>" in shown["description"]
    assert len(receiver.messages) == (2 if updates == "reply" else 1)
