"""Signed links: only ours hold, each has one mark, and what holds nothing to do has none."""

import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.msgpack import encode

from monitor.alerts.notice import fold
from monitor.errors import InputError
from monitor.links import GOOD_FOR, Link, Signer, key_file, read_key
from monitor.model import Notice, NoticeKind

NOW = 1_734_170_400_000
SIGNER = Signer(b"k" * 32, "https://monitor.example.org/")
LINK = Link("a1", "acknowledged", "desk", "mail", NOW + GOOD_FOR)


def notice(kind: NoticeKind = "opened", rule: str = "alarm") -> Notice:
    return Notice("a1", 1, kind, rule, "Alarm", "high", NOW)


def test_a_notice_has_a_link_for_each_thing_to_do() -> None:
    (first, ack), (second, close) = SIGNER.links(notice(), "desk", "mail", NOW)
    assert (first, second) == ("Acknowledge", "Close")
    assert ack.startswith("https://monitor.example.org/act/")
    assert len(ack) < 200
    opened = SIGNER.opened(ack.rpartition("/")[2])
    assert opened is not None
    assert opened.link == LINK
    other = SIGNER.opened(close.rpartition("/")[2])
    assert other is not None
    assert (other.link.kind, other.link.until) == ("closed", NOW + GOOD_FOR)
    assert opened.mark != other.mark
    assert opened.mark not in ack
    assert SIGNER.links(notice(), "desk", "mail", NOW)[0] == (first, ack), "sent again it is the same"


@pytest.mark.parametrize(
    ("told", "labels"),
    [
        (notice("matched"), ["Acknowledge", "Close"]),
        (notice("reported", "operators:disk"), ["Acknowledge", "Close"]),
        (notice("acknowledged"), ["Close"]),
        (notice("closed"), []),
        (notice("continues"), []),
        (notice("digest", ""), []),
        (notice("late", ""), []),
        (notice("away", ""), []),
        (notice("opened", ""), []),
        (fold([notice(), notice("matched")]), ["Acknowledge", "Close"]),
        (fold([notice(), notice("acknowledged")]), ["Close"]),
        (fold([notice(), notice("acknowledged"), notice("closed")]), []),
        (fold([notice(), fold([notice("matched"), notice("closed")])]), []),
    ],
)
def test_what_there_is_to_do(told: Notice, labels: list[str]) -> None:
    assert [label for label, _ in SIGNER.links(told, "desk", "mail", NOW)] == labels


def test_a_link_of_another_key_is_none() -> None:
    assert Signer(b"x" * 32, "https://monitor.example.org").opened(SIGNER.token(LINK)) is None


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_what_we_did_not_make_opens_nothing(written: bytes | str) -> None:
    token = written if isinstance(written, str) else base64.urlsafe_b64encode(written).decode()
    assert SIGNER.opened(token) is None


@settings(deadline=None)
@given(st.integers(0, 10_000), st.sampled_from("Ab0_-"))
def test_a_token_that_was_changed_holds_only_where_it_means_the_same(place: int, char: str) -> None:
    token = SIGNER.token(LINK)
    place %= len(token)
    changed = token[:place] + char + token[place + 1 :]
    opened, ours = SIGNER.opened(changed), SIGNER.opened(token)
    assert opened is None or opened == ours, "spare bits of the last sign make no second link"


@pytest.mark.parametrize(
    "token", ["", "=", "a" * 2_000, "é", "AAAA", SIGNER.token(LINK) + "A", SIGNER.token(LINK)[:-4]]
)
def test_what_is_no_token(token: str) -> None:
    assert SIGNER.opened(token) is None


def test_a_right_signature_under_something_else_opens_nothing() -> None:
    payload = encode(["a1", "deleted", "desk", "mail", NOW])
    raw = payload + SIGNER._mac(payload)
    assert SIGNER.opened(base64.urlsafe_b64encode(raw).rstrip(b"=").decode()) is None


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = key_file(tmp_path / "monitor.db")
    assert path == tmp_path / "monitor.key"
    key = read_key(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == key
    assert [one.name for one in tmp_path.iterdir()] == ["monitor.key"]


def test_a_key_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "monitor.key"
    path.write_bytes(b"x")
    path.chmod(0o600)
    with pytest.raises(InputError, match="is no key of 32 bytes; remove it, and the next start makes another"):
        read_key(path)
    path.chmod(0o640)
    with pytest.raises(InputError, match="others can read this key, and so act on every alert; run `chmod 600 "):
        read_key(path)
