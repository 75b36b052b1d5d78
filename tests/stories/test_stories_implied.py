"""Whom a claim counts where it does not say."""

import pytest

from monitor.model import Figure
from monitor.stories.implied import implied, says_nobody

KINDS = {"dprk": "group", "akhmat": "unit", "afu": "organisation", "diu": "organisation", "kursk": "place"}


def of(*who: str, kind: str = "killed", by: tuple[str, ...] = ()) -> Figure:
    return Figure(kind, 3, 3, who, by=by)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figures", "said", "named", "text", "wanted"),
    [
        ([of("dprk"), of(kind="missing")], ["soldiers", ""], ["dprk", "akhmat"], "", [(), ("dprk",)]),
        ([of("dprk"), of(kind="missing")], ["soldiers", "осіб"], ["dprk"], "", [(), ("dprk",)]),
        ([of("dprk"), of("afu"), of()], ["a", "b", ""], ["dprk", "afu"], "losses", [(), (), ()]),
        ([of("dprk"), of()], ["soldiers", "civilians"], ["dprk"], "losses", [(), ()]),
        ([of()], ["осіб"], ["dprk", "kursk"], "зазнають втрат", [("dprk",)]),
        ([of()], [""], ["dprk"], "took the village", [()]),
        ([of()], ["солдат"], ["dprk"], "потери", [()]),
        ([of()], [""], ["dprk", "akhmat"], "losses", [()]),
        ([of(by=("diu",))], [""], ["diu", "dprk"], "losses", [("dprk",)]),
        ([of(kind="captured")], [""], ["dprk"], "losses", [()]),
        ([of()], [""], ["kursk"], "losses", [()]),
        ([], [], ["dprk"], "losses", []),
    ],
)
def test_implied(
    figures: list[Figure], said: list[str], named: list[str], text: str, wanted: list[tuple[str, ...]]
) -> None:
    assert implied(figures, said, named, KINDS, text) == wanted


@pytest.mark.parametrize(("said", "nobody"), [("", True), ("осіб", True), ("people", True), ("солдат", False)])
def test_words_that_tell_nothing_of_the_people(said: str, nobody: bool) -> None:
    assert says_nobody(said) is nobody
