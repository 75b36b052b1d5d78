"""SVG by our own hand: whatever a channel calls itself, the picture holds it as words and stays a picture."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from costs import cost
from hypothesis import given
from hypothesis import strategies as st

from monitor.plots import places, scales, spread
from monitor.plots.places import Spot, view_of
from monitor.plots.room import Box, Room
from monitor.plots.story import Mark, Origin, Spread
from monitor.plots.svg import cut, document, number, plain, tag, visible, width_of

NOON = datetime(2024, 12, 16, 12, tzinfo=UTC)
NAMES = {"svg", "title", "rect", "text", "line", "path", "circle", "g"}
ANY_TEXT = st.text(alphabet=st.characters() | st.sampled_from("<>&\"'\0\u202e\ud800\ufffe\x1b]"), max_size=40)


def elements(svg: str) -> list[tuple[str, str]]:
    """Name and text of every element, as a parser finds them."""
    return [(one.tag.rpartition("}")[2], one.text or "") for one in ElementTree.fromstring(svg).iter()]  # noqa: S314


def mark(minutes: float, channel: str, side: str = "", **became: bool) -> Mark:
    return Mark(NOON + timedelta(minutes=minutes), channel, side, **became)


@given(ANY_TEXT)
def test_any_text_is_only_text(said: str) -> None:
    svg = document(10, 10, said, [tag("text", plain(said)), tag("rect", fill=visible(said))])
    assert [name for name, _ in elements(svg)] == ["svg", "title", "rect", "text", "rect"]
    assert elements(svg)[3][1] == visible(said)
    svg.encode()


@given(st.lists(ANY_TEXT, min_size=3, max_size=3))
def test_no_title_or_side_gets_out_of_its_place(said: list[str]) -> None:
    title, channel, side = said
    origin = Origin(mark(0, channel, side), (mark(5, channel, "x", deleted=True, edited=True),))
    drawn = spread.drawn(Spread(title, (origin,), (side,)))
    assert {name for name, _ in elements(drawn)} <= NAMES
    mapped = places.drawn(title, [Spot(channel, (51.0, 35.0), {side: 2, "x": 1})], (side,))
    assert {name for name, _ in elements(mapped)} <= NAMES


def test_what_is_not_seen_or_steers_is_left_out() -> None:
    assert visible("a\u202eb\x1b[31m\n\tc\u200b\ud800") == "a b [31m c"


@pytest.mark.parametrize(("value", "written"), [(0.0, "0"), (1.25, "1.2"), (3.0, "3"), (-0.5, "-0.5"), (1200, "1200")])
def test_numbers_are_short(value: float, written: str) -> None:
    assert number(value) == written


def test_words_are_cut_to_their_room() -> None:
    assert cut("Institute for the Study of War", 1_000, 13) == "Institute for the Study of War"
    short = cut("Institute for the Study of War", 100, 13)
    assert short.endswith("…")
    assert width_of(short, 13) <= 100
    assert width_of("한국", 10) > width_of("ab", 10) > width_of("il", 10)
    assert width_of("e\u0301", 10) == width_of("e", 10)


def test_a_name_without_end_is_cut_in_no_time() -> None:
    endless = Spread("x" * 100_000, (Origin(mark(0, "y" * 100_000)), Origin(mark(1, "z"))))
    drawn = spread.drawn(endless)
    assert cost(lambda: spread.drawn(endless), 2.0) < 2.0
    assert "y" * 60 not in "".join(text for name, text in elements(drawn) if name == "text")


def test_round_moments() -> None:
    ticks = scales.moments(NOON - timedelta(minutes=7), NOON + timedelta(hours=2))
    assert [f"{tick:%H:%M}" for tick in ticks][:3] == ["12:00", "12:15", "12:30"]
    assert scales.in_words(ticks)[:2] == ["16 Dec 12:00", "12:15"]
    night = scales.moments(NOON, NOON + timedelta(hours=20))
    assert "17 Dec 00:00" in scales.in_words(night)
    days = scales.moments(NOON, NOON + timedelta(days=9))
    assert scales.in_words(days)[:2] == ["17 Dec", "18 Dec"]
    assert len(scales.moments(NOON, NOON + timedelta(days=9_000))) < 30


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (45, "45 s"), (60, "1 min"), (4_800, "1 h 20 min"), (90_000, "1 d 1 h"), (86_460, "1 d")],
)
def test_how_long_it_took(seconds: int, words: str) -> None:
    assert scales.lasting(timedelta(seconds=seconds)) == words


def test_labels_never_cover_each_other() -> None:
    room = Room(Box(0, 0, 100, 20))
    assert room.find([Box(0, 0, 60, 10)]) == Box(0, 0, 60, 10)
    assert room.find([Box(50, 5, 90, 15), Box(60, 0, 90, 10)]) == Box(60, 0, 90, 10)
    assert room.find([Box(95, 0, 105, 10)]) is None, "out of the picture"


def test_copies_hang_on_their_origin_in_the_lanes_of_their_sides() -> None:
    first = Origin(mark(0, "diu", "ukraine"), (mark(5, "near", "ukraine"), mark(9, "far", "russia", deleted=True)))
    second = Origin(mark(30, "tank", "", edited=True))
    drawn = spread.drawn(Spread("s1: thirty", (first, second), ("russia", "ukraine")))
    said = [text for name, text in elements(drawn) if name == "text"]
    assert [text for text in said if text in ("ukraine", "russia", "no side")] == ["russia", "ukraine", "no side"]
    assert {"diu", "near", "far", "tank", "first after 9 min", "first of all", "deleted since", "edited since"} <= set(
        said
    )
    assert "First: diu, 2024-12-16 12:00:00 UTC. 2 origins, 2 copies over 30 min." in said
    hovers = [text for name, text in elements(drawn) if name == "title"]
    assert "far, 2024-12-16 12:09:00 UTC, deleted" in hovers
    assert "tank, 2024-12-16 12:30:00 UTC, edited" in hovers
    assert any("C" in path for path in _values(drawn, "d")), "a curve into the other lane"


def test_who_repeats_themselves_is_no_further_origin_and_shown_as_that() -> None:
    first, other = Origin(mark(0, "diu", "ukraine")), Origin(mark(5, "majors", "russia"))
    again = Origin(mark(30, "diu", "ukraine"), (mark(40, "copier", "russia"),), repeats=0)
    without = spread.drawn(Spread("s1", (first, other)))
    assert "First: diu, 2024-12-16 12:00:00 UTC. 2 origins, 0 copies over 5 min." in [t for _, t in elements(without)]
    assert "repeat" not in without
    drawn = spread.drawn(Spread("s1", (first, other, again)))
    said = [text for name, text in elements(drawn) if name == "text"]
    assert "First: diu, 2024-12-16 12:00:00 UTC. 2 origins, 1 repeat, 1 copy over 40 min." in said
    assert [text for text in said if text.endswith(("origin", "repeat", "copies", "copy"))] == [
        *("1 origin", "1 repeat", "0 copies"),
        *("1 origin", "1 copy"),
    ]
    assert "repeat: the same channel once more" in said
    hovers = [text for name, text in elements(drawn) if name == "title"]
    assert "diu, 2024-12-16 12:00:00 UTC" in hovers
    assert "diu, 2024-12-16 12:30:00 UTC, repeats itself" in hovers
    assert 'stroke-dasharray="2 4"' in drawn
    assert 'stroke-dasharray="2 4"' not in without


def test_a_story_of_one_post_and_one_of_a_thousand_are_drawn() -> None:
    alone = spread.drawn(Spread("s1: alone", (Origin(mark(0, "diu", "ukraine")),)))
    assert "deleted since" not in alone
    many = tuple(Origin(mark(n, f"o{n}", "a"), tuple(mark(n + m, f"c{m}", "b") for m in range(20))) for n in range(50))
    drawn = spread.drawn(Spread("s2: many", many))
    assert sum(name == "circle" for name, _ in elements(drawn)) >= 1_050
    assert all(0 <= float(y) <= 600 for y in _values(drawn, "cy"))
    assert all(0 <= float(x) <= 1200 for x in _values(drawn, "cx"))


def _values(svg: str, name: str) -> list[str]:
    return [one.attrib[name] for one in ElementTree.fromstring(svg).iter() if name in one.attrib]  # noqa: S314


@given(
    st.lists(st.tuples(st.floats(-89, 89), st.floats(-179, 179)), min_size=1, max_size=8),
)
def test_every_place_lies_on_the_map(points: list[tuple[float, float]]) -> None:
    view = view_of(points)
    for point in points:
        x, y = view.xy(point)
        assert 56 <= x <= 1180
        assert 70 <= y <= 716
    spots = [Spot(f"p{n}", point, {"a": n + 1}) for n, point in enumerate(points)]
    assert elements(places.drawn("Places", spots, ("a",)))


def test_a_map_is_true_to_scale_in_its_middle() -> None:
    view = view_of([(51.0, 35.0), (51.0, 36.0)])
    (a, y), (b, _) = view.xy((51.0, 35.0)), view.xy((51.0, 36.0))
    _, north = view.xy((52.0, 35.0))
    assert (b - a) / (y - north) == pytest.approx(0.629, abs=0.01), "the cosine of the latitude"


def test_a_map_names_its_places_and_colours_them_by_sides() -> None:
    spots = [
        Spot("Плёхово", (51.13, 35.34), {"russia": 1, "ukraine": 3}),
        Spot("Crimea", (45.3, 34.4), {"": 1}, area=True),
    ]
    drawn = places.drawn("Places of 2024-12-16", spots, ("ukraine",))
    said = [text for _, text in elements(drawn)]
    assert {"Плёхово 4", "Crimea 1", "ukraine", "russia", "no side", "200 km", "50°N"} <= set(said)
    assert "Плёхово: 4 origins (russia 1, ukraine 3)" in said
    assert any("dashed: a region" in text for text in said)
    assert 'stroke-dasharray="4 3"' in drawn


def test_a_day_without_places_says_so() -> None:
    assert "No post of that day names a place" in places.drawn("Places", [], ())
