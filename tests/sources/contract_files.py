"""Files among the worlds of the contract: they grow, and are imported again. An import is killed between two steps."""

import asyncio
import json
from pathlib import Path
from typing import Any

from contract_world import BEFORE, CLOCK, House, Life

from monitor.usecases.importing import Wishes, import_posts

_WISHES = Wishes(claims=False)


class LinesWorld:
    """Posts, one a line. The cursor of a file is the number of lines that are done with."""

    loses: frozenset[str] = frozenset()

    def __init__(self, folder: Path) -> None:
        self.file = folder / "posts.jsonl"
        self.said: list[str] = []
        self.grown = asyncio.Event()

    def say(self, text: str) -> None:
        self.said.append(text)
        self.file.write_text(self._content(), "utf-8")
        self.grown.set()

    def passed(self, read_to: int) -> set[str]:
        return set(self.said[:read_to]) - {BEFORE}

    def place(self, house: House) -> int:
        """The mark of the import under way. Once all is read it is gone: then what is stored counts."""
        marks = house.ask("SELECT max(CAST(value AS INTEGER)) FROM facts WHERE name LIKE 'import:%'")
        return max(value or 0 for (value,) in [*marks, *house.ask("SELECT count(*) FROM posts")])

    async def run(self, life: Life) -> None:
        while True:
            self.grown.clear()
            await import_posts(
                self.file, life.house.path, CLOCK, _WISHES, progress=lambda *done: self._told(life, *done)
            )
            life.house.news.set()
            await self.grown.wait()

    def _told(self, life: Life, what: str, posts: int, *_rest: Any) -> None:
        life.house.news.set()
        if what == "reading" and life.strike is not None and posts >= life.strike:
            life.kill()

    def _content(self) -> str:
        return "".join(f"{json.dumps(self._message(n, text))}\n" for n, text in enumerate(self.said, 1))

    def _message(self, number: int, text: str) -> dict[str, Any]:
        at = f"2023-11-14T{number // 60:02d}:{number % 60:02d}:00Z"
        return {"channel_id": 11, "channel": "news", "message_id": number, "date": at, "text": text}


class ExportWorld(LinesWorld):
    """What Telegram Desktop writes."""

    loses = frozenset({"\ud800"})  # it writes UTF-8, which has none

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.file = folder / "result.json"

    def _content(self) -> str:
        messages = [self._message(n, text) for n, text in enumerate(self.said, 1)]
        return json.dumps({"name": "News", "type": "public_channel", "id": 11, "messages": messages})

    def _message(self, number: int, text: str) -> dict[str, Any]:
        return {"id": number, "type": "message", "date_unixtime": str(1_700_000_000 + number * 60), "text": text}
