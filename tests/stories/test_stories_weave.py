"""The final stories are the same in whatever order posts came in, and however they were batched."""

import random

import pytest
from msgspec.structs import replace

from monitor.model import Link
from monitor.stories.weave import Arrival, Unknown, View, weave


class Stored:
    """What a store would keep: origins, members, links."""

    def __init__(self):
        self.origins, self.member, self.links, self.fetched = {}, {}, [], 0

    def view(self, whole):
        view = View(dict(self.origins), dict(self.member), {}, set(whole))
        for link in self.links:
            for origin in {self.member[link.a], self.member[link.b]} & set(whole):
                view.links.setdefault(origin, []).append(link)
        return view

    def take(self, arrivals):
        whole = set()
        while True:
            try:
                woven = weave(self.view(whole), arrivals)
                break
            except Unknown as unknown:
                whole |= unknown.origins
                self.fetched += 1
        self.member.update(woven.member)
        self.origins.update(woven.strands)
        self.origins = {n: o for n, o in self.origins.items() if n in set(self.member.values())}
        known = {(link.a, link.b, link.reason) for link in self.links}
        for arrival in arrivals:
            self.links += [link for link in arrival.links if (link.a, link.b, link.reason) not in known]
            known |= {(link.a, link.b, link.reason) for link in arrival.links}
        self.links = [link for link in self.links if link.reason == "event"]

    def parts(self):
        stories, origins = {}, {}
        for post, origin in self.member.items():
            stories.setdefault(self.origins[origin].story, set()).add(post)
            origins.setdefault(origin, set()).add(post)
        return set(map(frozenset, stories.values())), set(map(frozenset, origins.values()))


def world(draw, size):
    """Posts in order with links between them, as a function of the two posts alone."""
    orders = {key: (draw.randrange(size), draw.randrange(3), key) for key in range(1, size + 1)}
    links = []
    for a, first in orders.items():
        for b, second in orders.items():
            if first < second and draw.random() < 2.5 / size:
                reason = draw.choice(["text", "event", "event", "event"])
                links.append(Link(a, b, reason, draw.choice([0.5, 0.6, 0.6, 0.8])))
    return orders, links


def arrive(orders, links, sequence, draw, most):
    """Feed posts in a sequence, in batches. Rows are numbered as they come in."""
    stored, rows = Stored(), {key: n for n, key in enumerate(sequence, 1)}
    here: set[int] = set()
    position = 0
    while position < len(sequence):
        batch = sequence[position : position + draw.randint(1, most)]
        position += len(batch)
        here |= set(batch)
        arrivals = []
        for key in batch:
            mine = tuple(
                replace_rows(link, rows)
                for link in links
                if key in (link.a, link.b) and link.a in here and link.b in here
            )
            time, channel, _ = orders[key]
            arrivals.append(Arrival(rows[key], (time, channel, key), mine))
        stored.take(arrivals)
    back = {row: key for key, row in rows.items()}
    return tuple({frozenset(back[row] for row in part) for part in kind} for kind in stored.parts())


def replace_rows(link, rows):
    return Link(rows[link.a], rows[link.b], link.reason, link.score)


@pytest.mark.parametrize("seed", range(60))
def test_the_order_of_arrival_makes_no_difference(seed):
    draw = random.Random(seed)
    orders, links = world(draw, draw.randint(2, 24))
    by_time = sorted(orders, key=orders.__getitem__)
    wanted = arrive(orders, links, by_time, draw, 1)
    for _ in range(6):
        mixed = draw.sample(by_time, len(by_time))
        assert arrive(orders, links, mixed, draw, draw.choice([1, 3, 30])) == wanted


def posts(*links, count=4, **more):
    """Arrivals 1, 2, 3 … in order of time with these links."""
    return [
        Arrival(n, (n, 0, n), tuple(link for link in links if max(link.a, link.b) == n), **more)
        for n in range(1, count + 1)
    ]


