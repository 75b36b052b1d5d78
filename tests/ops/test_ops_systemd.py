"""What systemd hears, over real sockets."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from patience import PATIENCE

from monitor.ops.systemd import Notifier, keep_telling


class Ear:
    """systemd's end of the notify socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self.socket.setblocking(False)

    def heard(self) -> list[list[str]]:
        messages = []
        with suppress(BlockingIOError):
            while True:
                messages.append(self.socket.recv(4096).decode().split("\n"))
        return messages

    async def next(self) -> list[str]:
        data = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.socket, 4096), PATIENCE)
        return data.decode().split("\n")


@pytest.fixture(params=["path", "abstract"])
def ear(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ear]:
    ear = Ear(str(tmp_path / "notify") if request.param == "path" else f"@monitor-test-{os.getpid()}")
    yield ear
    ear.socket.close()


def test_ready_and_stopping(ear: Ear) -> None:
    notifier = Notifier.from_environ({"NOTIFY_SOCKET": ear.address})
    notifier.ready("12 channels")
    notifier.stopping()
    assert ear.heard() == [["READY=1", "STATUS=12 channels"], ["STOPPING=1", "STATUS=stopping"]]


def test_reloading_tells_the_monotonic_clock(ear: Ear) -> None:
    Notifier(ear.address).reloading()
    first, second, third = ear.heard()[0]
    assert (first, third) == ("RELOADING=1", "STATUS=reloading the watch file")
    assert second.startswith("MONOTONIC_USEC=")
    assert int(second.removeprefix("MONOTONIC_USEC=")) > 0


def test_a_status_can_smuggle_in_no_line(ear: Ear) -> None:
    Notifier(ear.address).status("one\nMAINPID=1\r\ntwo", alive=False)
    assert ear.heard() == [["STATUS=one MAINPID=1 two"]]


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_ours_or_not(environ: dict[str, str], seconds: float | None) -> None:
    assert Notifier.from_environ(environ).watchdog == seconds


async def test_the_watchdog_is_fed_only_while_all_is_well(ear: Ear) -> None:
    reasons: list[str] = []

    async def unhealthy() -> list[str]:
        return reasons

    notifier = Notifier(ear.address, watchdog=0.02)
    telling = asyncio.create_task(keep_telling(notifier, unhealthy, lambda: "fine"))
    assert await ear.next() == ["WATCHDOG=1", "STATUS=fine"]
    assert await ear.next() == ["WATCHDOG=1", "STATUS=fine"]
    reasons.append("the pipeline is stuck")
    ear.heard()
    for _ in range(3):
        message = await ear.next()
    assert message == ["STATUS=the pipeline is stuck"]
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)


async def test_where_nobody_listens_nothing_is_said() -> None:
    async def unhealthy() -> list[str]:
        raise AssertionError("nobody asked")

    silent = Notifier.from_environ({})
    silent.ready("up")
    assert not silent.heard
    await asyncio.wait_for(keep_telling(silent, unhealthy, lambda: ""), 1)


def test_a_socket_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    notifier = Notifier(str(tmp_path / "nobody"))
    notifier.ready("up")
    notifier.status("still up", alive=True)
