"""Which name is suggested, and that none is where none is close."""

import pytest

from monitor.meant import meant

THERE = ["osce", "kyiv", "dprk", "detained", "killed", "Kursk", "defence-intelligence"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("dprc", "dprk"),
        ("kiyv", "kyiv"),
        ("kursk", "Kursk"),
        ("detaned", "detained"),
        ("DEFENCE", "defence-intelligence"),
        ("nosuch", None),
        ("dead", None),
        ("k", None),
        ("", None),
        ("k" * 100_000, None),
    ],
)
def test_the_close_one_or_none(written: str, name: str | None) -> None:
    assert meant(written, THERE) == name


def test_another_word_for_it_beats_what_is_written_alike() -> None:
    assert meant("Dead", THERE, {"dead": "killed"}) == "killed"
    assert meant("gone", THERE, {"gone": "missing"}) is None, "only what there is"
