"""Text cut to what a platform takes of one message, where no layout is short enough."""

from monitor.sinks._text import border


def cut_bytes(text: str, most: int, link: str = "") -> str:
    """At most `most` bytes of UTF-8 of a text, cut where a line or a sentence ends, and then "…" and the link.

    A link that would take more than half of the room is left out.
    """
    if len(text.encode()) <= most:
        return text
    end = _end(link) if len(link.encode()) <= most // 2 else _end("")
    return _whole(text.encode()[: most - len(end.encode())].decode(errors="ignore")) + end


def cut_chars(text: str, most: int, link: str = "") -> str:
    """As `cut_bytes`, with `most` code points."""
    if len(text) <= most:
        return text
    end = _end(link) if len(link) <= most // 2 else _end("")
    return _whole(text[: most - len(end)]) + end


def _end(link: str) -> str:
    return f"\n…\n{link}".rstrip()


def _whole(head: str) -> str:
    """Up to the last line, sentence or word that is whole."""
    return head[: border(head, len(head) * 2 // 3, len(head))].rstrip()
