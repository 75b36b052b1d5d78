"""Writing a picture to a file: SVG as it is, PNG drawn from it by resvg, which is an extra."""

from pathlib import Path

from monitor.errors import UsageError

_ZOOM = 2.0  # a PNG is twice as wide as it is shown, for screens that are as fine


def write(svg: str, out: Path) -> None:
    """Write it as what the file's name ends in.

    Raises:
        UsageError: it ends in something else, PNG is asked for without resvg, or the file cannot be written.
    """
    kind = out.suffix.lower()
    if kind not in (".svg", ".png"):
        raise UsageError(f"--out {out.name} wants a name that ends in .svg or .png")
    content = _png(svg) if kind == ".png" else svg.encode()
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}; name another file in --out") from error


def _png(svg: str) -> bytes:
    try:
        from resvg_py import svg_to_bytes
    except ModuleNotFoundError:
        raise UsageError(
            "a PNG needs resvg, which is not installed: `pip install 'channel-monitor[plots]'`, or write .svg"
        ) from None
    return bytes(svg_to_bytes(svg_string=svg, zoom=_ZOOM))
