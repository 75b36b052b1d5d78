"""What is known of a channel while it is watched."""

from typing import Any

from monitor.model import ChannelChanged, ChannelSpec, Peer, WatchSpec
from monitor.watching import Watching


def watching(*channels: ChannelSpec) -> Watching:
    spec = WatchSpec(database="", channels=channels, entities={}, rules=(), receivers={})  # type: ignore[arg-type]
    nothing: Any = None
    return Watching(spec, nothing, (), nothing)


def test_a_channel_that_takes_another_handle_keeps_its_side_and_labels() -> None:
    desk = watching(ChannelSpec("telegram", "DIUkraine", "DIU", "ukraine", frozenset({"official"})))
    peer = Peer("desk", 7, "DIUkraine", 1)
    desk.learn([ChannelChanged(7, "telegram", "DIUkraine", "Title", 0, peer)])
    before = desk.channel(7)
    desk.learn([ChannelChanged(7, "telegram", "diu_new", "New title", 1, peer)])
    assert desk.channel(7) == before
    assert (before.title, before.side, before.labels) == ("DIU", "ukraine", frozenset({"official"}))


def test_a_channel_that_the_watch_file_does_not_name_has_neither() -> None:
    assert watching().channel(9).labels == frozenset()
