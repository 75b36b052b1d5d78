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


@given(POSTS, FOUND, st.integers(1, 3))
def test_who_shares_several(asked: Signs, found: dict[int, list[int]], least: int) -> None:
    expected = {}
    for key, signs in asked.items():
        rows = Counter(row for sign in signs for row in found.get(sign, ()))
        rows.update({other: len(own & signs) for other, own in asked.items() if other != key and own & signs})
        if often := {row: count for row, count in rows.items() if count >= least}:
            expected[key] = often
    assert candidates.sharing_several(asked, found, dict.fromkeys(asked, least)) == expected


def test_of_too_many_the_ends_and_the_nearest() -> None:
    assert candidates.both_ends(range(300, 0, -1)) == [*range(1, 65), *range(237, 301)]
    assert candidates.both_ends({3, 1, 2}) == [1, 2, 3]
    assert candidates.most_often({row: row % 3 for row in range(90)}) == [*range(85, 90, 3), *range(2, 90, 3)]
