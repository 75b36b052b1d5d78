"""Floods, polling and verdicts: the small decisions."""

import pytest
from telethon import errors

from monitor.errors import ConfigError, Rejected
from monitor.sources._backoff import Backoff
from monitor.sources._handle import handle_in
from monitor.sources._polling import next_interval, spread
from monitor.sources.telegram.flood import Floods
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.transport import open_session, proxy_of
from monitor.sources.telegram.verdict import judge, name_of


def test_a_flood_holds_its_own_method_only():
    floods = Floods()
    assert floods.note("messages.getHistory", 7, now=1000) == 8000
    assert floods.wait("messages.getHistory", 2000) == 6.0
    assert floods.wait("updates.getChannelDifference", 2000) == 0.0
    assert floods.standing(2000) == {"messages.getHistory": 8000}
    assert floods.wait("messages.getHistory", 8000) == 0.0


def test_the_longer_wait_stands():
    floods = Floods()
    floods.note("a", 60, now=0)
    assert floods.note("a", 5, now=0) == 60_000


def test_busy_channels_are_read_more_often_within_bounds():
    assert next_interval(100, found=True, bounds=(20, 900)) == 50
    assert next_interval(30, found=True, bounds=(20, 900)) == 20
    assert next_interval(800, found=False, bounds=(20, 900)) == 900
    assert [spread(100, draw) for draw in (0.0, 0.5)] == [80, 100]


def test_back_off_grows_to_its_bound_and_begins_anew():
    backoff = Backoff(1, 8)
    waits = [backoff.wait() for _ in range(6)]
    for wait, top in zip(waits, (1, 2, 4, 8, 8, 8), strict=True):
        assert top / 2 <= wait <= top
    backoff.reset()
    assert backoff.wait() <= 1


def test_a_silent_link_is_found_within_twenty_seconds():
    assert Pace().ping_every + Pace().ping_timeout <= 20


@pytest.mark.parametrize(
    ("error", "scope", "state"),
    [
        (errors.AuthKeyUnregisteredError(None), "account", "unauthorized"),
        (errors.SessionRevokedError(None), "account", "unauthorized"),
        (errors.AuthKeyDuplicatedError(None), "account", "unauthorized"),
        (errors.UserDeactivatedBanError(None), "account", "banned"),
        (errors.AuthKeyNotFound(), "account", "unauthorized"),
        (errors.ChannelPrivateError(None), "channel", "private"),
        (errors.ChannelInvalidError(None), "channel", "vanished"),
        (errors.UsernameNotOccupiedError(None), "channel", "vanished"),
        (errors.FloodWaitError(None, 30), "flood", "flooded"),
        (errors.ServerError(None, "INTERNAL"), "passing", "disconnected"),
        (errors.TimedOutError(None, "TIMEOUT"), "passing", "disconnected"),
        (ConnectionResetError(), "passing", "disconnected"),
        (TimeoutError(), "passing", "disconnected"),
        (EOFError(), "passing", "disconnected"),
        (errors.BadRequestError(None, "LIMIT_INVALID"), "refused", "failed"),
    ],
)
def test_verdicts(error, scope, state):
    verdict = judge(error)
    assert (verdict.scope, verdict.state) == (scope, state)
    assert verdict.detail


def test_a_bug_has_no_verdict():
    assert judge(KeyError("x")) is None


def test_names_of_errors_hold_no_content():
    assert name_of(OSError("connect to 10.0.0.1 as user:password")) == "OS"
    assert name_of(errors.BadRequestError(None, "LIMIT_INVALID")) == "LIMIT_INVALID"


def test_handles():
    wanted = ["unit", "@unit", "t.me/unit", "https://t.me/unit/", " unit "]
    assert {handle_in(text) for text in wanted} == {"unit"}


@pytest.mark.parametrize("url", ["socks5://u:p%40ss@127.0.0.1:1080", "http://127.0.0.1:8080", "socks4://h:1"])
def test_proxies(url):
    proxy = proxy_of(url)["proxy"]
    assert proxy["proxy_type"] == url.split(":")[0]
    assert proxy["password"] == ("p@ss" if "@" in url else None)


def test_mtproxy():
    made = proxy_of("mtproxy://127.0.0.1:443?secret=dd00112233445566778899aabbccddeeff")
    assert made["proxy"] == ("127.0.0.1", 443, "dd00112233445566778899aabbccddeeff")
    assert "RandomizedIntermediate" in made["connection"].__name__


@pytest.mark.parametrize("url", ["socks5://host", "ftp://u:hunter2@h:1", "mtproxy://h:1", "nonsense", "http://h:x"])
def test_proxies_that_cannot_be_meant(url):
    with pytest.raises(ConfigError, match="proxy: ") as caught:
        proxy_of(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("text", ["x", "1abc", "1" + "A" * 352 + "=", "2" + "A" * 352])
def test_a_session_string_that_is_none(text):
    with pytest.raises(Rejected, match="monitor login") as caught:
        open_session(text, None)
    assert text not in str(caught.value).replace("monitor", "") or len(text) == 1
