import json

import pytest
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.sinks._transport import Transport
from monitor.sinks.slack import Slack, SlackOptions
from monitor.testing.receivers import Answer, SlackReceiver
from monitor.testing.receivers.slack import TOKEN

CHANNEL = "C0123456789"


def bot(transport: Transport, receiver: SlackReceiver, **options: object) -> Slack:
    given = {"token": TOKEN, "channel": CHANNEL, "base": receiver.base, "allow_private": True, **options}
    return Slack(SlackOptions.model_validate(given), transport)


def hook(transport: Transport, receiver: SlackReceiver) -> Slack:
    return Slack(SlackOptions.model_validate({"url": receiver.hook, "allow_private": True}), transport)


async def test_a_message_says_what_matters_and_marks_it(transport: Transport) -> None:
    async with SlackReceiver() as receiver:
        receipt = await bot(transport, receiver).send(
            notice(excerpt("Плехово: 30 <b> & вбито", "30", "вбито")), delivery()
        )
    (message,) = receiver.messages
    assert receipt.thread == {"ts": message.ts, "channel": CHANNEL}
    assert message.text.split("\n") == [
        "[HIGH] North Korean casualties are claimed",
        "https://t.me/DIUkraine/5012",
        "*Defence Intelligence of Ukraine (@DIUkraine) · side ukraine · official*",
        "Posted 14 Dec 2024 10:31 UTC · seen 10:31 UTC",
        "Плехово: 30 <b> & вбито",
        "Why: keyword “30”, keyword “вбито”",
        "Rule dprk-casualties · alert 4f1c2a · notice 1",
    ]
    assert message.bold() == ["30", "вбито"]
    request = message.request
    assert request["text"] == "[HIGH] North Korean casualties are claimed\n<https://t.me/DIUkraine/5012>"
    assert request["unfurl_links"] is request["unfurl_media"] is False
    assert request["attachments"][0]["color"] == "#cf222e"


async def test_foreign_text_is_escaped_and_calls_nobody(transport: Transport) -> None:
    evil = "<!channel> <@U012AB3CD> <https://x.org|y> *b* & @here"
    async with SlackReceiver() as receiver:
        told = notice(excerpt(evil, channel=evil, link="https://x.org/a|b>c&d"), title=evil)
        await bot(transport, receiver).send(told, delivery())
    (message,) = receiver.messages
    raw = json.dumps(message.request, ensure_ascii=False)
    assert "<!" not in raw
    assert "<@" not in raw
    assert "<https://x.org/a%7Cb%3Ec&amp;d>" in raw
    assert "&lt;!channel&gt; &lt;U012AB3CD&gt; &lt;https://x.org|y&gt; ∗b∗ &amp; here" in raw
    assert all(
        block["text"]["verbatim"]
        for block in message.request["blocks"]
        if block.get("text", {}).get("type") == "mrkdwn"
    )
    assert evil in message.text, "the words of the post stand there as posted"


async def test_updates_go_into_the_thread_until_its_first_message_is_gone(transport: Transport) -> None:
    async with SlackReceiver() as receiver:
        slack = bot(transport, receiver)
        first = await slack.send(notice(), delivery())
        second = await slack.send(notice(number=2), delivery(2, thread=first.thread))
        receiver.delete(first.thread["ts"])
        third = await slack.send(notice(number=3), delivery(3, thread={**first.thread, **second.thread}))
        fourth = await slack.send(notice(number=4), delivery(4, thread=third.thread))
    assert [message.thread for message in receiver.messages] == [first.thread["ts"], "", third.thread["ts"]]
    assert second.thread == fourth.thread == {}, "what is kept of the first message stays"


async def test_an_edit_writes_the_first_message_anew(transport: Transport) -> None:
    async with SlackReceiver() as receiver:
        slack = bot(transport, receiver, updates="edit")
        assert slack.whole
        first = await slack.send(notice(), delivery())
        await slack.send(notice(number=2, title="Another number"), delivery(2, thread=first.thread))
        (message,) = receiver.messages
        assert message.edits == 1
        assert message.text.startswith("[HIGH] Another number")
        receiver.delete(message.ts)
        again = await slack.send(notice(number=3), delivery(3, thread=first.thread))
    assert again.thread["ts"] == receiver.messages[0].ts != first.thread["ts"]
    assert not bot(transport, receiver).whole


async def test_a_webhook_knows_no_threads_and_names_the_alert(transport: Transport) -> None:
    async with SlackReceiver() as receiver:
        receipt = await hook(transport, receiver).send(notice(), delivery())
        await hook(transport, receiver).send(notice(number=2, kind="matched"), delivery(2))
    assert receipt.thread == {}
    assert "alert 4f1c2a · notice 2" in receiver.messages[1].text
    assert "Update: another post matches" in receiver.messages[1].text
    assert not {"channel", "thread_ts", "ts"} & set(receiver.bodies[1])


