"""Which messages of a group are comments, and on what."""

from telethon.tl import types

from monitor.model import Post
from monitor.sources.telegram import threads
from monitor.sources.telegram.threads import Threads

CHANNEL = 77


def message(number, reply=0, top=0, *, sender=None, copied=0, elsewhere=None):
    header = types.MessageReplyHeader(
        reply_to_msg_id=reply, reply_to_top_id=top or None, reply_to_peer_id=elsewhere
    ) if reply else None  # fmt: skip
    forward = types.MessageFwdHeader(date=None, channel_post=copied) if copied else None
    sender = sender or (types.PeerChannel(CHANNEL) if copied else types.PeerUser(1))
    return types.Message(
        number, types.PeerChannel(5), date=None, message="x", from_id=sender, fwd_from=forward, reply_to=header
    )


def link(known, item):
    post = known.comment(item, Post(5, item.id, 0, author="somebody"))
    return post and (post.link.removeprefix("https://t.me/unit/"), post.author)


def test_answers_to_copies_and_to_answers_are_comments():
    known = Threads(CHANNEL, "unit")
    known.learn([message(1, copied=40)])
    assert link(known, message(2, reply=1)) == ("40?comment=2", "")
    assert link(known, message(3, reply=2, top=1)) == ("40?comment=3", "")


def test_all_else_is_none():
    known = Threads(CHANNEL, "unit")
    forwarded_by_somebody = message(3, copied=41, sender=types.PeerUser(1))
    by_another = message(4, copied=41, sender=types.PeerChannel(78))
    known.learn([message(1, copied=40), message(2), forwarded_by_somebody, by_another])
    assert link(known, message(1, copied=40)) is None
    for reply in (2, 3, 4, 99):
        assert link(known, message(9, reply=reply)) is None
    assert link(known, message(9)) is None
    assert link(known, message(9, reply=1, elsewhere=types.PeerChannel(6))) is None
    assert known.comment(message(9, reply=1), None) is None


def test_what_has_to_be_asked_for_first():
    known = Threads(CHANNEL, "unit")
    known.learn([message(1, copied=40)])
    assert known.missing([message(2, reply=1), message(3, reply=8, top=7), message(4, reply=9), message(5)]) == {7, 9}
    known.learn([types.MessageEmpty(7, None)])
    known.give_up([9])
    assert known.missing([message(3, reply=8, top=7), message(4, reply=9)]) == set()


def test_what_is_needed_is_forgotten_last(monkeypatch):
    monkeypatch.setattr(threads, "MOST_ROOTS", 3)
    known = Threads(CHANNEL, "unit")
    known.learn([message(1, copied=40), message(2, copied=41), message(3)])
    assert not known.missing([message(9, reply=1)])
    known.learn([message(4)])
    assert known.missing([message(9, reply=1), message(10, reply=2)]) == {2}
