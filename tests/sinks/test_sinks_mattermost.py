import json

import pytest
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.sinks._transport import Transport
from monitor.sinks.mattermost import Mattermost, MattermostOptions
from monitor.testing.receivers import Answer, MattermostReceiver
from monitor.testing.receivers.mattermost import CHANNEL, TOKEN


def bot(transport: Transport, receiver: MattermostReceiver, **options: object) -> Mattermost:
    given = {"token": TOKEN, "channel": CHANNEL, "base": receiver.root, "allow_private": True, **options}
    return Mattermost(MattermostOptions.model_validate(given), transport)


def hook(transport: Transport, receiver: MattermostReceiver) -> Mattermost:
    return Mattermost(MattermostOptions.model_validate({"url": receiver.hook, "allow_private": True}), transport)


async def test_a_post_says_what_matters_and_marks_it(transport: Transport) -> None:
    async with MattermostReceiver() as receiver:
        receipt = await bot(transport, receiver).send(notice(excerpt("Плехово: 30 вбито", "30")), delivery())
        await hook(transport, receiver).send(notice(excerpt("Плехово: 30 вбито", "30")), delivery())
    post, hooked = receiver.posts
    assert receipt.thread == {"post_id": post.id, "channel": CHANNEL}
    assert post.message == hooked.message
    assert post.message == (
        "**\\[HIGH\\] North Korean casualties are claimed**\n\n"
        "<https://t.me/DIUkraine/5012>\n"
        "**Defence Intelligence of Ukraine (@\u2060DIUkraine) · side ukraine · official**\n"
        "Posted 14 Dec 2024 10:31 UTC · seen 10:31 UTC\n"
        "> Плехово: **30** вбито\n\n"
        "Why: keyword “30”"
    )
    about = "Rule dprk-casualties · alert 4f1c2a · notice 1"
    assert post.attachments == hooked.attachments == [{"color": "#cf222e", "fallback": about, "text": about}]


async def test_nobody_is_called_by_either_way(transport: Transport) -> None:
    evil = "@channel @all @here @olena <!channel> <!here> <@U1> [x](https://x.org/@olena)"
    told = notice(excerpt(evil, channel=evil, link="https://x.org/@olena/1"), title=evil, rule=evil)
    async with MattermostReceiver() as receiver:
        await bot(transport, receiver).send(told, delivery())
        await hook(transport, receiver).send(told, delivery())
    assert [post.mentions for post in receiver.posts] == [[], []]
    assert all(evil in post.text for post in receiver.posts), "and yet it reads as posted"
    assert "<!" not in json.dumps(receiver.bodies)


async def test_updates_go_into_the_thread_until_its_root_is_gone(transport: Transport) -> None:
    async with MattermostReceiver() as receiver:
        sink = bot(transport, receiver)
        first = await sink.send(notice(), delivery())
        second = await sink.send(notice(number=2), delivery(2, thread=first.thread))
        receiver.delete(first.thread["post_id"])
        third = await sink.send(notice(number=3), delivery(3, thread=first.thread))
        await sink.send(notice(number=4), delivery(4, thread=third.thread))
    assert [post.root for post in receiver.posts] == [first.thread["post_id"], "", third.thread["post_id"]]
    assert second.thread == {}, "what is kept of the first post stays"


async def test_an_edit_writes_the_first_post_anew(transport: Transport) -> None:
    async with MattermostReceiver() as receiver:
        sink = bot(transport, receiver, updates="edit")
        assert sink.whole
        first = await sink.send(notice(), delivery())
        await sink.send(notice(number=2, title="Another number"), delivery(2, thread=first.thread))
        (post,) = receiver.posts
        assert post.edits == 1
        assert "Another number" in post.message
        assert "notice 2" in post.text
        receiver.delete(post.id)
        again = await sink.send(notice(number=3), delivery(3, thread=first.thread))
    assert again.thread["post_id"] == receiver.posts[0].id != first.thread["post_id"]
    assert not bot(transport, receiver).whole


