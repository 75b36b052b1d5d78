"""The measure by which other tests judge a cost: it sees what grows with the square, and lets a line pass."""

from costs import keeps_pace


def test_a_square_is_seen() -> None:
    assert not keeps_pace(lambda length: [sum(range(length)) for _ in range(length // 100)], 5_000)


def test_a_line_passes() -> None:
    assert keeps_pace(lambda length: sum(range(100 * length)), 5_000)
