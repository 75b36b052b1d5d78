"""What a file is, by its first bytes: nobody's word for it counts, nor does any name."""

HEAD = 16
"""How many of its bytes it takes to tell."""

_MAGIC = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"GIF8": "gif", b"\x1a\x45\xdf\xa3": "matroska"}
_SUFFIXES = {"jpeg": ".jpg", "png": ".png", "gif": ".gif", "webp": ".webp", "mov": ".mp4", "matroska": ".mkv"}


def format_of(head: bytes) -> str:
    """jpeg, png, gif, webp, mov (and its heirs, as MP4) or matroska (and WebM); empty for all else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "mov"
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")


def suffix_of(head: bytes) -> str:
    """The end of a name under which programs show it and run nothing."""
    return _SUFFIXES.get(format_of(head), ".bin")
