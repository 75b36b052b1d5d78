"""How pictures look: in a process of their own, whatever they hold."""

import asyncio
import io
import os
import signal
import struct
import zlib
from pathlib import Path

import numpy
import pytest
from files_world import Town, picture
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from monitor.files.decoding import hash_of
from monitor.files.looker import Looker
from monitor.files.looks import Looks
from monitor.model.picture import FARTHEST, bands, distance
from monitor.store.media.likeness import alike, same, signed
from monitor.testing.telegram import document, photo, video

IDS = ["bomb", "bomb-in-bounds", "hundred-megapixels", "cut", "cut-png", "noise", "cut-film", "empty-film"]
IDS += ["playlist", "svg", "empty", "odd"]


async def looks_of(tmp_path: Path, data: bytes, **options: float) -> Looks:
    path = tmp_path / "file"
    path.write_bytes(data)
    looker = Looker(**options)  # type: ignore[arg-type]
    try:
        return await looker.look(path)
    finally:
        await looker.close()


def film(seed: int = 1, seconds: float = 4.0, size: tuple[int, int] = (320, 240)) -> bytes:
    import av

    frame = numpy.asarray(Image.open(io.BytesIO(picture(seed, size))))
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"  # type: ignore[attr-defined]
        for _ in range(int(seconds * 10)):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))  # type: ignore[attr-defined]
        container.mux(stream.encode())  # type: ignore[attr-defined]
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 5_000_000))
        + chunk(b"IEND", b"")
    )


def by_the_book(image: Image.Image) -> int:
    """The same in plain Python, as it is written down everywhere."""
    from math import cos, pi
    from statistics import median

    square = image.convert("L").resize((32, 32), Image.Resampling.LANCZOS)
    pixels = [[square.getpixel((x, y)) for x in range(32)] for y in range(32)]
    low = [
        sum(
            pixels[y][x] * cos(pi * v * (2 * y + 1) / 64) * cos(pi * u * (2 * x + 1) / 64)  # type: ignore[operator]
            for y in range(32)
            for x in range(32)
        )
        for v in range(8)
        for u in range(8)
    ]
    middle = median(low)
    return int("".join("1" if value > middle else "0" for value in low), 2)


@pytest.mark.parametrize("seed", range(3))
def test_the_hash_is_the_one_that_is_written_down_everywhere(seed: int) -> None:
    image = Image.open(io.BytesIO(picture(seed, (96, 64), "PNG")))
    square = numpy.asarray(image.convert("L").resize((32, 32), Image.Resampling.LANCZOS), dtype=numpy.float64)
    assert hash_of(square) == by_the_book(image)


async def test_a_picture_that_is_scaled_and_packed_anew_looks_alike(tmp_path: Path) -> None:
    ((_, whole),) = (await looks_of(tmp_path, picture(1, (1280, 720), quality=95))).hashes
    ((_, small),) = (await looks_of(tmp_path, picture(1, (640, 360), quality=50))).hashes
    ((_, other),) = (await looks_of(tmp_path, picture(2, (1280, 720)))).hashes
    ((_, webp),) = (await looks_of(tmp_path, picture(1, (1280, 720), "WEBP"))).hashes
    assert distance(signed(whole), signed(small)) <= FARTHEST
    assert distance(signed(whole), signed(webp)) <= FARTHEST
    assert distance(signed(whole), signed(other)) > 10


async def test_the_first_frames_of_a_film_look_like_its_picture(tmp_path: Path) -> None:
    found = await looks_of(tmp_path, film(1))
    ((_, still),) = (await looks_of(tmp_path, picture(1))).hashes
    assert [frame for frame, _ in found.hashes] == [0, 1, 2, 3]
    assert all(distance(signed(value), signed(still)) <= 4 for _, value in found.hashes)


