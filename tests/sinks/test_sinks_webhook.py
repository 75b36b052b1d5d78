import base64
import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError
from sinks_samples import POSTED, delivery, excerpt, notice
from standardwebhooks.webhooks import Webhook as Verifier

from monitor.errors import Rejected, Unavailable
from monitor.sinks._body import LONGEST_TEXT, body_of
from monitor.sinks._transport import Transport
from monitor.sinks.webhook import Webhook, WebhookOptions
from monitor.testing.receivers import Answer, WebhookReceiver

DOCS = Path(__file__).parents[2] / "docs" / "webhook.md"


def sink(transport: Transport, receiver: WebhookReceiver, **options: object) -> Webhook:
    given = {"url": receiver.url, "secret": receiver.secret, "allow_private": True, **options}
    return Webhook(WebhookOptions.model_validate(given), transport)


STATUSES = {
    200: "sent",
    202: "sent",
    204: "sent",
    301: "rejected",
    302: "rejected",
    308: "rejected",
    400: "rejected",
    401: "rejected",
    403: "rejected",
    404: "rejected",
    408: "unavailable",
    410: "disabled",
    413: "rejected",
    418: "rejected",
    422: "rejected",
    425: "unavailable",
    429: "unavailable",
    500: "unavailable",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable",
}


async def outcome(webhook: Webhook) -> str:
    try:
        await webhook.send(notice(), delivery())
    except Unavailable:
        return "unavailable"
    except Rejected as refused:
        return "disabled" if refused.disable else "rejected"
    return "sent"


@pytest.mark.parametrize(("status", "expected"), STATUSES.items())
async def test_what_a_status_means(transport: Transport, status: int, expected: str) -> None:
    async with WebhookReceiver(answers=[Answer(status, headers={"location": "http://127.0.0.1:1/other"})]) as receiver:
        assert await outcome(sink(transport, receiver)) == expected
        assert len(receiver.received) == 1, "a redirect must not be followed"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(reset=True), "unavailable"),
        (Answer(hang=True), "unavailable"),
        (Answer(200, b"x" * 50, drip=0.05), "sent"),
        (Answer(503, b"x" * 50, drip=0.05), "unavailable"),
        (Answer(200, bytes(5_000_000)), "sent"),
        (Answer(200, b"bye", close=True), "sent"),
    ],
    ids=["reset", "time-out", "slow body of a 200", "slow body of a 503", "huge body", "closing"],
)
async def test_a_receiver_that_behaves_badly(transport: Transport, answer: Answer, expected: str) -> None:
    async with WebhookReceiver(answers=[answer]) as receiver:
        webhook = sink(transport, receiver, timeout="300ms")
        assert await outcome(webhook) == expected
        assert await outcome(webhook) == "sent", "the next request must not suffer"


async def test_retry_after_is_handed_on(transport: Transport) -> None:
    answers = [Answer(429, headers={"retry-after": "17"}), Answer(503, headers={"retry-after": "later"})]
    async with WebhookReceiver(answers=answers) as receiver:
        webhook = sink(transport, receiver)
        for expected in (17.0, None):
            with pytest.raises(Unavailable) as caught:
                await webhook.send(notice(), delivery())
            assert caught.value.retry_after == expected


async def test_signatures_hold_and_the_id_stays_over_retries(transport: Transport) -> None:
    async with WebhookReceiver(answers=[500, 204]) as receiver:
        webhook = sink(transport, receiver)
        with pytest.raises(Unavailable):
            await webhook.send(notice(), delivery())
        receipt = await webhook.send(notice(), delivery())
    first, second = receiver.received
    assert first.valid
    assert second.valid
    assert first.id == second.id == delivery().key
    assert first.body == second.body
    assert receipt.status == "204"


async def test_while_a_key_is_changed_both_hold(transport: Transport) -> None:
    old, new = (f"whsec_{base64.b64encode(bytes([n]) * 32).decode()}" for n in (1, 2))
    async with WebhookReceiver(secret=old) as receiver:
        await sink(transport, receiver, secret=[new, old]).send(notice(), delivery())
        await sink(transport, receiver, secret=[new]).send(notice(), delivery())
        await sink(transport, receiver, secret=()).send(notice(), delivery())
    both, other, unsigned = receiver.received
    assert (both.valid, other.valid, unsigned.valid) == (True, False, False)
    assert len(both.headers["webhook-signature"].split(" ")) == 2
    assert "webhook-signature" not in unsigned.headers
    Verifier(new).verify(both.body, both.headers)


@pytest.mark.parametrize("key", ["a.1.newsroom.desk", "a:1:редакція:стіл", "a b\r\nx: y"])
async def test_any_key_makes_a_lawful_id(transport: Transport, key: str) -> None:
    async with WebhookReceiver() as receiver:
        await sink(transport, receiver).send(notice(), delivery(key=key))
    (received,) = receiver.received
    assert received.valid
    assert re.fullmatch(r"[!-~]+", received.id)
    assert "." not in received.id


