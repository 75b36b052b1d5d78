"""The three framings, with and without a real client."""

import asyncio

import pytest
from patience import PATIENCE
from telethon.network import ConnectionTcpIntermediate

from monitor.testing.telegram import Server
from monitor.testing.telegram.framing import Abridged, Full, Intermediate, MalformedError, recognise

PACKETS = [b"\x00" * 24, b"\x07" * 508, b"\x01\x02\x03\x04" * 5000]


async def test_signed_in_session_works_over_every_transport(server: Server, connect, transport) -> None:
    user = server.add_user("desk")
    client = await connect(user, transport=transport)
    me = await client.get_me()
    assert (me.id, me.first_name, me.phone) == (user.id, "desk", "15550001")


@pytest.mark.usefixtures("trusted")
async def test_handshake_and_login_over_every_transport(server: Server, connect, transport) -> None:
    user = server.add_user(phone="+15550002")
    client = await connect(None, transport=transport)
    assert not await client.is_user_authorized()
    await client.send_code_request("+15550002")
    me = await client.sign_in("+15550002", "12345")
    assert me.id == user.id


@pytest.mark.usefixtures("trusted")
async def test_session_made_by_handshake_lasts(server: Server, connect) -> None:
    server.add_user()
    first = await connect(None, transport=ConnectionTcpIntermediate)
    await first.send_code_request("+15550001")
    await first.sign_in("+15550001", "12345")
    await first.disconnect()
    again = await connect(None, session=first.session.save())
    assert await again.is_user_authorized()


@pytest.mark.parametrize("framing", [Full, Abridged, Intermediate])
def test_packets_survive_any_cut_of_the_stream(framing) -> None:
    sender, receiver = framing(), framing()
    stream = b"".join(sender.wrap(packet) for packet in PACKETS)
    for step in (1, 7, 1000):
        buffer, taken = bytearray(), []
        for start in range(0, len(stream), step):
            buffer += stream[start : start + step]
            while (packet := receiver.take(buffer)) is not None:
                taken.append(packet)
        assert taken == PACKETS
        assert not buffer


def test_first_bytes_tell_the_framing() -> None:
    assert recognise(bytearray(b"\xee\xee")) is None
    assert recognise(bytearray()) is None
    cases = {b"\xef\x01": Abridged, b"\xee\xee\xee\xee\x01": Intermediate, b"\x0c\x00\x00\x00": Full}
    for first, kind in cases.items():
        assert isinstance(recognise(bytearray(first)), kind)


def test_tag_is_taken_off_the_stream() -> None:
    buffer = bytearray(b"\xee\xee\xee\xee" + Intermediate().wrap(PACKETS[0]))
    framing = recognise(buffer)
    assert framing is not None
    assert framing.take(buffer) == PACKETS[0]


def test_a_bad_checksum_is_malformed() -> None:
    frame = bytearray(Full().wrap(PACKETS[0]))
    frame[-1] ^= 1
    with pytest.raises(MalformedError, match="checksum"):
        Full().take(frame)


def test_an_absurd_length_is_malformed() -> None:
    with pytest.raises(MalformedError, match="bytes"):
        Intermediate().take(bytearray(b"\xff\xff\xff\x7f"))


async def test_garbage_drops_the_connection_and_nothing_else(server: Server, connect) -> None:
    client = await connect(server.add_user())
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(Intermediate().wrap(b"\xee" * 4) + b"\x55" * 4000)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(1), PATIENCE)
    writer.close()
    assert await client.is_user_authorized()
