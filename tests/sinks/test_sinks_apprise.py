import asyncio
import logging
import threading
from importlib import util
from typing import Any

import pytest
from pydantic import ValidationError
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Unavailable
from monitor.sinks._threads import Threads
from monitor.sinks._transport import Transport
from monitor.sinks.apprise import Apprise, AppriseOptions
from monitor.testing.receivers import Answer, WebhookReceiver


def sink(transport: Transport, url: str, **options: object) -> Apprise:
    return Apprise(AppriseOptions.model_validate({"url": url, **options}), transport)


def json_url(receiver: WebhookReceiver) -> str:
    return f"json://desk:hunter2@127.0.0.1:{receiver.port}/hook"


async def test_a_message_says_what_matters(transport: Transport) -> None:
    async with WebhookReceiver() as receiver:
        await sink(transport, json_url(receiver)).send(notice(), delivery())
    (received,) = receiver.received
    assert received.data["title"] == "[HIGH] North Korean casualties are claimed"
    assert received.data["message"].startswith("https://t.me/DIUkraine/5012\nDefence Intelligence of Ukraine")
    assert received.data["type"] == "failure"


async def test_a_failure_is_tried_again_and_tells_no_address(
    transport: Transport, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with WebhookReceiver(answers=[503, 403, Answer(reset=True)]) as receiver:
        for _ in range(3):
            with pytest.raises(Unavailable, match="apprise could not send it") as caught:
                await sink(transport, json_url(receiver)).send(notice(), delivery())
            assert "hunter2" not in str(caught.value)
    shown = capsys.readouterr()
    assert "hunter2" not in caplog.text + shown.out + shown.err


async def test_one_that_hangs_is_not_waited_for(transport: Transport) -> None:
    async with WebhookReceiver() as receiver:
        receiver.answer = Answer(hang=True)
        apprise = sink(transport, json_url(receiver), timeout="200ms")
        for _ in range(2):
            with pytest.raises(Unavailable, match=r"did not send it within 0\.2 s"):
                await apprise.send(notice(), delivery())
        with pytest.raises(Unavailable, match="has not been taken yet"):
            await apprise.send(notice(), delivery())
        other = sink(transport, json_url(receiver), timeout="200ms")
        with pytest.raises(Unavailable, match="did not send it"):
            await other.send(notice(), delivery())


async def test_what_a_service_takes_is_not_exceeded(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    long = notice(excerpt("Речення про втрати. @everyone <!channel> [x](javascript:1). " * 500))

    class Small:
        body_maxlen, title_maxlen = 500, 0

        def notify(self, **said: Any) -> bool:
            sent.append(said)
            return True

    apprise = sink(transport, "json://127.0.0.1:9/")
    monkeypatch.setattr(apprise, "_service", Small())
    await apprise.send(long, delivery())
    ((said),) = sent
    assert 300 < len(said["body"]) + len(said["title"]) <= 500
    assert said["body"].startswith("https://t.me/DIUkraine/5012")
    assert not [call for call in ("@everyone", "<!channel", "](") if call in said["body"]]


@pytest.mark.parametrize("url", ["hunter2", "nosuch://hunter2", "slack://hunter2", "mailto://", "file:///hunter2", ""])
def test_an_address_that_cannot_be_used_is_told_at_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValidationError, match="no address that apprise can use") as caught:
        AppriseOptions.model_validate({"url": url})
    shown = capsys.readouterr()
    assert "hunter2" not in str(caught.value) + shown.out + shown.err


def test_without_the_package_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "monitor.sinks.apprise.find_spec", lambda name: None if name == "apprise" else util.find_spec(name)
    )
    with pytest.raises(ValidationError, match=r"pip install 'channel-monitor\[apprise\]'"):
        AppriseOptions.model_validate({"url": "json://127.0.0.1/"})


async def test_threads_are_few_and_come_free_again() -> None:
    threads, gate = Threads(1, "test"), threading.Event()
    waiting = asyncio.create_task(threads.run(lambda: gate.wait(10), 10))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await threads.run(lambda: 1, 1)
    gate.set()
    assert await waiting
    while any(one.name == "test" for one in threading.enumerate()):
        await asyncio.sleep(0.001)
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 / 0, 1)


async def test_what_comes_too_late_is_dropped() -> None:
    threads, gate = Threads(1, "late"), threading.Event()
    with pytest.raises(TimeoutError):
        await threads.run(lambda: gate.wait(10), 0.01)
    gate.set()
    while any(one.name == "late" for one in threading.enumerate()):
        await asyncio.sleep(0.001)
    assert await threads.run(lambda: 7, 10) == 7
