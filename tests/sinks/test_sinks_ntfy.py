import pytest
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.sinks._transport import Transport
from monitor.sinks.ntfy import Ntfy, NtfyOptions
from monitor.testing.receivers import Answer, NtfyReceiver

TOPIC = "desk-4cT9fQ"


def sink(transport: Transport, server: NtfyReceiver, **options: object) -> Ntfy:
    given = {"server": server.url, "topic": TOPIC, "allow_private": True, **options}
    return Ntfy(NtfyOptions.model_validate(given), transport)


async def test_a_message_says_what_matters(transport: Transport) -> None:
    async with NtfyReceiver() as server:
        await sink(transport, server).send(notice(), delivery())
    (message,) = server.messages
    assert message["topic"] == TOPIC
    assert message["title"] == "[HIGH] North Korean casualties are claimed"
    assert message["message"].startswith("https://t.me/DIUkraine/5012\nDefence Intelligence of Ukraine (@DIUkraine)")
    assert "> Плехово: щонайменше 30 *військових КНДР* вбито" in message["message"]
    assert message["click"] == "https://t.me/DIUkraine/5012"
    assert message["actions"] == [{"action": "view", "label": "Open the post", "url": "https://t.me/DIUkraine/5012"}]
    assert message["tags"] == ["warning", "high"]


@pytest.mark.parametrize(
    ("severity", "priority"), [("info", 2), ("low", 2), ("medium", 3), ("high", 4), ("critical", 5)]
)
async def test_severity_is_priority(transport: Transport, severity: str, priority: int) -> None:
    async with NtfyReceiver() as server:
        await sink(transport, server).send(notice(severity=severity), delivery())
    assert server.messages[0]["priority"] == priority


async def test_each_of_the_first_posts_has_a_button(transport: Transport) -> None:
    posts = [excerpt(link=f"https://t.me/a/{n}") for n in range(5)]
    async with NtfyReceiver() as server:
        await sink(transport, server).send(notice(excerpt(link="javascript:alert(1)"), *posts), delivery())
    (message,) = server.messages
    assert message["click"] == "https://t.me/a/0"
    assert [(action["label"], action["url"]) for action in message["actions"]] == [
        (f"Open post {n + 1}", f"https://t.me/a/{n}") for n in range(3)
    ]


async def test_without_a_link_nothing_opens(transport: Transport) -> None:
    async with NtfyReceiver() as server:
        await sink(transport, server).send(notice(excerpt(link="javascript:alert(1)")), delivery())
    assert not {"click", "actions"} & set(server.messages[0])


@pytest.mark.parametrize(
    "told",
    [
        notice(excerpt("Речення про втрати. " * 5000, "втрати")),
        notice(*[excerpt("Речення про втрати. " * 500, post=n) for n in range(10)]),
        notice(
            excerpt("🔥" * 100_000, channel="🔥" * 900, note="🔥" * 900, forward="🔥" * 900, media=("🔥" * 400,) * 9)
        ),
    ],
    ids=["long", "many", "wide"],
)
async def test_what_is_too_long_is_cut_and_the_link_stays(transport: Transport, told: object) -> None:
    async with NtfyReceiver() as server:
        await sink(transport, server).send(told, delivery())  # type: ignore[arg-type]
    (message,) = server.messages
    assert "attachment" not in message
    assert 1_500 < len(message["message"].encode()) <= 4_096
    assert "https://t.me/DIUkraine/5012" in message["message"]
    assert "…" in message["message"]


async def test_a_repeat_takes_the_place_of_the_first(transport: Transport) -> None:
    async with NtfyReceiver() as server:
        for number in (1, 1, 2):
            await sink(transport, server).send(notice(number=number), delivery(number))
    assert len(server.messages) == 3
    assert len(server.drawer) == 2


async def test_updates_take_the_place_of_the_first_if_asked(transport: Transport) -> None:
    async with NtfyReceiver() as server:
        ntfy = sink(transport, server, updates="edit")
        assert ntfy.whole
        first = await ntfy.send(notice(), delivery())
        second = await ntfy.send(notice(excerpt("Нове: 31"), number=2), delivery(2, thread=first.thread))
        assert first.thread == second.thread
        await ntfy.send(notice(alert="other"), delivery(key="other:1:newsroom:desk"))
        assert not sink(transport, server).whole
    shown, _ = server.drawer
    assert "Нове: 31" in shown["message"]


