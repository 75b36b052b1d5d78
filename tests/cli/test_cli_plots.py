"""`story plot` and `stories map`: what they draw, into which file, and what they say where they cannot."""

import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import story_world as world
from cli_world import Answer, Run

Draw = Callable[..., Answer]


@pytest.fixture
def draw(run: Run, told: Path) -> Draw:
    def draw(*arguments: str) -> Answer:
        return run(*arguments, "--config", str(told / "monitor.yaml"))

    return draw


def words(svg: str) -> set[str]:
    return {one.text or "" for one in ElementTree.fromstring(svg).iter()}  # noqa: S314


def test_a_story_as_svg_on_standard_output(draw: Draw) -> None:
    found = draw("story", "plot", "s1")
    assert (found.code, found.err) == (0, "")
    said = words(found.out)
    assert {"Defence Intelligence", "ButusovPlus", "dva_majors", "think_tank", "ukraine", "russia", "no side"} <= said
    assert (
        "First: Defence Intelligence, 2024-12-16 08:00:00 UTC. 3 origins (1 deleted since), 2 copies over 2 h." in said
    )
    assert "first after 40 min" in said
    assert {"edited since", "deleted since"} <= said
    assert "<script" not in found.out
    assert "\u202e" not in found.out


def test_a_story_as_json(draw: Draw, tmp_path: Path) -> None:
    out = tmp_path / "plot.svg"
    found = draw("story", "plot", "s1", "--out", str(out), "--json").json
    assert found["out"] == str(out)
    assert words(out.read_text("utf-8"))
    diu, tank, rybar = found["spread"]["origins"]
    assert [one["channel"] for one in (diu["first"], *diu["copies"])] == [
        "Defence Intelligence",
        "ButusovPlus",
        "dva_majors",
    ]
    assert (tank["first"]["edited"], rybar["first"]["deleted"]) == (True, True)
    assert found["sides"][1] == {
        "side": "russia",
        "first": "2024-12-16T08:40:00Z",
        "after_seconds": 2400.0,
        "origins": 1,
        "copies": 1,
        "repeats": 0,
    }


def test_the_map_of_a_day(draw: Draw, tmp_path: Path) -> None:
    out = tmp_path / "day.svg"
    found = draw("stories", "map", "--day", "2024-12-16", "--out", str(out))
    assert (found.code, found.out, found.err) == (0, "", f"{out}: 3 places on 2024-12-16\n")
    assert {"Плёхово 2", "Kurilovka 1", "Odesa 1", "Places of 2024-12-16: 2 stories"} <= words(out.read_text("utf-8"))
    lines = draw("stories", "map", "--json").json["places"]
    assert [(one["entity"], one["origins"], one["sides"], one["stories"]) for one in lines] == [
        ("plekhovo", 2, {"russia": 1, "ukraine": 1}, ["s1"]),
        ("kurilovka", 1, {"": 1}, ["s1"]),
        ("odesa", 1, {"ukraine": 1}, ["s6"]),
    ]


def test_a_day_without_places(draw: Draw) -> None:
    found = draw("stories", "map", "--day", "2020-01-01")
    assert found.code == 0
    assert "No post of that day names a place with coordinates." in words(found.out)


def test_places_without_coordinates_are_named(run: Run, folder: Path) -> None:
    config = folder / "monitor.yaml"
    config.write_text(config.read_text("utf-8").replace(", at: [46.48, 30.73]", ""), "utf-8")
    found = run("stories", "map", "--config", str(config))
    assert found.err == "2 places on 2024-12-16; without coordinates (`at:`): odesa\n"


def test_a_png(draw: Draw, tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    for arguments, size in ((("story", "plot", "s1"), (2400, 1200)), (("stories", "map"), (2400, 1600))):
        out = tmp_path / "picture.png"
        assert draw(*arguments, "--out", str(out)).code == 0
        head = out.read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == size


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("story", "plot", "s99"), 66, "there is no story s99"),
        (("story", "plot", "one"), 64, "names no story"),
        (("story", "plot", "s1", "--out", "picture.gif"), 64, "wants a name that ends in .svg or .png"),
        (
            ("story", "plot", "s1", "--out", "/nowhere/at/all.svg"),
            64,
            "cannot be written: No such file or directory; name another",
        ),
        (("stories", "map", "--day", "soon"), 64, "--day wants a date such as 2024-12-16, not 'soon'"),
    ],
)
def test_what_cannot_be_drawn(draw: Draw, arguments: tuple[str, ...], code: int, sentence: str) -> None:
    found = draw(*arguments)
    assert (found.code, found.out) == (code, "")
    assert sentence in found.err


def test_without_its_extra_a_png_says_how_to_get_it(
    draw: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    found = draw("story", "plot", "s1", "--out", str(tmp_path / "a.png"))
    assert (found.code, "pip install 'channel-monitor[plots]'" in found.err) == (64, True)
    assert not (tmp_path / "a.png").exists()


def test_a_watch_file_that_is_wrong_elsewhere_stops_no_picture(run: Run, folder: Path) -> None:
    config = world.write_config(folder, 'telegram: {api_id: "${NOT_SET}"}\n')
    assert run("story", "plot", "s1", "--config", str(config)).code == 0
