"""What docs/evidence.md says is what the code does."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store.database import Database
from monitor.store.evidence import canonical

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "evidence.md").read_text("utf-8")


async def test_the_dozen_lines_recompute_the_chain(lived: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    path = lived.engines.path
    os.renames(path.with_name("monitor.db"), path.parent / "var" / "monitor.db")
    await lived.close()
    monkeypatch.chdir(path.parent)
    names: dict[str, object] = {}
    exec(compile(program, "evidence.md", "exec"), names)  # noqa: S102
    names["database"].close()  # type: ignore[attr-defined]
    with closing(sqlite3.connect(path.parent / "var" / "monitor.db")) as connection:
        assert len(names["heads"]) == 1 + connection.execute("SELECT count(*) FROM seals").fetchone()[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "form",
    [
        canonical.Content,
        canonical.Deletion,
        canonical.Tombstone,
        canonical.Erasure,
        canonical.Event,
        canonical.File,
        canonical.Removal,
    ],
)
def test_the_keys_of_records_stand_there_in_their_order(form: type[canonical.Record]) -> None:
    tag = form.__struct_config__.tag
    assert f"| `{tag}` | {' '.join(form.__struct_fields__)} |" in PAGE
