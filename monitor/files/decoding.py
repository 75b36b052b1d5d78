"""From the bytes of a picture or a film to 64 bits that stay (nearly) the same when it is scaled or packed anew.

Only the process that looks at files imports this: what it leans on is large, and what it reads may be hostile.
"""

import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from monitor.files.looks import Looks
from monitor.files.magic import HEAD, format_of

MOST_PIXELS = 24_000_000
_PICTURES = frozenset({"jpeg", "png", "gif", "webp"})
_FILMS = frozenset({"mov", "matroska"})  # formats that hold what they show; none that names other files
_EDGE = 32  # pixels of the square that is transformed
_LOW = 8  # its lowest frequencies, each way
_DRAFT = (128, 128)  # a JPEG need not be decoded finer than this
_FLAT = 2.0  # standard deviation of brightness, of 256 steps, below which there is nothing to see
_FRAMES = 4  # of a film: one a second, from its start
_MOST_DECODED = 300  # frames that it may take to come so far


def look(path: Path) -> Looks:
    """How a file looks. What it is, its first bytes say; its name and what was told of it are not asked."""
    with path.open("rb") as file:
        form = format_of(file.read(HEAD))
    if form in _PICTURES:
        if not _there("PIL", "numpy"):
            return Looks("lacking", "pictures: pillow and numpy are not installed")
        return _looks([_picture(path, form.upper())])
    if form in _FILMS:
        if not _there("av", "numpy"):
            return Looks("lacking", "films: av is not installed")
        return _looks(list(_film(path, form)))
    return Looks("none")


def _there(*packages: str) -> bool:
    return all(find_spec(package) is not None for package in packages)


def _looks(squares: list[Any]) -> Looks:
    hashes = [(frame, hash_of(square)) for frame, square in enumerate(squares) if square.std() >= _FLAT]
    if hashes:
        return Looks("hashed", "", tuple(hashes))
    return Looks("flat", "nothing but one colour") if squares else Looks("failed", "it has no frame")


def _picture(path: Path, name: str) -> Any:
    import numpy
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # one pixel more than allowed is only warned of
        with Image.open(path, formats=(name,)) as image:
            image.draft("L", _DRAFT)
            square = image.convert("L").resize((_EDGE, _EDGE), Image.Resampling.LANCZOS)
    return numpy.asarray(square, dtype=numpy.float64)


def _film(path: Path, name: str) -> Iterator[Any]:
    import av
    import numpy

    # Opened by us and read through its handle: the library gets no path, and can open nothing else.
    with path.open("rb") as file, av.open(file, mode="r", format=name) as container:
        stream = container.streams.video[0]
        if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
            raise ValueError(f"its frames have more than {MOST_PIXELS // 1_000_000} million pixels")
        stream.thread_type = "NONE"
        found = 0
        for number, frame in enumerate(container.decode(stream)):
            if found == _FRAMES or number == _MOST_DECODED:
                break
            if (frame.time or 0.0) >= found:
                small = frame.reformat(_EDGE, _EDGE, "gray", interpolation="AREA")
                yield numpy.asarray(small.to_ndarray(), dtype=numpy.float64)
                found += 1


def hash_of(square: Any) -> int:
    """The 64 bits of a square of brightness: which of its low frequencies are above their median."""
    import numpy

    steps = numpy.arange(_EDGE)
    waves = numpy.cos(numpy.pi * numpy.outer(numpy.arange(_LOW), 2 * steps + 1) / (2 * _EDGE))
    low = waves @ square @ waves.T
    bits = (low > numpy.median(low)).flatten()
    return int("".join("1" if bit else "0" for bit in bits), 2)
