"""What anybody may write under a post is never taken for what its channel says."""

import pytest

from monitor.model import Channel, ChannelSpec, Origin
from monitor.rules._origins import Origins
from monitor.watching import dressed

SPEC = ChannelSpec("telegram", "DIUkraine", side="ukraine", labels=frozenset({"official"}), comments=True)
COMMENTS = dressed(Channel(8, "telegram", "DIUkraine/comments", "DIU Chat", "ukraine"), [SPEC])


def test_comments_have_their_label_and_no_side():
    assert (COMMENTS.side, COMMENTS.labels) == ("", {"comments"})
    assert dressed(Channel(7, "telegram", "diukraine"), [SPEC]).labels == {"official"}


@pytest.mark.parametrize(
    ("origin", "heard"),
    [
        (Origin(), False),
        (Origin(channels=frozenset({"diukraine"})), False),
        (Origin(channels=frozenset({"diukraine/comments"})), False),
        (Origin(labels=frozenset({"official"})), False),
        (Origin(sides=frozenset({"ukraine"})), False),
        (Origin(labels=frozenset({"comments"})), True),
        (Origin(labels=frozenset({"official", "comments"})), True),
        (Origin(labels=frozenset({"comments"}), except_=frozenset({"diukraine/comments"})), False),
    ],
)
def test_only_rules_that_name_the_label_see_them(origin, heard):
    assert Origins([origin], [SPEC]).passing(COMMENTS) == (frozenset({0}) if heard else frozenset())
