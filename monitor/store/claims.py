"""What posts claim, by revision."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Claim, Part
from monitor.ports.store import Said
from monitor.store.tables import claims
from monitor.store.text import from_json, to_json

# One after the other: a list of pairs would walk over all claims (see `monitor.store.pairs`).
_VOID = delete(claims).where(claims.c.post == bindparam("void_post"), claims.c.revision == bindparam("void_revision"))
_PARTS = ("who", "place", "by")
_SPANS = ("number", "about", *_PARTS)


async def keep(connection: AsyncConnection, said: Sequence[Said]) -> None:
    """Write what revisions claim; part of the batch's transaction."""
    void = {(one.post, one.revision) for one in said if one.replaces}
    if void:
        await connection.execute(_VOID, [{"void_post": post, "void_revision": revision} for post, revision in void])
    # Two parts may complete an album in one batch: the last word counts.
    last = {(one.post, one.revision): one for one in said}
    rows = [_row(one, number) for one in last.values() for number in range(len(one.claims))]
    if rows:
        await connection.execute(claims.insert(), rows)


async def of_post(connection: AsyncConnection, post: int) -> dict[int, list[Claim]]:
    """The claims of a post by revision."""
    query = select(claims).where(claims.c.post == post).order_by(claims.c.revision, claims.c.number)
    found: dict[int, list[Claim]] = {}
    for row in (await connection.execute(query)).mappings():
        found.setdefault(row["revision"], []).append(claim_of(dict(row)))
    return found


def claim_of(row: Mapping[str, Any]) -> Claim:
    """A claim as it was before it became a row."""
    spans = from_json(row["spans"], dict[str, Part])
    return Claim(row["kind"], row["min"], row["max"], row["qualifier"], **spans)


def _row(said: Said, number: int) -> dict[str, Any]:
    claim = said.claims[number]
    spans: dict[str, Part | None] = {name: getattr(claim, name) for name in _SPANS}
    words = {name: said.text[slice(*span)] if (span := spans[name]) else None for name in _PARTS}
    return {
        "post": said.post,
        "revision": said.revision,
        "number": number,
        "kind": claim.kind,
        "min": claim.min,
        "max": claim.max,
        "qualifier": claim.qualifier,
        "words": said.text[slice(*claim.about)],
        "spans": to_json({name: span for name, span in spans.items() if span is not None}),
        **words,
    }