def event(a, b, score=0.6):
    return Link(a, b, "event", score)


def test_what_fits_a_member_only_does_not_join():
    stored = Stored()
    stored.take(posts(event(1, 2), event(2, 3), count=3))
    assert stored.parts()[0] == {frozenset({1, 2}), frozenset({3})}, "2 is no core: 3 is not drawn in over it"


def test_copies_of_a_member_come_with_it():
    stored = Stored()
    stored.take(posts(event(1, 2), Link(2, 3, "forward", 1.0), count=3))
    assert stored.parts() == ({frozenset({1, 2, 3})}, {frozenset({1}), frozenset({2, 3})})


def test_the_surest_core_wins():
    stored = Stored()
    stored.take(posts(event(1, 3, 0.5), event(2, 3, 0.7), count=3))
    assert stored.parts()[0] == {frozenset({1}), frozenset({2, 3})}


def test_a_copy_of_both_makes_one_story_of_two_and_the_older_number_stays():
    stored = Stored()
    stored.take(posts(count=2))
    stored.take([Arrival(3, (3, 0, 3), (Link(1, 3, "text", 0.9), Link(2, 3, "file", 0.98)))])
    assert {o.story for o in stored.origins.values()} == {1}


def test_the_core_that_came_in_late_takes_over_who_had_opened_before_it():
    stored = Stored()
    stored.take([Arrival(1, (20, 0, 1)), Arrival(2, (30, 0, 2), (event(1, 2),))])
    stored.take([Arrival(3, (10, 0, 3), (event(1, 3), event(2, 3)))])
    assert stored.parts()[0] == {frozenset({1, 2, 3})}
    assert [n for n, o in stored.origins.items() if o.core] == [3]


def test_later_than_the_bound_it_joins_and_moves_nobody():
    stored = Stored()
    stored.take([Arrival(1, (20, 0, 1)), Arrival(2, (30, 0, 2), (event(1, 2),))])
    stored.take([Arrival(3, (10, 0, 3), (event(1, 3),), late=True)])
    assert {n: o.story for n, o in stored.origins.items()} == {1: 1, 2: 1, 3: 1}
    assert [n for n, o in stored.origins.items() if o.core] == [1]


def test_what_a_person_decided_stays():
    stored = Stored()
    stored.take(posts(count=2))
    stored.origins[2] = replace(stored.origins[2], fixed=True)
    stored.take([Arrival(3, (0, 0, 3), (event(3, 2, 0.9),)), Arrival(4, (4, 0, 4), (event(2, 4),))])
    assert stored.origins[2].story == 2
    assert stored.origins[4].story == 2, "others join it as they did"


def test_who_came_in_late_stays_where_it_is_when_others_follow():
    stored = Stored()
    stored.take([Arrival(1, (5, 0, 1), late=True)])
    stored.take([Arrival(2, (9, 0, 2), (Link(1, 2, "event", 0.8),))])
    assert (stored.origins[1].story, stored.origins[1].core) == (1, True)
    assert (stored.origins[2].story, stored.origins[2].core) == (1, False)


@pytest.mark.parametrize("score", [0.7, 0.95])  # before the copy is joined, and after
def test_one_copy_more_calls_up_only_those_whom_its_links_reach(score):
    stored = Stored()
    stored.take([Arrival(1, (1, 0, 1))])
    for number in range(2, 8):
        stored.take([Arrival(number, (number, 0, number), (Link(1, number, "event", 0.6),))])
    stored.take([Arrival(9, (30, 0, 9))])
    before = stored.fetched
    stored.take([Arrival(10, (40, 0, 10), (Link(1, 10, "text", 0.9), Link(9, 10, "event", score)))])
    assert stored.fetched - before <= 2, "of its own origin, and of the one at the end of its link"
    assert stored.origins[9].story == 1, "that is later than what was copied: it joins"
