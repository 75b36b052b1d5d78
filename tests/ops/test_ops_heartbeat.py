"""The heartbeat: beats while all is well, says once what is wrong, and never its address."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from msgspec.json import decode
from pydantic import SecretStr
from structlog.testing import capture_logs

from monitor.errors import Unavailable
from monitor.model import HeartbeatSpec
from monitor.ops.heartbeat import Beat, Heartbeat
from monitor.ops.metrics import Metrics
from monitor.ports.clock import SystemClock
from monitor.sinks._transport import Transport
from monitor.testing.receivers import Answer, WebhookReceiver

URL = "https://beats.example.org/secret-path"
SPEC = HeartbeatSpec(SecretStr(URL), 60_000)


class Hands:
    """A daemon whose health, clock and outside world are moved by hand."""

    def __init__(self, spec: HeartbeatSpec | None = SPEC) -> None:
        self.spec, self.seconds = spec, 1_000.0
        self.unwell: Sequence[str] = ()
        self.failure: Exception | None = None
        self.calls: list[tuple[str, dict[str, Any], float]] = []
        self.remembered: list[Beat | None] = []
        self.away = False
        self.metrics = Metrics()
        self.beat = Heartbeat(
            lambda: self.spec, self._health, self._call, self._remember, self, self.metrics, lambda: self.seconds
        )

    def now(self) -> int:
        return int(self.seconds * 1000)

    async def _health(self) -> Sequence[str]:
        return self.unwell

    async def _call(self, address: SecretStr, body: bytes, *, timeout: float, allow_private: bool) -> None:  # noqa: ASYNC109
        assert not allow_private
        self.calls.append((address.get_secret_value(), decode(body), timeout))
        if self.failure is not None:
            raise self.failure

    async def _remember(self, beat: Beat | None) -> None:
        if self.away:
            raise OSError("disk full")
        self.remembered.append(beat)

    async def wait(self, seconds: float) -> None:
        """Let time pass as `run` does: a look whenever the last one asked for it."""
        end = self.seconds + seconds
        while True:
            wait = await self.beat.step()
            assert 0 < wait <= 5.0
            if self.seconds + wait > end:
                return
            self.seconds += wait

    def counted(self) -> tuple[int, ...]:
        return tuple(self.metrics.value("heartbeats", state) for state in ("sent", "failed", "held"))


async def test_it_beats_every_so_often_while_all_is_well() -> None:
    hands = Hands()
    await hands.wait(181)
    assert [called[0] for called in hands.calls] == [URL] * 4
    assert hands.calls[0][1:] == ({"from": "channel-monitor", "at": 1_000_000, "every": 60_000}, 15.0)
    assert [called[1]["at"] for called in hands.calls] == [1_000_000, 1_060_000, 1_120_000, 1_180_000]
    assert hands.remembered == [Beat("sent", 1_000_000)]


async def test_it_stops_while_all_is_not_well() -> None:
    hands = Hands()
    await hands.wait(1)
    hands.unwell = ("no source is live: feed is failed",)
    await hands.wait(120)
    assert len(hands.calls) == 1
    hands.unwell = ()
    await hands.wait(60)
    assert len(hands.calls) == 2
    assert hands.remembered == [
        Beat("sent", 1_000_000),
        Beat("held", 1_060_000, "no source is live: feed is failed"),
        Beat("sent", 1_180_000),
    ]
    assert hands.counted() == (2, 0, 2)


async def test_what_fails_is_said_once_and_tried_on() -> None:
    hands = Hands()
    hands.failure = Unavailable("beats.example.org refuses connections")
    with capture_logs() as logs:
        await hands.wait(120)
    assert len(hands.calls) == 3
    assert hands.remembered == [Beat("failed", 1_000_000, "beats.example.org refuses connections")]
    assert [(one["event"], one["state"], one["reason"]) for one in logs] == [
        ("heartbeat", "failed", "beats.example.org refuses connections")
    ]
    hands.failure = ValueError(URL)
    with capture_logs() as logs:
        await hands.wait(60)
    assert hands.counted() == (0, 4, 0)
    assert URL not in repr(hands.remembered)


async def test_a_reload_changes_it_at_once_and_takes_it_away() -> None:
    hands = Hands(HeartbeatSpec(SecretStr(URL), 3_600_000))
    await hands.wait(10)
    hands.spec = HeartbeatSpec(SecretStr(f"{URL}/2"), 60_000)
    await hands.wait(6)
    assert [called[0] for called in hands.calls] == [URL, f"{URL}/2"]
    hands.spec = None
    await hands.wait(600)
    assert len(hands.calls) == 2
    assert hands.remembered == [Beat("sent", 1_000_000), None]


async def test_without_one_that_of_before_is_forgotten() -> None:
    hands = Hands(None)
    await hands.wait(10)
    assert (hands.calls, hands.remembered) == ([], [None])


async def test_a_database_that_is_away_stops_no_beat() -> None:
    hands = Hands()
    hands.away = True
    await hands.wait(61)
    hands.away = False
    await hands.wait(60)
    assert (len(hands.calls), len(hands.remembered)) == (3, 1)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (503, "127.0.0.1 answered 503 (Service Unavailable)"),
        (404, "127.0.0.1 answered 404 (Not Found)"),
        (
            302,
            "127.0.0.1 answered 302 (Found): redirects are not followed; put the final address into the watch file",
        ),
    ],
)
async def test_over_the_wire_its_address_stays_a_secret(status: int, sentence: str) -> None:
    hands = Hands()
    async with WebhookReceiver() as receiver, Transport(SystemClock()) as transport:
        hands.spec = HeartbeatSpec(SecretStr(receiver.url), 10_000, allow_private=True)
        beat = Heartbeat(lambda: hands.spec, hands._health, transport.call, hands._remember, hands, hands.metrics)
        await beat.step()
        receiver.answers.append(Answer(status))
        second = Heartbeat(lambda: hands.spec, hands._health, transport.call, hands._remember, hands, hands.metrics)
        with capture_logs() as logs:
            await second.step()
    assert len(receiver.received) == 2
    assert hands.remembered == [Beat("sent", 1_000_000), Beat("failed", 1_000_000, sentence)]
    assert httpx.URL(receiver.url).path not in repr(logs)


async def test_a_private_address_wants_a_word() -> None:
    hands = Hands(HeartbeatSpec(SecretStr("http://127.0.0.1:9/secret"), 10_000))
    async with Transport(SystemClock()) as transport:
        beat = Heartbeat(lambda: hands.spec, hands._health, transport.call, hands._remember, hands, hands.metrics)
        await beat.step()
    (told,) = hands.remembered
    assert told is not None
    assert told.detail == (
        "127.0.0.1 is a private, local or reserved address, which requests may not reach; if you mean it, set"
        " `allow_private: true`"
    )