async def test_protected_topics_take_a_token_or_a_user(transport: Transport) -> None:
    async with NtfyReceiver(token="tk_a1") as server:
        await sink(transport, server, token="tk_a1").send(notice(), delivery())
        for wrong in ({}, {"token": "tk_wrong"}):
            with pytest.raises(Rejected, match="check the login") as caught:
                await sink(transport, server, **wrong).send(notice(), delivery())
            assert "tk_" not in str(caught.value)
    async with NtfyReceiver(login=("desk", "пароль")) as server:
        await sink(transport, server, username="desk", password="пароль").send(notice(), delivery())
        assert len(server.messages) == 1


async def test_too_many_requests_are_tried_again(transport: Transport) -> None:
    async with NtfyReceiver() as server:
        for wait in (None, 30):
            server.limit(wait)
            with pytest.raises(Unavailable, match="answered 429: limit reached") as caught:
                await sink(transport, server).send(notice(), delivery())
            assert caught.value.retry_after == wait


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(502, b"<html>"), Unavailable),
        (Answer(500, b'{"code":50001,"http":500,"error":"internal server error"}'), Unavailable),
        (Answer(200, b"<html>"), Unavailable),
        (Answer(301, b""), Rejected),
        (Answer(404, b'{"code":40401,"http":404,"error":"page not found"}'), Rejected),
        (Answer(413, b'{"code":41303,"http":413,"error":"JSON body too large"}'), Rejected),
        (Answer(reset=True), Unavailable),
        (Answer(hang=True), Unavailable),
    ],
)
async def test_a_server_that_is_not_well(transport: Transport, answer: Answer, expected: type[Exception]) -> None:
    async with NtfyReceiver() as server:
        server.answers.append(answer)
        with pytest.raises(expected) as caught:
            await sink(transport, server, timeout="300ms").send(notice(), delivery())
    assert TOPIC not in str(caught.value)


async def test_an_error_that_repeats_the_topic_does_not_tell_it(transport: Transport) -> None:
    async with NtfyReceiver() as server:
        server.answers.append(Answer(400, b'{"error":"topic %s is not allowed"}' % TOPIC.encode()))
        with pytest.raises(Rejected, match="topic … is not allowed"):
            await sink(transport, server).send(notice(), delivery())


async def test_an_answer_that_did_not_come_whole_is_not_asked_for_again(transport: Transport) -> None:
    async with NtfyReceiver() as server:
        server.answers.append(Answer(200, b" " * 100, drip=0.05))
        await sink(transport, server, timeout="200ms").send(notice(), delivery())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"topic": "hunter2/hunter2"}, "name of a topic"),
        ({"server": "ntfy.sh"}, "http"),
        ({"token": "tk_hunter2", "username": "a", "password": "hunter2"}, "keep one of them"),
        ({"username": "a"}, "give both"),
        ({"token": "hunter2 2"}, "printable ASCII"),
    ],
)
def test_bad_options_get_a_sentence(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        NtfyOptions.model_validate({"topic": TOPIC, **options})
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert TOPIC not in repr(NtfyOptions.model_validate({"topic": TOPIC}))


@pytest.mark.parametrize("text", ['"' * 9_000, '"\n' * 9_000, "\\" * 9_000, 'він "так" сказав. ' * 900, "я" * 9_000])
@pytest.mark.parametrize("rest", ["я" * 480, '"' * 480, "1"])
@pytest.mark.parametrize("posts", [1, 5])
async def test_all_of_a_message_is_short_enough_as_json(transport: Transport, text: str, rest: str, posts: int) -> None:
    """A server reads no more of a request than twice what it takes of a message, and drops it else."""
    shown = [excerpt(text, link=f"https://example.org/{number}{rest}", post=number) for number in range(posts)]
    async with NtfyReceiver() as server:
        await sink(transport, server).send(notice(*shown, title='"' * 300), delivery())
    (message,) = server.messages
    assert "attachment" not in message
    assert message["click"] == shown[0].link
    assert "…" in message["message"]
