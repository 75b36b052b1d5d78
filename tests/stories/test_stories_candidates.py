"""Who is compared with whom: the quick ways give what asking each pair gives."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from monitor.stories import candidates

Signs = dict[int, frozenset[int]]
SIGNS = st.frozensets(st.integers(1, 12), max_size=5)
POSTS = st.dictionaries(st.integers(100, 106), SIGNS, max_size=6)
FOUND = st.dictionaries(
    st.integers(1, 12), st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True), max_size=6
)


@given(POSTS, POSTS, FOUND)
def test_who_shares_a_sign(
    asked: dict[int, frozenset[int]], stored: dict[int, frozenset[int]], found: dict[int, list[int]]
) -> None:
    for there in (asked, stored):
        expected = {}
        for key, signs in asked.items():
            rows = {row for sign in signs for row in found.get(sign, ())}
            rows |= {other for other, own in there.items() if own & signs} - {key}
            if rows:
                expected[key] = rows
        assert candidates.sharing(asked, found, there) == expected


@given(POSTS, FOUND)
def test_who_shares_two(asked: Signs, found: dict[int, list[int]]) -> None:
    once = {key for key in asked if key % 2}
    expected = {}
    for key, signs in asked.items():
        shared = Counter(row for sign in signs for row in found.get(sign, ()))
        shared.update({other: len(own & signs) for other, own in asked.items() if other != key})
        if rows := {row for row, count in shared.items() if count >= (1 if key in once else 2)}:
            expected[key] = rows
    assert candidates.sharing_twice(asked, found, once=once) == expected


def test_of_too_many_the_ends() -> None:
    assert candidates.both_ends(range(300, 0, -1)) == [*range(1, 65), *range(237, 301)]
    assert candidates.both_ends({3, 1, 2}) == [1, 2, 3]
    assert candidates.both_ends(range(9), 4) == [0, 1, 7, 8]
