"""Rules written as a watch file has them, compiled."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from monitor import model
from monitor.kinds import kinds_in
from monitor.ports.condition import Condition
from monitor.rules.compile import compile_rules
from monitor.rules.ruleset import Ruleset

When = Any
Compile = Callable[..., Ruleset]
Words = Callable[..., list[str]]


def tree(when: When, kinds: Mapping[str, type[Condition]]) -> model.Tree:
    """A condition as the watch file has it: a mapping of one key; a list means any."""
    if isinstance(when, list):
        return model.Any(tuple(tree(part, kinds) for part in when))
    [(key, value)] = when.items()
    if key in ("all", "any"):
        return {"all": model.All, "any": model.Any}[key](tuple(tree(part, kinds) for part in value))
    if key == "not":
        return model.Not(tree(value, kinds))
    options = kinds[key].options
    return model.Leaf(key, options.model_validate(value if isinstance(value, dict) else {options.short: value}))


@pytest.fixture(scope="session")
def compiled() -> Compile:
    """Compile `{rule id: when}`; a value may also be a pair of `when` and further fields of the rule."""

    def compile_them(
        rules: Mapping[str, Any],
        *,
        entities: Mapping[str, Sequence[str]] | None = None,
        channels: Sequence[model.ChannelSpec] = (),
        more: Mapping[str, type[Condition]] | None = None,
    ) -> Ruleset:
        kinds = {**kinds_in("monitor.rules.conditions"), **(more or {})}
        specs = []
        for rule, written in rules.items():
            when, fields = written if isinstance(written, tuple) else (written, {})
            specs.append(model.RuleSpec(rule, rule, "high", tree(when, kinds), **fields))
        known = {
            name: model.EntitySpec(name, "group", {"xx": tuple(names)}) for name, names in (entities or {}).items()
        }
        return compile_rules(specs, known, channels, kinds)

    return compile_them


@pytest.fixture
def words(compiled: Compile) -> Words:
    """The stretches of a post that one condition finds, or None where it does not hold."""

    def find(when: When, post: str | model.Post, **more: Any) -> list[str] | None:
        if isinstance(post, str):
            post = model.Post(1, 1, 0, post)
        matched = compiled({"rule": when}, **more).match(post, model.Channel(1, "telegram"))
        assert matched.failed == ()
        if not matched.matches:
            return None
        for item in matched.matches[0].evidence:
            if item.start is not None:
                assert post.text[item.start : item.end] == item.found
        return [item.found for item in matched.matches[0].evidence]

    return find