async def test_own_headers_and_a_login_in_the_address(transport: Transport) -> None:
    async with WebhookReceiver() as receiver:
        url = receiver.url.replace("http://", "http://desk:p%40ss@")
        await sink(transport, receiver, url=url, headers={"X-Desk": "1"}).send(notice(), delivery())
        await sink(transport, receiver, headers={"Authorization": "Bearer abc"}).send(notice(), delivery())
    basic, bearer = receiver.received
    assert basic.headers["authorization"] == f"Basic {base64.b64encode(b'desk:p@ss').decode()}"
    assert basic.headers["x-desk"] == "1"
    assert bearer.headers["authorization"] == "Bearer abc"


async def test_errors_do_not_tell_the_address(transport: Transport) -> None:
    async with WebhookReceiver(answers=[404, Answer(reset=True), Answer(hang=True)]) as receiver:
        url = receiver.url.replace("http://", "http://user:hunter2@") + "/T0KEN?key=T0KEN"
        webhook = sink(transport, receiver, url=url, timeout="200ms")
        for _ in range(3):
            with pytest.raises((Rejected, Unavailable)) as caught:
                await webhook.send(notice(), delivery())
            assert not re.search(r"T0KEN|hunter2|user|hook", str(caught.value))
    options = WebhookOptions.model_validate({"url": url, "secret": receiver.secret, "headers": {"X-Key": "hunter2"}})
    assert not re.search(r"T0KEN|hunter2|whsec", repr(options))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"url": "ftp://example.org"}, "http:// or https://"),
        ({"url": "example.org/hook"}, "http:// or https://"),
        ({"url": "https://"}, "http:// or https://"),
        ({"url": "https://example.org/\x00"}, "web address"),
        ({"url": "http://0177.0.0.1/"}, "web address"),
        ({"secret": "hunter2"}, "whsec_"),
        ({"secret": "whsec_!!!"}, "base64"),
        ({"secret": "whsec_c2hvcnQ="}, "24 to 64 bytes"),
        ({"headers": {"Webhook-Id": "1"}}, "leave it out"),
        ({"headers": {"Content-Length": "1"}}, "leave it out"),
        ({"headers": {"X Y": "1"}}, "not the name of a header"),
        ({"headers": {"X-Y": "a\r\nhost: evil"}}, "printable ASCII"),
        ({"timeout": "soon"}, "15s"),
        ({"timeout": "0s"}, "greater than 0"),
        ({"colour": "red"}, "not permitted"),
    ],
)
def test_bad_options_get_a_sentence_and_keep_secrets(options: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        WebhookOptions.model_validate({"url": "https://example.org", **options})
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_text_of_a_watch_file_is_understood() -> None:
    options = WebhookOptions.model_validate({"url": "https://example.org", "allow_private": "no", "timeout": "1m"})
    assert (options.allow_private, options.timeout, options.secret) == (False, 60.0, ())


def test_offsets_in_a_body_point_into_its_text() -> None:
    odd = excerpt("🔥 \ud83d \u202e\x00 Плехово 🇺🇦", "Плехово")
    body = json.loads(body_of(notice(odd)))
    (found,) = body["data"]["excerpts"]
    (proof,) = found["evidence"]
    assert found["text"][proof["start"] : proof["end"]] == "Плехово"
    assert found["text"] == "🔥 \ufffd \u202e\ufffd Плехово 🇺🇦"
    assert "\u202e" not in body_of(notice(odd)).decode()


def test_a_long_text_is_cut_and_says_so() -> None:
    (found,) = json.loads(body_of(notice(excerpt("x" * 100_000))))["data"]["excerpts"]
    assert (len(found["text"]), found["truncated"]) == (LONGEST_TEXT, True)
    many = [excerpt("\u202e" * 100_000, before="\u202e" * 100_000, event="edited")] * 10
    assert len(body_of(notice(*many))) < 1_000_000


def documented(text: str, language: str) -> str:
    (block,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(block)


def test_the_documented_example_is_a_real_body() -> None:
    example = json.loads(documented(DOCS.read_text(), "json"))
    real = notice(
        excerpt(
            media=("video 1:48, 12 MB",),
            late=2_460_000,
            evidence=excerpt(notice().excerpts[0].text, "військових КНДР").evidence,
        )
    )
    assert json.loads(body_of(real)) == example
    assert example["timestamp"].startswith("2024-12-14T10:31:01")
    assert POSTED % 1000 == 123


def test_every_field_is_documented() -> None:
    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {name for item in value.values() for name in names(item)}
        return {name for item in value for name in names(item)} if isinstance(value, list) else set()

    table = set(re.findall(r"^\| `([a-z_]+)` \|", DOCS.read_text(), re.MULTILINE))
    assert names(json.loads(body_of(notice()))) == table


async def test_the_documented_check_accepts_a_real_request(transport: Transport) -> None:
    code = documented(DOCS.read_text(), "python")
    async with WebhookReceiver() as receiver:
        await sink(transport, receiver).send(notice(), delivery())
    (received,) = receiver.received
    scope: dict[str, object] = {"secret": receiver.secret, "body": received.body, "headers": received.headers}
    exec(compile(code, str(DOCS), "exec"), scope)  # noqa: S102
    assert scope["event"] == received.data
