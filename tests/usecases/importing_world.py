"""Exports and databases for the tests of importing."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.usecases.importing import Imported, Wishes, import_posts

START = 1_734_170_400  # 2024-12-14T10:00:00Z, in seconds


@dataclass
class Clock:
    time: int = START * 1000 + 86_400_000

    def now(self) -> int:
        self.time += 1
        return self.time


@dataclass
class Place:
    """A folder with files to import and a database."""

    folder: Path
    clock: Clock = field(default_factory=Clock)

    @property
    def database(self) -> Path:
        return self.folder / "monitor.db"

    def write(self, content: Any, name: str = "result.json") -> Path:
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8")
        return path

    async def take(self, path: Path, database: Path | None = None, **more: Any) -> Imported:
        wishes = Wishes(**{key: more.pop(key) for key in list(more) if key in Wishes.__struct_fields__})
        return await import_posts(path, database or self.database, self.clock, wishes, **more)

    def ask(self, query: str, database: Path | None = None) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(database or self.database)) as connection:
            return connection.execute(query).fetchall()

    def dump(self, database: Path | None = None) -> list[str]:
        """All that is stored; the search's own tables look different after each step."""
        with closing(sqlite3.connect(database or self.database)) as connection:
            return [line for line in connection.iterdump() if '"search' not in line]


def message(number: int, text: str = "", **more: Any) -> dict[str, Any]:
    at = str(START + number * 60)
    said = text or f"Допис {number}"
    return {"id": number, "type": "message", "date_unixtime": at, "text": said, **more}


def chat(messages: Sequence[dict[str, Any]] | int = 5, **head: Any) -> dict[str, Any]:
    made = [message(number + 1) for number in range(messages)] if isinstance(messages, int) else messages
    return {"name": "A channel", "type": "public_channel", "id": 11, **head, "messages": made}