async def test_too_many_requests_name_their_wait(transport: Transport) -> None:
    async with SlackReceiver() as receiver:
        for slack in (bot(transport, receiver), hook(transport, receiver)):
            receiver.flood(23)
            with pytest.raises(Unavailable) as caught:
                await slack.send(notice(), delivery())
            assert caught.value.retry_after == 23


@pytest.mark.parametrize(
    "error", ["ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"]
)
async def test_what_slack_says_of_itself_passes(transport: Transport, error: str) -> None:
    async with SlackReceiver() as receiver:
        receiver.fail(error)
        with pytest.raises(Unavailable, match=error):
            await bot(transport, receiver).send(notice(), delivery())


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("channel_not_found", "check `channel`"),
        ("not_in_channel", "invite the bot"),
        ("is_archived", "name another"),
        ("invalid_auth", "check the bot's token"),
        ("missing_scope", "chat:write"),
        ("something_new", "something_new"),
    ],
)
async def test_what_it_says_of_us_is_final(transport: Transport, error: str, advice: str) -> None:
    async with SlackReceiver() as receiver:
        receiver.fail(error)
        with pytest.raises(Rejected, match=advice) as caught:
            await bot(transport, receiver).send(notice(), delivery())
    assert not caught.value.disable
    assert TOKEN not in str(caught.value)


async def test_the_workspace_refuses_what_a_real_one_does(transport: Transport) -> None:
    async with SlackReceiver() as receiver:
        receiver.others.add("C1111111111")
        receiver.archived.add("C2222222222")
        for options, word in (
            ({"channel": "C9999999999"}, "channel_not_found"),
            ({"channel": "C1111111111"}, "not_in_channel"),
            ({"channel": "C2222222222"}, "is_archived"),
            ({"token": "xoxb-another-one"}, "invalid_auth"),
        ):
            with pytest.raises(Rejected, match=word):
                await bot(transport, receiver, **options).send(notice(), delivery())
    assert receiver.messages == []


@pytest.mark.parametrize(
    ("status", "word", "expected", "disable"),
    [
        (404, "no_service", Rejected, True),
        (410, "channel_is_archived", Rejected, True),
        (403, "action_prohibited", Rejected, False),
        (400, "invalid_payload", Rejected, False),
        (400, "<html>Secret?</html>", Rejected, False),
        (500, "rollup_error", Unavailable, False),
        (503, "", Unavailable, False),
    ],
)
async def test_webhooks_say_what_is_wrong_in_a_word(
    transport: Transport, status: int, word: str, expected: type[Exception], disable: bool
) -> None:
    async with SlackReceiver() as receiver:
        receiver.hook_word = (status, word)
        with pytest.raises(expected) as caught:
            await hook(transport, receiver).send(notice(), delivery())
    assert getattr(caught.value, "disable", False) is disable
    assert "secret" not in str(caught.value).lower()
    assert f"answered {status}" in str(caught.value)


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
    async with SlackReceiver() as receiver:
        receiver.answers.append(answer)
        with pytest.raises(expected):
            await bot(transport, receiver, timeout="300ms").send(notice(), delivery())


async def test_long_texts_are_cut_at_a_sentence_and_stay_within_the_limits(transport: Transport) -> None:
    async with SlackReceiver() as receiver:
        slack = bot(transport, receiver)
        await slack.send(notice(excerpt("Речення про втрати. " * 2_000)), delivery())
        await slack.send(notice(*[excerpt("Речення про втрати. " * 300, post=n) for n in range(10)]), delivery(2))
    one, ten = receiver.messages
    assert "втрати. …\n" in one.text
    assert 8_000 < len(one.text) < 12_000
    assert one.text.count("https://t.me/DIUkraine/5012") == 1
    assert ten.text.count("https://t.me/DIUkraine/5012") == 10
    assert len(ten.request["blocks"]) < 50


async def test_what_is_too_much_for_slack_is_sent_shorter(transport: Transport) -> None:
    """How it counts is not documented."""
    long = notice(*[excerpt("Речення про втрати. " * 300, post=n) for n in range(4)])
    async with SlackReceiver() as receiver:
        receiver.fail("msg_blocks_too_long")
        await bot(transport, receiver).send(long, delivery())
        receiver.answers.append(Answer(400, b"msg_too_long"))
        await hook(transport, receiver).send(long, delivery())
        await hook(transport, receiver).send(long, delivery())
        by_bot, by_hook, next_one = receiver.messages
        assert len(by_bot.text) == len(by_hook.text) < 5_000 < len(next_one.text)
        assert by_bot.text.count("https://t.me/DIUkraine/5012") == 4
        receiver.fail("msg_blocks_too_long")
        receiver.fail("msg_blocks_too_long")
        with pytest.raises(Rejected, match="msg_blocks_too_long"):
            await bot(transport, receiver).send(long, delivery())


