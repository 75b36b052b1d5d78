"""The watch files that the docs show are right."""

import re
from pathlib import Path

import pytest

from monitor.config.load import load
from monitor.kinds import discover

ROOT = Path(__file__).parents[2]
HEAD = "version: 1\nchannels: [{telegram: DIUkraine}]\n"
SECRET = "whsec_" + "A" * 44
ENVIRON = {"HOOK_URL": "https://example.org/hook", "HOOK_SECRET": SECRET}
SHOWN = [
    pytest.param(text, id=f"{path.stem}-{number}")
    for path in sorted((ROOT / "docs").glob("*.md"))
    for number, text in enumerate(re.findall(r"^```yaml\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE))
    if re.search(r"^receivers:", text, re.MULTILINE)
]


@pytest.mark.parametrize("text", SHOWN)
def test_what_the_docs_show_can_be_loaded(text: str, tmp_path: Path) -> None:
    path, kinds = tmp_path / "monitor.yaml", discover()
    path.write_text(HEAD + text, "utf-8")
    assert load(path, conditions=kinds.conditions, sinks=kinds.sinks, environ=ENVIRON).receivers


def test_the_docs_show_some() -> None:
    assert SHOWN
