"""The labelled pairs, read as the daemon reads posts."""

import gzip
import json
import os
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import yaml

from monitor.kinds import discover
from monitor.lexicon import Lexicon
from monitor.model import Change, Channel, EntitySpec, Media, Post, StoriesSpec
from monitor.rules.compile import compile_rules
from monitor.stories.copies import Wording, wording_of
from monitor.stories.gazetteer import Gazetteer
from monitor.stories.links import link_between
from monitor.stories.telling import telling_of
from monitor.usecases.explaining import rules_of

HERE = Path(__file__).parent
CORPUS = HERE.parents[2] / "shared" / "corpus"
BOUNDS = StoriesSpec()


@cache
def entities() -> dict[str, EntitySpec]:
    """The entities of the pairs, as a user would write them."""
    read = yaml.safe_load((HERE / "data" / "entities.yaml").read_text("utf-8"))
    return {
        name: EntitySpec(
            name,
            one["kind"],
            {language: tuple(names) for language, names in one["names"].items()},
            tuple(one["at"]) if "at" in one else None,
            area=one.get("area"),
        )
        for name, one in (read.get("entities") or read).items()
    }


@cache
def ready_entities() -> Mapping[str, EntitySpec]:
    """Those that come with the project."""
    return rules_of(None, discover(), os.environ).spec.entities


@cache
def corpus(name: str) -> list[dict[str, Any]]:
    with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Reader:
    """Tellings of texts, each with a row of its own; of the entities of the pairs, or others."""

    def __init__(self, known: Mapping[str, EntitySpec] | None = None) -> None:
        known = entities() if known is None else known
        self.gazetteer = Gazetteer(known, BOUNDS.near)
        self._rules = compile_rules((), known, (), discover().conditions, Lexicon(None), mentions=True)
        self._channels: dict[str, int] = {}
        self._words: dict[int, Wording] = {}

    def telling(self, ref: dict[str, Any]) -> Any:
        """What stories know of a text of the pairs."""
        if "file" in ref:
            row = corpus(ref["file"])[ref["line"]]
            text, channel, at = row["text"], row.get("channel", ref["file"]), ref.get("at") or row.get("date")
        else:
            text, channel, at = ref["text"], ref["channel"], ref["at"]
        posted = int(datetime.fromisoformat(at).timestamp() * 1000) if at else 0
        return self.of(text, str(channel), posted)

    def of(self, text: str, channel: str, posted: int, media: tuple[Media, ...] = ()) -> Any:
        key = len(self._words) + 1
        number = self._channels.setdefault(channel, len(self._channels) + 1)
        post = Post(number, key, posted, text, media=media)
        found = self._rules.match(post, Channel(number, "telegram", f"c{number}"))
        self._words[key] = wording_of(text)
        change = Change("new", post, posted, key=key)
        return telling_of(change, f"c{number}", found.folded, found.claims, found.mentions)

    def link(self, a: Any, b: Any) -> Any:
        return link_between(a, b, self._words.__getitem__, self.gazetteer, BOUNDS)


def labelled(name: str = "event_pairs") -> list[dict[str, Any]]:
    lines = (HERE / "data" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def hard_halves() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Pairs drawn without a thought of any watch file, in two halves that share no text: the first was looked at."""
    every = labelled("event_pairs_hard")
    return [pair for pair in every if pair["half"] == "a"], [pair for pair in every if pair["half"] == "b"]


def halves() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The pairs in two halves that share no text: the rules were made looking at the first alone."""
    pairs = labelled()
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for pair in pairs:
        a, b = find(_name(pair["a"])), find(_name(pair["b"]))
        root[max(a, b)] = min(a, b)
    first = [p for p in pairs if _side(find(_name(p["a"])))]
    return first, [p for p in pairs if p not in first]


def _name(ref: dict[str, Any]) -> str:
    return json.dumps(ref, sort_keys=True, ensure_ascii=False)


def _side(name: str) -> bool:
    return blake2b(name.encode(), digest_size=1).digest()[0] % 2 == 0
