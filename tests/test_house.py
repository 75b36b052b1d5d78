"""What must hold of the whole: the lock, the kinds, and what the repository may not hold."""

import re
import subprocess
from pathlib import Path

import pytest

from monitor.errors import MonitorError
from monitor.kinds import discover, kinds_in

ROOT = Path(__file__).resolve().parents[1]
KINDS = discover()


def test_the_lock_has_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    pins = re.findall(r"^[\w.-]+==\S+", lock, re.MULTILINE)
    assert len(pins) > 50
    assert lock.count("--hash=sha256:") >= len(pins)


@pytest.mark.parametrize("kind", [*KINDS.conditions, *KINDS.sinks])
def test_a_kind_has_a_docstring_and_an_example(kind: str) -> None:
    cls = KINDS.conditions.get(kind) or KINDS.sinks[kind]
    assert cls.__doc__, f"kind {kind!r} says nothing of itself: write a docstring, it is the documentation"
    examples = "\n".join(path.read_text("utf-8") for path in (ROOT / "config").rglob("*.yaml"))
    assert re.search(rf"\b{kind}:", examples), f"kind {kind!r} has no example in config/: show one there"


def test_a_kind_that_is_taken_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "taken_kinds"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in ("one", "two"):
        (package / f"{name}.py").write_text("class Kind:\n    kind = 'same'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(Exception, match=r"taken_kinds.two: kind 'same' is already taken by taken_kinds.one"):
        kinds_in("taken_kinds")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: what is tracked cannot be listed")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_nothing_private_or_foreign_is_tracked() -> None:
    names = [path.name for path in tracked()]
    assert not {"uv.lock", "poetry.lock", "package-lock.json"} & set(names)
    assert not [name for name in names if name.endswith((".session", ".db", ".env"))]


def test_the_dockerfile_and_ci_use_the_lock() -> None:
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("make test")
    assert "--require-hashes" in (ROOT / "Makefile").read_text("utf-8")


def test_the_table_of_exit_codes_has_all() -> None:
    codes = {130, 141, 0}
    waiting: list[type[MonitorError]] = [MonitorError]
    while waiting:
        error = waiting.pop()
        codes.add(error.exit_code)
        waiting += error.__subclasses__()
    table = (ROOT / "docs/operation.md").read_text("utf-8").partition("| exit code | meaning |")[2].partition("\n\n")[0]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == codes
