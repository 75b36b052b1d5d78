"""What goes wrong on purpose, as the client sees it."""

import asyncio
import contextlib
import time

import pytest
from patience import PATIENCE
from telethon import errors, functions
from telethon.tl import types

from monitor.testing.telegram import Server


@pytest.fixture
def user(server: Server):
    return server.add_user()


@pytest.fixture
def channel(server: Server, user):
    made = server.add_channel("Intelligence", handle="DIUkraine")
    server.join(user, made)
    made.post("first")
    return made


@pytest.fixture
async def client(connect, user, channel):
    return await connect(user)


async def closed(client) -> None:
    """Wait until the client has noticed that its connection is gone."""
    async with asyncio.timeout(PATIENCE):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await client.disconnected
    assert not client.is_connected()


async def test_flood_wait_is_counted_down_by_calls(server: Server, client) -> None:
    server.flood(seconds=300, times=2)
    for _ in range(2):
        with pytest.raises(errors.FloodWaitError) as caught:
            await client.get_messages("DIUkraine", limit=1)
        assert caught.value.seconds == 300
        # Telethon remembers a flood by request type and would not ask again.
        client._flood_waited_requests.clear()
    assert len(await client.get_messages("DIUkraine", limit=1)) == 1


async def test_flood_hits_only_its_method(server: Server, client) -> None:
    server.flood(method="contacts.resolveUsername")
    with pytest.raises(errors.FloodWaitError):
        await client.get_entity("DIUkraine")
    assert (await client.get_me()).id


async def test_any_error_can_be_had(server: Server, client) -> None:
    server.fail("users.getUsers", 400, "USER_ID_INVALID")
    with pytest.raises(errors.UserIdInvalidError):
        await client(_whoami())
    assert await client(_whoami())


async def test_delay_of_one_method_stalls_no_other(server: Server, client) -> None:
    server.delay(30.0, method="messages.getHistory")
    slow = asyncio.create_task(client.get_messages("DIUkraine", limit=1))
    assert await asyncio.wait_for(client(_whoami()), PATIENCE)
    assert not slow.done()
    slow.cancel()
    server.delay(0, method="messages.getHistory")
    assert await asyncio.wait_for(client.get_messages("DIUkraine", limit=1), PATIENCE)


async def test_delay_of_everything_is_as_long_as_said(server: Server, client) -> None:
    server.delay(0.2)
    before = time.monotonic()
    await client(_whoami())
    assert time.monotonic() - before >= 0.2


async def test_dropped_connection_is_noticed_and_what_was_missed_can_be_read(
    server: Server, client, connect, user, channel
) -> None:
    server.drop_connections()
    await closed(client)
    assert server.connections == 0
    channel.post("missed")
    again = await connect(user)
    (latest,) = await again.get_messages("DIUkraine", limit=1)
    assert latest.message == "missed"


async def test_half_open_answers_nothing_until_it_recovers(server: Server, client, channel, inbox_of) -> None:
    inbox = inbox_of(client)
    server.half_open()
    channel.post("held back")
    calls = len(server.calls)
    pending = asyncio.create_task(client(_whoami()))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(pending), 0.2)
    assert (client.is_connected(), len(server.calls), server.connections) == (True, calls, 1)
    server.recover()
    assert await asyncio.wait_for(pending, PATIENCE)
    assert (await inbox.next(types.UpdateNewChannelMessage)).message.message == "held back"


async def test_half_open_takes_new_connections_and_is_as_silent_to_them(server: Server, client_of, user) -> None:
    server.half_open()
    late = client_of(user)
    connecting = asyncio.create_task(late.connect())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(connecting), 0.2)
    assert server.connections == 1
    server.recover()
    await asyncio.wait_for(connecting, PATIENCE)
    assert await late.is_user_authorized()


async def test_half_open_server_can_be_stopped(server: Server, client) -> None:
    server.half_open()
    await asyncio.wait_for(server.stop(), PATIENCE)
    await closed(client)


async def test_refusing_leaves_standing_connections_alone(server: Server, client, client_of, user) -> None:
    server.refuse(True)
    refused = client_of(user)
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(refused.connect(), PATIENCE)
    assert await client(_whoami())
    server.refuse(False)
    await refused.connect()
    assert await refused.is_user_authorized()


async def test_closed_port_opens_again_as_the_same(server: Server, client, client_of, user) -> None:
    port = server.port
    server.close_port()
    await closed(client)
    late = client_of(user)
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(late.connect(), PATIENCE)
    await server.open_port()
    assert server.port == port
    await late.connect()
    assert await late.is_user_authorized()


async def test_revoked_session_is_unregistered(server: Server, client, client_of, user, channel) -> None:
    again = client_of(None, session=client.session.save())
    server.revoke(user)
    await closed(client)
    await again.connect()
    assert not await again.is_user_authorized()
    with pytest.raises(errors.AuthKeyUnregisteredError):
        await again(_whoami())


async def test_banned_account_is_told_so(server: Server, client, user, channel) -> None:
    server.ban(user)
    with pytest.raises(errors.UserDeactivatedBanError):
        await client(_whoami())
    channel.post("not for the banned")
    assert (channel.id, 2) not in server.pushed


async def test_duplicated_key_is_dead(server: Server, client, client_of, user) -> None:
    again = client_of(None, session=client.session.save())
    server.duplicate_key(user)
    with pytest.raises(errors.AuthKeyDuplicatedError):
        await client(_whoami())
    with pytest.raises(errors.AuthKeyDuplicatedError):
        await again.connect()


async def test_forgotten_key_gets_the_transport_error(server: Server, connect, user, transport) -> None:
    client = await connect(user, transport=transport)
    server.forget_key(user)
    with pytest.raises(errors.AuthKeyNotFound):
        await asyncio.wait_for(client(_whoami()), PATIENCE)
    assert server.connections == 0


async def test_drain_waits_for_a_slow_reader(server: Server, client, channel) -> None:
    await asyncio.wait_for(server.drain(), PATIENCE)
    big = "x" * 4000
    # No turn of the loop in between, so that nobody reads.
    for _ in range(2000):
        channel.post(big)
    draining = asyncio.create_task(server.drain())
    await asyncio.sleep(0)
    assert not draining.done()
    await asyncio.wait_for(draining, PATIENCE)


def _whoami():
    return functions.users.GetUsersRequest([types.InputUserSelf()])