@pytest.mark.parametrize("updates", ["reply", "edit"])
@pytest.mark.parametrize("kept", [{"ts": "1.2", "channel": "C9999999999"}, {"message_id": 7}])
async def test_what_is_kept_of_another_channel_or_kind_is_no_thread(
    transport: Transport, updates: str, kept: dict[str, object]
) -> None:
    async with SlackReceiver() as receiver:
        receipt = await bot(transport, receiver, updates=updates).send(notice(number=2), delivery(2, thread=kept))
    (message,) = receiver.messages
    assert (message.thread, receipt.thread["ts"]) == ("", message.ts)
    assert len(receiver.bodies) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "give either `url`"),
        ({"url": "https://hooks.slack.com/services/hunter2", "token": TOKEN, "channel": CHANNEL}, "give either `url`"),
        ({"url": "hunter2"}, "must be a full http"),
        ({"url": "https://hooks.slack.com/services/hunter2", "channel": CHANNEL}, "leave `channel` out"),
        ({"url": "https://hooks.slack.com/services/hunter2", "updates": "edit"}, "a webhook cannot edit"),
        ({"token": TOKEN}, "`token` needs `channel`"),
        ({"token": "hunter2", "channel": CHANNEL}, "is not the token of a bot"),
        ({"token": TOKEN, "channel": "#desk"}, "is not a channel's id"),
        ({"token": TOKEN, "channel": CHANNEL, "base": "ftp://x"}, "plain http"),
        ({"token": TOKEN, "channel": CHANNEL, "updates": "never"}, "'reply' or 'edit'"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SlackOptions.model_validate(options)
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"", b'{"ok":false}'])
async def test_a_hook_that_does_not_say_ok_took_nothing(transport: Transport, body: bytes) -> None:
    """Such as the page at which a network wants a sign-in: what met that was not sent."""
    async with SlackReceiver() as receiver:
        receiver.answers.append(Answer(200, body))
        with pytest.raises(Unavailable, match="does not answer as Slack does"):
            await hook(transport, receiver).send(notice(), delivery())
        await hook(transport, receiver).send(notice(), delivery())


@pytest.mark.parametrize(("begun", "is_taken"), [(b'{"ok":true,"channel":"', True), (b'{"ok":false,"err', False)])
async def test_an_answer_that_is_cut_off_tells_by_its_beginning(
    transport: Transport, begun: bytes, is_taken: bool
) -> None:
    """Slack refuses with status 200."""
    async with SlackReceiver() as receiver:
        receiver.answers.append(Answer(200, begun + b"x" * 70_000))
        if is_taken:
            assert (await bot(transport, receiver).send(notice(), delivery())).thread == {}
        else:
            with pytest.raises(Unavailable):
                await bot(transport, receiver).send(notice(), delivery())


async def test_a_redirect_says_what_to_do(transport: Transport) -> None:
    async with SlackReceiver() as receiver:
        for slack in (hook(transport, receiver), bot(transport, receiver)):
            receiver.answers.append(Answer(307))
            with pytest.raises(Rejected, match="put the final address into the watch file"):
                await slack.send(notice(), delivery())


async def test_no_name_is_looked_up_in_what_is_edited_or_told_in_a_notification(transport: Transport) -> None:
    """`chat.update` looks names up unless it is told not to; `text` is parsed as well."""
    told = notice(title="@everyone and @here")
    async with SlackReceiver() as receiver:
        slack = bot(transport, receiver, updates="edit")
        first = await slack.send(told, delivery())
        (part,) = slack.render(told, delivery(2, thread=first.thread))
    assert isinstance(part, dict)
    assert part["parse"] == "none"
    assert "@everyone" not in part["text"]
    assert "@here" not in part["text"]


@pytest.mark.parametrize("by_hook", [False, True])
async def test_blocks_that_slack_refuses_are_told_as_text(transport: Transport, by_hook: bool) -> None:
    told = notice(excerpt(f"<!channel> @here {'Плехово. ' * 1_000}", "Плехово"))
    async with SlackReceiver() as receiver:
        if by_hook:
            receiver.answers.append(Answer(400, b"invalid_blocks"))
            await hook(transport, receiver).send(told, delivery())
        else:
            receiver.fail("invalid_blocks")
            receipt = await bot(transport, receiver).send(told, delivery())
            assert receipt.thread == {"ts": receiver.messages[0].ts, "channel": CHANNEL}
        request = receiver.messages[-1].request
    assert request["blocks"] == request["attachments"] == []
    text = request["text"]
    assert len(text) <= 4_000
    assert text.startswith("[HIGH] North Korean casualties are claimed")
    assert "https://t.me/DIUkraine/5012" in text
    assert "…" in text
    assert "<!channel>" not in text
    assert "@here" not in text