@pytest.mark.parametrize(
    ("data", "looks", "detail"),
    [
        (bomb(20_000, 20_000), "failed", "pixels"),
        (bomb(4_900, 4_900), "failed", "pixels"),
        (picture(1, (10_000, 10_000), "JPEG"), "failed", "100000000 pixels"),
        (picture()[:2_000], "failed", "truncated"),
        (picture(form="PNG")[:3_000], "failed", ""),
        (b"\xff\xd8\xff" + b"\0" * 5_000, "failed", ""),
        (film()[:2_000], "failed", "InvalidData"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 5_000, "failed", ""),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "none", ""),
        (b"<svg onload='x'/>", "none", ""),
        (b"", "none", ""),
        (picture(form="PNG", size=(64, 64)).replace(b"IDAT", b"IDAX"), "failed", ""),
    ],
    ids=IDS,
)
async def test_what_is_hostile_or_broken_says_so_and_costs_nobody_else(
    tmp_path: Path, data: bytes, looks: str, detail: str
) -> None:
    found = await looks_of(tmp_path, data)
    assert found.looks == looks
    assert detail in found.detail
    assert str(tmp_path) not in found.detail
    assert found.hashes == ()


async def test_a_bomb_just_within_the_pixels_stays_within_memory(tmp_path: Path) -> None:
    found = await looks_of(tmp_path, picture(1, (6_000, 3_900), "PNG", compress_level=1))
    assert found.looks == "hashed"


async def test_one_colour_is_no_likeness(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), (7, 7, 7)).save(out, "PNG")
    assert (await looks_of(tmp_path, out.getvalue())).looks == "flat"


async def test_what_takes_too_long_is_ended_and_the_next_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(picture())
    looker = Looker(deadline=0.001)
    assert "not decoded within" in (await looker.look(path)).detail
    looker = Looker()
    await looker.look(path)
    assert looker.process.pid is not None
    os.kill(looker.process.pid, signal.SIGKILL)
    assert "ended the process" in (await looker.look(path)).detail
    assert (await looker.look(path)).looks == "hashed"
    await looker.close()


async def test_what_was_fetched_is_looked_at_and_found_again(town: Town) -> None:
    async with town.running():
        town.channel.post("large", media=photo(data=picture(1, (640, 480))))
        town.channel.post("small", media=photo(data=picture(1, (320, 240), quality=60)))
        town.channel.post("other", media=photo(data=picture(2)))
        town.channel.post("film", media=video(data=film(3)))
        town.channel.post("text", media=document(data=b"words"))
        town.channel.post("bomb", media=photo(data=bomb(20_000, 20_000)))
        await town.until_states(*["kept"] * 6)
    await town.look()
    told = await town.ask("SELECT looks FROM files ORDER BY key")
    assert [row[0] for row in told] == ["hashed", "hashed", "hashed", "hashed", "none", "failed"]
    ((value, digest),) = await town.ask(
        "SELECT hash, sha256 FROM picture_hashes JOIN files ON key = file WHERE file = 1"
    )
    async with town.database.engines.reading() as connection:
        found = await alike(connection, value)
        assert {one.message for one in found} == {1, 2}
        assert found[0].bits == 0
        assert [row[1] for row in await same(connection, digest)] == [1]
        plan = await town.ask("EXPLAIN QUERY PLAN SELECT * FROM picture_hashes WHERE band0 = 1 OR band3 = 2")
        assert "SCAN" not in str(plan)
    assert (await town.verify()).broken == []


async def test_a_missing_tool_leaves_pictures_for_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town.running():
        town.channel.post("look", media=photo(data=picture()))
        await town.until_states("kept")
    monkeypatch.setattr("monitor.files.chores.lookable", lambda: ())
    await town.look()
    assert await town.ask("SELECT looks FROM files") == [("",)]
    monkeypatch.undo()
    await town.look()
    assert await town.ask("SELECT looks FROM files") == [("hashed",)]


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=FARTHEST))
def test_hashes_that_differ_in_few_bits_share_a_band(value: int, flipped: set[int]) -> None:
    other = value
    for bit in flipped:
        other ^= 1 << bit
    one, two = signed(value), signed(other)
    assert -(2**63) <= one < 2**63
    assert distance(one, two) == len(flipped)
    assert any(a == b for a, b in zip(bands(one), bands(two), strict=True))


def test_the_daemon_itself_never_loads_a_decoder() -> None:
    import subprocess
    import sys

    code = (
        "import sys, monitor.app, monitor.files.chores; print([m for m in ('PIL', 'numpy', 'av') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert asyncio.iscoroutinefunction(Looker.look)