@pytest.mark.parametrize("updates", ["reply", "edit"])
@pytest.mark.parametrize("kept", [{"post_id": "p" * 26, "channel": "d" * 26}, {"message_id": 7}])
async def test_what_is_kept_of_another_channel_or_kind_is_no_thread(
    transport: Transport, updates: str, kept: dict[str, object]
) -> None:
    async with MattermostReceiver() as receiver:
        receipt = await bot(transport, receiver, updates=updates).send(notice(number=2), delivery(2, thread=kept))
    (post,) = receiver.posts
    assert (post.root, receipt.thread["post_id"]) == ("", post.id)
    assert len(receiver.bodies) == 1


async def test_an_old_server_gets_shorter_posts(transport: Transport) -> None:
    long = notice(excerpt("Речення про втрати. " * 900))
    async with MattermostReceiver(longest=4_000) as receiver:
        sink = bot(transport, receiver)
        await sink.send(long, delivery())
        asked = len(receiver.bodies)
        await sink.send(long, delivery(2))
    assert [len(post.message) <= 4_000 for post in receiver.posts] == [True, True]
    assert (asked, len(receiver.bodies)) == (2, 3), "it is found out once"
    assert all("втрати. …" in post.message for post in receiver.posts)


async def test_too_many_requests_name_their_wait(transport: Transport) -> None:
    async with MattermostReceiver() as receiver:
        for sink in (bot(transport, receiver), hook(transport, receiver)):
            receiver.flood(7)
            with pytest.raises(Unavailable) as caught:
                await sink.send(notice(), delivery())
            assert caught.value.retry_after == 7


async def test_refusals_are_final_and_say_what_to_do(transport: Transport) -> None:
    async with MattermostReceiver() as receiver:
        for options, sentence in (
            ({"token": "another" * 4}, "check the bot's token"),
            ({"channel": "d" * 26}, "must be a member"),
            ({"base": f"{receiver.root}/elsewhere"}, "check `channel` and `base`"),
        ):
            with pytest.raises(Rejected, match=sentence) as caught:
                await bot(transport, receiver, **options).send(notice(), delivery())
            assert "another" not in str(caught.value)
        for state, sentence in (("gone", "make a new one"), ("off", "System Console")):
            receiver.hooks = state
            with pytest.raises(Rejected, match=sentence) as caught:
                await hook(transport, receiver).send(notice(), delivery())
            assert "loopback" not in str(caught.value)
        receiver.member = False
        kept = {"post_id": "p" * 26, "channel": CHANNEL}
        with pytest.raises(Rejected, match="must be a member"):
            await bot(transport, receiver, updates="edit").send(notice(), delivery(2, thread=kept))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(500, b'{"id":"store.sql.app_error","message":"down","status_code":500}'), Unavailable),
        (Answer(502, b"<html>"), Unavailable),
        (Answer(200, b"<html>"), Unavailable),
        (Answer(413, b""), Rejected),
        (Answer(301, b""), Rejected),
        (Answer(reset=True), Unavailable),
        (Answer(hang=True), Unavailable),
    ],
)
async def test_a_server_that_is_not_well(transport: Transport, answer: Answer, expected: type[Exception]) -> None:
    async with MattermostReceiver() as receiver:
        receiver.answers.append(answer)
        with pytest.raises(expected) as caught:
            await bot(transport, receiver, timeout="300ms").send(notice(), delivery())
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "give either `url`"),
        ({"url": "hunter2"}, "must be a full http"),
        ({"url": "https://x.org/hooks/hunter2", "base": "https://x.org"}, "leave `channel` and `base` out"),
        ({"url": "https://x.org/hooks/hunter2", "updates": "edit"}, "a webhook cannot edit"),
        ({"token": TOKEN, "channel": CHANNEL}, "`token` needs `channel`"),
        ({"token": "hunter2", "channel": CHANNEL, "base": "https://x.org"}, "is not an access token"),
        ({"token": TOKEN, "channel": "town-square", "base": "https://x.org"}, "26 letters"),
        ({"token": TOKEN, "channel": CHANNEL, "base": "x.org"}, "plain http"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MattermostOptions.model_validate(options)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)
