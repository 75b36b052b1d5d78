"""What happened, told by beginnings of words: all are found at once as one after the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.happenings import _STEMS, happenings

STEMS = [(stem, name) for name, some in _STEMS.items() for stem in some.split()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", set()),
        ("взрыв", {"explosion"}),
        ("в суде о судне", {"trial"}),
        ("судно задержано", {"trial", "ship", "arrest"}),  # as it always was: one stem begins the other
        ("антиракета и неатака", set()),
        ("drones attacked", {"drone", "attack"}),
    ],
)
def test_words_tell_what_happened(words: str, expected: set[str]) -> None:
    assert happenings(words) == expected


@given(
    st.lists(
        st.builds(
            "".join,
            st.lists(st.one_of(st.sampled_from([stem for stem, _ in STEMS]), st.sampled_from("аяéx1日")), max_size=3),
        ).filter(bool),
        max_size=12,
    )
)
def test_all_at_once_finds_what_one_after_the_other_does(words: list[str]) -> None:
    assert happenings(" ".join(words)) == {name for word in words for stem, name in STEMS if word.startswith(stem)}
