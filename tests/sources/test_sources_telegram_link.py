"""Links break in every way; the source neither gives up nor spins."""

import asyncio
import struct
from dataclasses import replace

import pytest
from patience import PATIENCE

from monitor.model import Reached, SourceChanged


async def test_dropped_connection_loses_nothing(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.post("before")
        await desk.world.caught_up(channel)
        desk.server.drop_connections()
        channel.post("while away")
        await desk.world.until(lambda: "while away" in desk.world.texts())
        channel.post("after")
        await desk.world.caught_up(channel)
    assert desk.world.posts(channel) == [1, 2, 3]
    assert desk.world.states() == ["starting", "live", "disconnected", "live", "stopped"]


async def test_peer_that_accepts_and_closes_makes_no_hot_loop(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        desk.server.refuse()
        desk.server.drop_connections()
        await asyncio.sleep(1.5)
        attempts = desk.world.states().count("disconnected")
        assert 2 <= attempts <= 14
        desk.server.refuse(False)
        channel.post("still here")
        await desk.world.until(lambda: desk.world.texts() == ["still here"])
    waits = [u for u in desk.world.of(SourceChanged) if u.state == "disconnected"]
    assert all(u.until is not None and u.until > u.seen - 1 for u in waits)


async def test_closed_port_is_tried_again_for_ever(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        desk.server.close_port()
        channel.post("meanwhile")
        await desk.world.until(lambda: desk.world.states().count("disconnected") >= 5)
        await desk.server.open_port()
        await desk.world.until(lambda: desk.world.texts() == ["meanwhile"])


async def test_silent_link_is_found_by_ping(desk):
    """Nothing else is asked or sent that could find it."""
    desk.pace = replace(desk.pace, ping_timeout=0.2)
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        desk.server.half_open()
        channel.post("into the void")
        await desk.world.until(lambda: "disconnected" in desk.world.states())
        desk.server.recover()
        await desk.world.until(lambda: "into the void" in desk.world.texts())
        await desk.world.caught_up(channel)


async def test_silent_from_the_start(desk):
    channel = desk.joined("A", "a_channel")
    desk.server.half_open()
    source = desk.source(channel)
    async with desk.running(source):
        await desk.world.until(lambda: "disconnected" in desk.world.states())
        desk.server.recover()
        await desk.world.until(lambda: "live" in desk.world.states("a_channel"))


async def test_link_lost_in_the_middle_of_a_catch_up(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        pass
    for n in range(500):
        channel.post(f"m{n}")
    desk.server.delay(0.05, "messages.getHistory")
    source = desk.source(channel)
    async with desk.running(source):
        await desk.world.until(lambda: len(desk.world.posts(channel)) >= 150)
        desk.server.drop_connections()
        channel.post("last")
        await desk.world.caught_up(channel)
    assert desk.world.posts(channel) == list(range(1, 502))


async def test_temporary_errors_are_tried_again(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        channel.post("seen")
        await desk.world.caught_up(channel)
        desk.server.fail("messages.getHistory", 500, "INTERNAL", 4)
        desk.server.fail("updates.getChannelDifference", -503, "Timeout", 2)
        channel.post("lost", push=False)
        channel.edit(1, "edit", push=False)
        channel.post("pushed")
        await desk.world.caught_up(channel)
    assert sorted(desk.world.texts()) == ["lost", "pushed", "seen"]
    assert "waiting" in desk.world.states("a_channel")
    assert desk.world.states() == ["starting", "live", "stopped"]


async def test_stopping_leaves_no_connection(desk):
    channel = desk.joined("A", "a_channel")
    async with desk.watching(channel):
        assert desk.server.connections == 1
    async with asyncio.timeout(PATIENCE):
        await desk.server.stop()  # returns when nobody is connected any more


async def socks5(reader, writer):
    """As much of a SOCKS5 server as a client without a password needs."""
    await reader.readexactly((await reader.readexactly(2))[1])
    writer.write(b"\x05\x00")
    head = await reader.readexactly(4)
    size = {1: 4, 4: 16}.get(head[3]) or (await reader.readexactly(1))[0]
    host = await reader.readexactly(size)
    port = struct.unpack(">H", await reader.readexactly(2))[0]
    address = ".".join(map(str, host)) if head[3] == 1 else host.decode()
    there_reader, there_writer = await asyncio.open_connection(address, port)
    writer.write(b"\x05\x00\x00\x01\0\0\0\0\0\0")

    async def pump(source, sink):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        sink.close()

    await asyncio.gather(pump(reader, there_writer), pump(there_reader, writer), return_exceptions=True)


async def test_through_a_proxy(desk):
    channel = desk.joined("A", "a_channel")
    tunnels = []

    async def tunnel(reader, writer):
        tunnels.append(asyncio.current_task())
        await socks5(reader, writer)

    proxy = await asyncio.start_server(tunnel, "127.0.0.1", 0)
    desk.proxy = f"socks5://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    async with desk.watching(channel):
        channel.post("by proxy")
        await desk.world.until(lambda: desk.world.texts() == ["by proxy"])
    assert len(tunnels) == 1
    proxy.close()
    await asyncio.wait(tunnels, timeout=2)


async def test_proxy_that_is_away_is_a_passing_trouble(desk):
    channel = desk.joined("A", "a_channel")
    desk.proxy = "socks5://127.0.0.1:9"
    async with desk.running(desk.source(channel)):
        await desk.world.until(lambda: desk.world.states().count("disconnected") == 2)


async def test_bug_in_the_update_loop_ends_the_source_loudly(desk):
    channel = desk.joined("A", "a_channel")
    source = desk.source(channel)
    async with desk.running(source) as task:
        await desk.world.until(lambda: "live" in desk.world.states("a_channel"))

        def broken(update):
            if isinstance(update, Reached):
                raise ZeroDivisionError
            return False

        desk.world.refuse = broken
        channel.post("x")
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(asyncio.shield(task), PATIENCE)
