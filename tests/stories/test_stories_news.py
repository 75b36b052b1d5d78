"""What a post adds to its story, as posts come in: the same as if all before it were looked at anew."""

import random

import pytest

from monitor.model import Figure, Spoken
from monitor.stories.news import Company, Member


def member(draw, row, rows):
    figures = tuple(
        Figure("killed", least, least, draw.choice([(), ("a",), ("b",)]))
        for least in draw.choices([1, 5, 30], k=draw.randint(0, 2))
    )
    happenings = draw.choice([(), ("denial",), ("fire",)])
    speaks, quotes = draw.choice([("", ""), ("", ""), ("", "diu"), ("diu", ""), ("diu", "mayor"), ("mayor", "")])
    told = Spoken(
        row, draw.randrange(4), row, draw.randrange(1000), happenings, figures, speaks, (quotes,) if quotes else ()
    )
    return Member(told, draw.choice(rows), draw.choice("abc"), draw.choice(["", "x", "y"]), quotes)


def independent(members):
    """When each origin first spoke, one a voice: by looking at all of them."""
    origins = {}
    for one in sorted(members, key=lambda one: one.told.order):
        origins.setdefault(one.origin, []).append(one)
    firsts = {}
    for some in origins.values():
        own = [one for one in some if some[0].quotes and one.told.speaks == some[0].quotes]
        speaking = (own or some)[0]
        firsts.setdefault((speaking.told.channel, speaking.quotes), (some[0].told.posted, speaking.side))
    return tuple(firsts.values())


@pytest.mark.parametrize("seed", range(100))
def test_what_is_kept_of_a_story_is_what_its_posts_come_to(seed):
    draw = random.Random(seed)
    rows = draw.sample(range(1, 60), draw.randint(2, 14))
    everybody = [member(draw, row, rows) for row in rows]
    company = Company(rows[0])
    for number, one in enumerate(everybody, 1):
        before = everybody[: number - 1]
        said = company.join(one)
        assert said.firsts == independent(everybody[:number])
        assert (said.posts, said.origins) == (number, len(said.firsts))
        assert said.sides == tuple(sorted({side for _, side in said.firsts} - {""}))
        same = sorted((other.told.order, other) for other in before if other.origin == one.origin)
        assert said.of == tuple((other.told.channel, other.told.post) for _, other in same)
        assert bool(said.copy_of) is bool(same)
        assert ("corroborated" in said.kinds) is (
            bool(before) and not same and len(said.firsts) > len(independent(before))
        )
        assert said == Company(rows[0], draw.sample(before, len(before))).join(one), "in whatever order they stood"


def test_one_channel_that_speaks_twice_is_one_origin():
    company = Company(1, [Member(Spoken(1, 7, 1, 10), 1, "a", "x")])
    again = company.join(Member(Spoken(2, 7, 2, 20), 2, "a", "x"))
    other = company.join(Member(Spoken(3, 8, 3, 30), 3, "b", "y"))
    assert (again.origins, again.news) == (1, ())
    assert other.news == ("Second independent origin, the first from the side of y",)


def test_a_quotation_is_a_voice_of_its_own_until_the_speaker_is_heard():
    company = Company(1, [Member(Spoken(1, 7, 1, 10), 1, "a", "x")])
    quotes = company.join(Member(Spoken(2, 7, 2, 20, quotes=("diu",)), 2, "a", "y", "diu"))
    assert (quotes.origins, quotes.sides) == (2, ("x", "y")), "one channel, and two that speak in it"
    speaker = company.join(Member(Spoken(3, 8, 3, 30, speaks="diu"), 2, "DIU", "z"))
    assert (speaker.origins, speaker.sides, speaker.firsts) == (2, ("x", "z"), ((10, "x"), (20, "z")))
    again = company.join(Member(Spoken(4, 8, 4, 40, speaks="diu"), 4, "DIU", "z"))
    assert (again.origins, again.news) == (2, ()), "that one has been heard"
