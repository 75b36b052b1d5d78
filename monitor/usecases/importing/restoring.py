"""A post that is new here, with the past that another database knew of it. Pure."""

from collections.abc import Mapping

from msgspec.structs import replace

from monitor.model import Change
from monitor.ports.store import Kept
from monitor.sources.jsonl import Past
from monitor.store.past import Restored

Pasts = Mapping[tuple[int, int], Past]
"""By channel and number of the post."""


def with_past(kept: Kept, pasts: Pasts) -> tuple[Kept, list[Restored]]:
    """What a batch comes to, its new posts as they stood in the database that wrote the file: deleted ones, too."""
    if not pasts:
        return kept, []
    changes: list[Change] = []
    restored: list[Restored] = []
    for change in kept.changes:
        past = pasts.get((change.post.channel, change.post.id)) if change.kind == "new" else None
        if past is None:
            changes.append(change)
            continue
        changes += _as_it_stood(change, past)
        restored.append(Restored(change.key, change.post, past.revisions, past.seen))
    return replace(kept, changes=tuple(changes)), restored


def _as_it_stood(change: Change, past: Past) -> list[Change]:
    new = replace(change, via=past.via, revision=past.revision)
    if past.deleted is None:
        return [new]
    return [new, replace(new, kind="deleted", seen=past.deleted, how=past.deleted_how, since=past.deleted_since)]
