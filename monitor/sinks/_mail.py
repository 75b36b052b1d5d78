"""The two bodies of a mail. HTML carries inline styles only, and nothing of a post is left unescaped."""

from collections.abc import Callable
from html import escape

from monitor.model import Severity
from monitor.sinks._layout import Block, Line, act
from monitor.sinks._text import Mark

_COLOURS: dict[Severity, str] = {
    "info": "#57606a",
    "low": "#0969da",
    "medium": "#9a6700",
    "high": "#cf222e",
    "critical": "#82071e",
}
_STYLES = {
    "link": "margin:0 0 2px",
    "who": "margin:0 0 2px;font-weight:600",
    "foot": "margin:16px 0 0;color:#57606a;font-size:12px",
    "quote": "margin:8px 0;padding:8px 12px;background:#f6f8fa;border-left:3px solid #d0d7de;white-space:pre-wrap",
    "why": "margin:0 0 2px;color:#57606a;font-size:13px",
    "when": "margin:0 0 2px;color:#57606a;font-size:13px",
}
# On white, whatever is below it: on the dark ground of some mail programs our dark letters could not be read.
_BODY = "margin:0;padding:0;background:#ffffff"
_PAGE = "font:14px/1.45 system-ui,sans-serif;color:#1f2328;background:#ffffff;max-width:44em;padding:16px 20px"
_LINK = "color:#0969da"
_ACT = (
    "display:inline-block;margin:8px 8px 0 0;padding:8px 14px;border:1px solid #0969da;border-radius:6px;"
    "color:#0969da;font-weight:600;text-decoration:none"
)
_MATCH = "background:#fff3b0;font-weight:600"


def as_text(blocks: tuple[Block, ...]) -> str:
    """Plain text; the words of posts are quoted with `> `, matched words stand between asterisks."""
    return "\n\n".join("\n".join(_plain(line) for line in block) for block in blocks) + "\n"


def as_html(blocks: tuple[Block, ...], severity: Severity) -> str:
    """A whole document without scripts, pictures or anything that is loaded."""
    body = "<hr style='border:0;border-top:1px solid #d0d7de;margin:14px 0'>".join(
        "".join(_html(line, severity) for line in block) for block in blocks
    )
    page = f"<div style='{_PAGE};overflow-wrap:anywhere'>{body}</div>"
    head = "<meta charset='utf-8'><meta name='color-scheme' content='light'>"
    return f"<!doctype html><html><head>{head}</head><body style='{_BODY}'>{page}</body></html>\n"


def _plain(line: Line) -> str:
    if line.role != "quote":
        return line.text
    text = woven(line, str, lambda _: ("*", "*"))
    return "\n".join(f"> {row}" for row in text.split("\n"))


def _html(line: Line, severity: Severity) -> str:
    text = woven(line, escape, _tags)
    if line.role == "title":
        return f"<h1 style='font-size:18px;margin:0 0 8px;color:{_COLOURS[severity]}'>{text}</h1>"
    if line.role == "act":  # a button: the address is behind it
        label, address = act(line)
        return f"<a style='{_ACT}' href='{escape(address)}'>{escape(label)}</a>"
    side = " dir='auto'" if line.role == "quote" else ""
    return f"<p{side} style='{_STYLES.get(line.role, 'margin:0 0 2px')}'>{text}</p>"


def _tags(mark: Mark) -> tuple[str, str]:
    if mark.kind == "link":
        return f"<a href='{escape(mark.href)}' style='{_LINK}'>", "</a>"
    return f"<mark style='{_MATCH}'>", "</mark>"


def woven(line: Line, written: Callable[[str], str], around: Callable[[Mark], tuple[str, str]]) -> str:
    """The text of a line with something around the stretches that its marks mean."""
    parts, at = [], 0
    for mark in line.marks:
        opened, closed = around(mark)
        parts += [written(line.text[at : mark.start]), opened, written(line.text[mark.start : mark.end]), closed]
        at = mark.end
    return "".join([*parts, written(line.text[at:])])
