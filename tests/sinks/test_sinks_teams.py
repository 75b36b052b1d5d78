import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Rejected, Unavailable
from monitor.sinks._teams import LARGEST, card
from monitor.sinks._transport import Transport
from monitor.sinks.teams import Teams, TeamsOptions
from monitor.testing.receivers import Answer, TeamsReceiver
from monitor.testing.receivers.teams import elements

SECRET = "loopback-not-a-secret"


def sink(transport: Transport, receiver: TeamsReceiver, **options: object) -> Teams:
    given = {"url": receiver.url, "allow_private": True, **options}
    return Teams(TeamsOptions.model_validate(given), transport)


async def test_a_card_says_what_matters_and_marks_it(transport: Transport) -> None:
    async with TeamsReceiver() as receiver:
        receipt = await sink(transport, receiver).send(notice(excerpt("Плехово: 30\n\nвбито", "30")), delivery())
    (shown,) = receiver.cards
    assert (receipt.status, receipt.thread) == ("202", {})
    assert shown.text.split("\n") == [
        "",
        "[HIGH] North Korean casualties are claimed",
        "https://t.me/DIUkraine/5012",
        "Defence Intelligence of Ukraine (@DIUkraine) · side ukraine · official",
        "Posted 14 Dec 2024 10:31 UTC · seen 10:31 UTC",
        "",
        "Плехово: 30",
        "вбито",
        "Why: keyword “30”",
        "Rule dprk-casualties · alert 4f1c2a · notice 1",
    ]
    assert shown.highlighted == ["30"]
    assert shown.opens == ["https://t.me/DIUkraine/5012"]
    assert shown.content["body"][0]["style"] == "attention"
    assert all(element["wrap"] for element in elements(shown.content) if element["type"] == "TextBlock")


async def test_an_update_names_the_alert(transport: Transport) -> None:
    async with TeamsReceiver() as receiver:
        await sink(transport, receiver).send(notice(number=2, kind="matched"), delivery(2))
    assert "Update: another post matches" in receiver.cards[0].text
    assert "alert 4f1c2a · notice 2" in receiver.cards[0].text
    assert not sink(transport, receiver).whole


def test_nothing_foreign_is_a_link_a_moment_or_a_mention() -> None:
    evil = "[x](javascript:alert(1)) [y](https://evil.org) {{DATE(2017-02-14T06:00:00Z)}} <at>Olena</at> **b**"
    told = notice(
        excerpt(evil, channel=evil, link="https://x.org/a](https://evil.org)"), excerpt(evil, link="http://x.org/1")
    )
    raw = json.dumps(card(told)["attachments"][0]["content"], ensure_ascii=False)
    assert "](javascript" not in raw
    assert "](https://evil.org" not in raw
    assert "{{" not in raw
    assert '"entities"' not in raw, "a mention needs one"
    content = card(told)["attachments"][0]["content"]
    assert [action["url"] for action in content["actions"]] == ["https://x.org/a%5D%28https://evil.org%29"]
    texts = [element["text"] for element in elements(content) if element["type"] == "TextBlock"]
    assert "http://x.org/1" in texts, "only https opens"


WORDS = st.lists(st.sampled_from(["вбито", "🔥" * 9, "\n", "слово", '"\\', "[x](y)", "a" * 40]), max_size=200)


@settings(max_examples=40, deadline=None)
@given(WORDS, st.integers(1, 12), st.integers(1, 30))
def test_a_card_is_never_too_large(words: list[str], posts: int, times: int) -> None:
    made = card(notice(*[excerpt(" ".join(words) * times, channel=" ".join(words))] * posts))
    assert len(msgspec.json.encode(made)) <= LARGEST  # as it is sent: without spaces


def test_a_long_post_is_cut_at_a_sentence() -> None:
    made = card(notice(excerpt("Речення про втрати. " * 2_000)))
    assert "втрати. …" in json.dumps(made, ensure_ascii=False)
    assert len(json.dumps(made, ensure_ascii=False).encode()) > LARGEST // 2


@pytest.mark.parametrize(
    ("state", "path", "sentence"),
    [
        ("gone", "", "WorkflowNotFound; the workflow is gone or turned off"),
        ("off", "", "WorkflowTriggerIsNotEnabled"),
        ("on", "x", "DirectApiInvalidAuthorizationScheme; make the workflow's trigger open"),
    ],
)
async def test_refusals_are_final_and_tell_no_address(
    transport: Transport, state: str, path: str, sentence: str
) -> None:
    async with TeamsReceiver() as receiver:
        receiver.state = state
        with pytest.raises(Rejected, match=sentence) as caught:
            await sink(transport, receiver, url=receiver.url + path).send(notice(), delivery())
    assert SECRET not in str(caught.value)


async def test_throttling_names_its_wait(transport: Transport) -> None:
    async with TeamsReceiver() as receiver:
        receiver.flood(17)
        with pytest.raises(Unavailable, match="WorkflowRunActionRateLimit") as caught:
            await sink(transport, receiver).send(notice(), delivery())
    assert caught.value.retry_after == 17


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(200), None),
        (Answer(202, b'{"whatever": 1}'), None),
        (Answer(200, b"<html>Sign in</html>"), Unavailable),
        (Answer(502, b"<html>"), Unavailable),
        (Answer(408, b""), Unavailable),
        (Answer(413, b""), Rejected),
        (Answer(301, b""), Rejected),
        (Answer(reset=True), Unavailable),
        (Answer(hang=True), Unavailable),
    ],
)
async def test_a_server_that_is_not_well(
    transport: Transport, answer: Answer, expected: type[Exception] | None
) -> None:
    async with TeamsReceiver() as receiver:
        receiver.answers.append(answer)
        teams = sink(transport, receiver, timeout="300ms")
        if expected is None:
            await teams.send(notice(), delivery())
            return
        with pytest.raises(expected) as caught:
            await teams.send(notice(), delivery())
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("hunter2", "must be a full http"),
        ("https://desk.webhook.office.com/webhookb2/hunter2", "is the address of a connector"),
        ("https://outlook.office.com/webhook/hunter2", "is the address of a connector"),
    ],
)
def test_bad_addresses_get_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TeamsOptions.model_validate({"url": url})
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)
