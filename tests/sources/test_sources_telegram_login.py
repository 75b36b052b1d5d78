"""Signing in, looking handles up, and reading history back: the visits of the command line."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from monitor.errors import Rejected, Unavailable
from monitor.model import AccountSpec, ChannelChanged, ChannelSpec, Posted, ServerSpec, TelegramSpec
from monitor.ports.clock import SystemClock
from monitor.sources.telegram import History, backfill, login, resolve

PHONE = "+15550009"


def spec_of(desk):
    place = ServerSpec(desk.server.dc, desk.server.host, desk.server.port, desk.server.public_key_pem)
    return TelegramSpec(1, SecretStr("0" * 32), (AccountSpec("desk-1"),), server=place)


def answers(**given):
    """Asks for each thing give its answers in turn; what was asked is kept."""
    asked = []

    async def ask(what):
        asked.append(what)
        return given[what].pop(0)

    ask.asked = asked
    return ask


async def test_code(desk):
    desk.server.add_user("new", PHONE.lstrip("+"))
    ask = answers(phone=[PHONE], code=[f" {desk.server.login_code} "])
    session = await login(spec_of(desk), ask, pace=desk.pace)
    assert ask.asked == ["phone", "code"]
    channel = desk.server.add_channel("A", "a_channel")
    found = await resolve(
        spec_of(desk), AccountSpec("new"), ["a_channel"], session=session, clock=SystemClock(), pace=desk.pace
    )
    assert (found[0].id, found[0].title, found[0].joined) == (channel.id, "A", False)


async def test_wrong_code_and_wrong_password_are_asked_again(desk):
    desk.server.add_user("new", PHONE.lstrip("+"), password="correct horse")
    ask = answers(phone=[PHONE], code=["00000", desk.server.login_code], password=["wrong", "correct horse"])
    said = []
    session = await login(spec_of(desk), ask, say=said.append, pace=desk.pace)
    assert session.startswith("1")
    assert ask.asked == ["phone", "code", "code", "password", "password"]
    assert said == ["The code is wrong; try again.", "The password is wrong; try again."]


async def test_what_is_no_phone_number_is_asked_again(desk):
    desk.server.add_user("new", PHONE.lstrip("+"))
    said = []
    ask = answers(phone=["", "+1 (555) 0009 x", "+1 (555) 00-09"], code=[desk.server.login_code])
    assert await login(spec_of(desk), ask, say=said.append, pace=desk.pace)
    assert said == ["This is no phone number; try again."] * 2
    with pytest.raises(Rejected, match="country code"):
        await login(spec_of(desk), answers(phone=["a", "1", "1" * 16]), pace=desk.pace)


async def test_code_wrong_too_often(desk):
    desk.server.add_user("new", PHONE.lstrip("+"))
    with pytest.raises(Rejected, match="start again to get a new one"):
        await login(spec_of(desk), answers(phone=[PHONE], code=["1", "2", "3"]), pace=desk.pace)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("PHONE_NUMBER_INVALID", "country code"),
        ("PHONE_NUMBER_BANNED", "banned"),
        ("API_ID_INVALID", "api_id"),
    ],
)
async def test_refusals_say_what_to_do(desk, error, words):
    desk.server.fail("auth.sendCode", 400, error)
    with pytest.raises(Rejected, match=words) as caught:
        await login(spec_of(desk), answers(phone=[PHONE]), pace=desk.pace)
    assert PHONE not in str(caught.value)


async def test_flood_names_the_wait(desk):
    desk.server.flood("auth.sendCode", seconds=300)
    with pytest.raises(Unavailable, match="300 s") as caught:
        await login(spec_of(desk), answers(phone=[PHONE]), pace=desk.pace)
    assert caught.value.retry_after == 300


async def test_nobody_there(desk):
    desk.server.close_port()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await login(spec_of(desk), answers(phone=[PHONE]), pace=desk.pace)
    with pytest.raises(Unavailable, match="cannot be reached"):
        await look_up(desk, "a")


async def look_up(desk, *handles):
    account = AccountSpec("desk-1")
    return await resolve(spec_of(desk), account, handles, session=desk.session, clock=SystemClock(), pace=desk.pace)


async def test_handles(desk):
    channel = desk.joined("A", "a_channel")
    good, bad = await look_up(desk, "@a_channel", "nobody_here")
    assert (good.handle, good.id, good.title, good.joined, good.problem) == ("@a_channel", channel.id, "A", True, "")
    assert "nobody has this handle" in bad.problem


async def test_lookup_with_a_dead_session(desk):
    desk.server.forget_key(desk.user)
    with pytest.raises(Rejected, match="monitor login"):
        await look_up(desk, "a_channel")


def old_posts(channel, days):
    now = datetime.now(UTC)
    for day in range(days, 0, -1):
        for n in range(40):
            channel.post(f"{day}/{n}", date=now - timedelta(days=day) + timedelta(minutes=n))
    return now


async def read_history(desk, history, progress=None):
    account = AccountSpec("desk-1")
    return await backfill(
        spec_of(desk), account, history, desk.world, desk.world, SystemClock(),
        session=desk.session, pace=desk.pace, progress=progress,
    )  # fmt: skip


async def test_history_back_to_a_date(desk):
    channel = desk.server.add_channel("A", "a_channel")
    now = old_posts(channel, 10)
    since = int((now - timedelta(days=6, hours=1)).timestamp() * 1000)
    steps = []
    history = History(ChannelSpec("telegram", "a_channel"), since)
    done = await read_history(desk, history, lambda *step: steps.append(step))
    assert done == 240
    assert [u.post.id for u in desk.world.of(Posted)] == list(range(161, 401))
    assert all(u.history and not u.live for u in desk.world.of(Posted))
    assert [step[0] for step in steps] == [100, 200, 240]
    assert all(total == 240 for _, total in steps)
    assert desk.world.stored == {}
    assert desk.world.of(ChannelChanged)[0].peer.channel == channel.id


async def test_history_goes_on_where_it_stopped(desk):
    channel = desk.server.add_channel("A", "a_channel")
    old_posts(channel, 8)
    history = History(ChannelSpec("telegram", "a_channel"), 0)

    def cut(done, _total):
        if done == 200:
            desk.server.drop_connections()

    with pytest.raises(Unavailable):
        await read_history(desk, history, cut)
    assert history.done == 200
    assert await read_history(desk, history) == 320
    assert [u.post.id for u in desk.world.of(Posted)] == list(range(1, 321))


async def test_history_of_a_channel_that_is_shut(desk):
    desk.server.add_channel("A", "a_channel", private=True)
    with pytest.raises(Rejected, match="a_channel: "):
        await read_history(desk, History(ChannelSpec("telegram", "a_channel"), 0))
