"""How a mail looks: `python -m monitor.testing.mail_picture OUT.png [--dark] [--narrow]`.

Needs Playwright (any environment that has it) and Debian's chromium; nothing of the product does.
"""

import argparse
import asyncio
from importlib import import_module
from pathlib import Path

from monitor.model import Evidence, Excerpt, Notice
from monitor.sinks._layout import layout
from monitor.sinks._mail import as_html

CHROMIUM = Path("/usr/bin/chromium")
_POSTED = 1_734_172_260_000  # 14 Dec 2024 10:31 UTC
_MINUTE = 60_000


def sample() -> Notice:
    """A notice that has most of what notices can have. What it says is made up."""
    first = "Плехово: щонайменше 30 військових КНДР вбито та поранено. Бої тривають на околицях села."
    second = "Враг сообщает о потерях союзников под Плёхово.\n\nПодтверждений нет: <наши> источники & местные молчат."
    posts = (
        _post(first, "військових КНДР", "вбито та поранено", channel="Defence Intelligence of Ukraine",
              handle="DIUkraine", side="ukraine", labels=("official",), reliability="B",
              media=("video 1:48 1280×720",)),
        _post(second, "Плёхово", channel="Два майора", handle="dva_majors", side="russia", labels=("milblog",),
              post=812, link="https://t.me/dva_majors/812", late=41 * _MINUTE, forward="Рыбарь"),
        _post("Щонайменше 34 військових КНДР вбито.", "34", channel="Yurii Butusov", handle="ButusovPlus",
              post=77, link="https://t.me/ButusovPlus/77", event="edited",
              before="Щонайменше 30 військових КНДР вбито."),
        _post("עשרות חיילים נהרגו (Плехово)", "Плехово", channel="ערוץ", handle="example_he", post=5,
              link="https://t.me/example_he/5"),
    )  # fmt: skip
    return Notice(
        alert="a4f1c2a90b7d3e55",
        number=3,
        kind="matched",
        rule="dprk-casualties",
        title="North Korean casualties are claimed near Plekhovo",
        severity="high",
        created=_POSTED + 5 * _MINUTE,
        lines=("3 origins, both sides.",),
        excerpts=posts,
        opened=_POSTED,
        folded=(2,),
        more=4,
    )


def _post(text: str, *words: str, **more: object) -> Excerpt:
    found = tuple(Evidence("keyword", word, word, text.index(word), text.index(word) + len(word)) for word in words)
    given: dict[str, object] = {
        "side": "", "labels": (), "post": 5012, "link": "https://t.me/DIUkraine/5012", "posted": _POSTED,
        "seen": _POSTED + 900, "evidence": found, **more,
    }  # fmt: skip
    return Excerpt(text=text, **given)  # type: ignore[arg-type]  # the fields of an excerpt, by name


async def shoot(out: Path, *, dark: bool, narrow: bool) -> None:
    """Let a browser show the mail, and take a picture of it."""
    try:
        playwright = import_module("playwright.async_api").async_playwright
    except ImportError:
        raise SystemExit("Playwright is not there: pip install playwright, in an environment of your own") from None
    notice = sample()
    async with playwright() as started:
        browser = await started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = await browser.new_page(
            viewport={"width": 390 if narrow else 820, "height": 600}, color_scheme="dark" if dark else "light"
        )
        await page.set_content(as_html(layout(notice, 30_000), notice.severity))
        await page.screenshot(path=str(out), full_page=True)
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dark", action="store_true", help="as a mail program with a dark theme shows it")
    parser.add_argument("--narrow", action="store_true", help="as wide as a telephone")
    given = parser.parse_args()
    if not CHROMIUM.exists():
        raise SystemExit(f"{CHROMIUM} is not there: install Debian's chromium")
    asyncio.run(shoot(given.out, dark=given.dark, narrow=given.narrow))
