"""README and docs render as they were meant: tables are whole, emphasis is closed, links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"(`+)(?:(?!\1).)+?\1(?!`)", re.DOTALL)
RULER = re.compile(r"\|(?: *:?-+:? *\|)+")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

Line = tuple[int, str]


def prose(page: str) -> Iterator[Line]:
    """The lines outside of fences, numbered from 1; those inside are empty."""
    fenced = False
    for number, line in enumerate(page.splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
            yield number, ""
        else:
            yield number, "" if fenced else line
    assert not fenced, "a fence is not closed"


def blocks(page: str) -> Iterator[list[Line]]:
    """Paragraphs, tables and lists: what stands between empty lines; items of a list and headings by themselves."""
    block: list[Line] = []
    for number, line in prose(page):
        if block and (not line.strip() or re.match(r"\s*(?:[-*] |\d+\. |#+ )", line)):
            yield block
            block = []
        if line.strip():
            block.append((number, line))
    if block:
        yield block


def cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", CODE.sub(lambda code: code[0].replace("\\|", ""), row.strip()))) - 1


def faults(page: str) -> Iterator[str]:
    """What renders otherwise than it reads, each with its line."""
    for block in blocks(page):
        rows = [(number, line) for number, line in block if line.lstrip().startswith("|")]
        if rows:
            if len(block) != len(rows):
                yield f"{rows[0][0]}: rows of a table and text stand in one block"
            elif len(rows) < 2 or not RULER.fullmatch(rows[1][1].strip()):
                yield f"{rows[0][0]}: a table without its head"
            widths = {cells(line) for _, line in rows}
            if len(widths) > 1:
                yield f"{rows[0][0]}: rows of {sorted(widths)} cells in one table"
            texts = [line for _, line in rows]
        else:
            texts = ["\n".join(line for _, line in block)]
        for text in texts:
            bare = CODE.sub("", text)
            if "`" in bare:
                yield f"{block[0][0]}: a backtick is not closed"
            if bare.count("**") % 2:
                yield f"{block[0][0]}: ** is not closed"


def anchors(page: str) -> set[str]:
    titles = [line.lstrip("#").strip() for _, line in prose(page) if re.match(r"#+ ", line)]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_a_page_renders_as_it_reads(path: Path) -> None:
    page = path.read_text("utf-8")
    assert list(faults(page)) == []
    for target in LINK.findall(CODE.sub("", "\n".join(line for _, line in prose(page)))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = path.parent / file if file else path
        assert there.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in anchors(there.read_text("utf-8")), f"there is no heading for {target}"


@pytest.mark.parametrize(
    "page",
    [
        "text\n| a | b |\n",
        "| a | b |\n\n| c | d |\n|---|---|\n",
        "| a | b |\n|---|---|\n| c |\n",
        "**never closed\nin this paragraph\n\n**fine**\n",
        "a `tick\n",
    ],
)
def test_faults_are_found(page: str) -> None:
    assert list(faults(page))
