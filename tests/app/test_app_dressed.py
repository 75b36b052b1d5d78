"""What the watch file says of a channel reaches the rooms that show it."""

from monitor.model import Channel, ChannelSpec
from monitor.watching import dressed

SPECS = (
    ChannelSpec("telegram", "DIUkraine", side="ukraine", reliability="B"),
    ChannelSpec("telegram", "new_channel", reliability="F"),
    ChannelSpec("telegram", "unjudged"),
)


def test_how_reliable_a_channel_is_goes_with_it() -> None:
    found = [dressed(Channel(1, "telegram", name), SPECS).reliability for name in ("diukraine", "new_channel")]
    assert found == ["B", "F"]
    assert dressed(Channel(1, "telegram", "unjudged"), SPECS).reliability is None, "nobody judged it, which is not F"


def test_comments_are_no_source_of_their_channel_s_reliability() -> None:
    assert dressed(Channel(1, "telegram", "DIUkraine/comments"), SPECS).reliability is None
