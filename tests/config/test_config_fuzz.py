"""Whatever stands in the file, the answer is a watch file or a list of problems."""

from pathlib import Path

import pytest
import yaml
from config_kinds import CONDITIONS, SINKS
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.load import load
from monitor.config.sections import Channel, Entity, Receiver, Rule, Watch
from monitor.errors import ConfigError

MODELS = (Watch, Rule, Channel, Entity, Receiver)
WRITTEN = {field.alias or name for model in MODELS for name, field in model.model_fields.items()}
MORE = {"any", "all", "not", "labels", "listen", "api_id", "accounts", "en", "url", "match", *CONDITIONS, *SINKS}
KEYS = sorted(WRITTEN | MORE)
WORDS = ["a", "1", "", "console", "webhook", "DIUkraine", "off", "90s", "${A}", "${B}", "${", "*.yml", "x" * 90]
SCALARS = st.sampled_from(WORDS) | st.text(max_size=8) | st.none() | st.booleans() | st.integers() | st.floats()
NAMES = st.sampled_from(KEYS) | st.text(max_size=6)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)
SECTIONS = st.dictionaries(st.sampled_from(KEYS), TREES, max_size=6)
RULE = st.fixed_dictionaries({"id": SCALARS, "when": TREES}, optional={"from": TREES, "notify": TREES})
WHOLES = st.fixed_dictionaries(
    {"version": st.just(1)},
    optional={
        "rules": st.lists(RULE, max_size=3),
        "channels": st.lists(SECTIONS, max_size=3),
        "entities": st.dictionaries(SCALARS.map(str), TREES, max_size=3),
        "receivers": st.dictionaries(SCALARS.map(str), SECTIONS, max_size=3),
        "telegram": SECTIONS,
        "defaults": TREES,
        "include": st.lists(st.sampled_from(WORDS), max_size=2),
    },
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def problems(path: Path) -> tuple[str, ...]:
    try:
        load(path, conditions=CONDITIONS, sinks=SINKS, environ={"A": "value"})
    except ConfigError as error:
        return error.problems or ("nothing was said",)
    return ()


def answered(path: Path) -> None:
    found = problems(path)
    assert all(line.split(":")[1].isdigit() and line.isprintable() for line in found)
    assert len(set(found)) == len(found)


@settings(max_examples=80, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes(folder: Path, content: bytes) -> None:
    (folder / "w.yml").write_bytes(content)
    answered(folder / "w.yml")


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=120) | st.text(alphabet=" \n\t-:{}[]&*!<>|'\"#%@?,a1$", max_size=80))
def test_any_text(folder: Path, text: str) -> None:
    (folder / "w.yml").write_bytes(b"version: 1\n" + text.encode("utf-8", "surrogatepass"))
    answered(folder / "w.yml")


@settings(max_examples=80, deadline=None)
@given(tree=TREES | SECTIONS)
def test_any_tree(folder: Path, tree: object) -> None:
    (folder / "w.yml").write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    answered(folder / "w.yml")


@settings(max_examples=80, deadline=None)
@given(tree=WHOLES)
def test_nearly_a_watch_file(folder: Path, tree: object) -> None:
    (folder / "w.yml").write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    answered(folder / "w.yml")
