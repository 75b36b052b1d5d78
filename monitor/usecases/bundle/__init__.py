"""A folder of evidence that somebody else can check without us: posts, their part of the log, a page, a script."""

import asyncio
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from monitor.errors import NotFoundError, UsageError
from monitor.files.magic import HEAD, suffix_of
from monitor.files.removing import vault_of
from monitor.files.vault import Vault
from monitor.store.engine import Engines
from monitor.store.evidence.proof import Link, Proof, Told, prove
from monitor.usecases.bundle.page import page
from monitor.usecases.moments import when
from monitor.usecases.posts import PostShown, shown_post, stored_post

_HERE = Path(__file__).parent
_MODE = 0o644
_MEDIA = "files"


class Exported(Struct):
    """A bundle that was written. `head` is what has to be known from elsewhere."""

    folder: str
    posts: int
    entries: int
    files: list[str]
    head: str


async def export(engines: Engines, written: Sequence[str], folder: Path, now: datetime) -> Exported:
    """Write a bundle of posts, given as links or CHANNEL/ID.

    Raises:
        NotFoundError: one is not stored, or its newest entry is not sealed yet.
        UsageError: the folder has something in it, or one names no post.
    """
    await asyncio.to_thread(_check_empty, folder)
    async with engines.reading() as connection:
        rows = {row["key"]: row for row in [await stored_post(connection, one) for one in written]}
        proof = await prove(connection, list(rows))
        vault = await vault_of(connection, engines.path)
    if proof.unsealed or not proof.links or not all(proof.told.values()):
        raise NotFoundError(
            "not all of this is sealed yet; `monitor run` seals what it stores within a second, then run this again"
        )
    media = await asyncio.to_thread(_copied, vault, folder, _digests(rows.values()))
    posts = {key: shown_post(row, lambda digest: media.get(digest, "")) for key, row in rows.items()}
    files = _files(posts, proof, now, {name: digest for digest, name in media.items()})
    await asyncio.to_thread(_put, folder, files)
    entries = sum(map(len, proof.told.values()))
    return Exported(str(folder), len(posts), entries, sorted([*files, *media.values()]), proof.links[0].seal.head)


def _check_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: there is something already; name a folder that is new or empty")


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        path.chmod(_MODE)


def _digests(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The files of posts that are kept."""
    return list(dict.fromkeys(one["sha256"] for row in rows for one in row["files"] if one["state"] == "kept"))


def _copied(vault: Vault, folder: Path, digests: Sequence[str]) -> dict[str, str]:
    """Copy files of media; their names in the bundle by digest. A name says what a file is by its first bytes.

    Raises:
        NotFoundError: one is not what was recorded any more.
    """
    names = {}
    for digest in digests:
        source = vault.path(digest)
        if vault.digest_of(digest) != digest:
            raise NotFoundError(
                f"{source} is gone or holds something else by now; `monitor evidence verify` says what else is broken"
            )
        with source.open("rb") as file:
            names[digest] = f"{_MEDIA}/{digest}{suffix_of(file.read(HEAD))}"
        (folder / _MEDIA).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / names[digest])
        (folder / names[digest]).chmod(_MODE)
    return names


def _files(posts: dict[int, PostShown], proof: Proof, now: datetime, media: Mapping[str, str]) -> dict[str, bytes]:
    newest = proof.links[0].seal
    told = [_post(shown, proof.told[key]) for key, shown in posts.items()]
    files = {
        "posts.json": _json({"posts": told}),
        "log.json": _json({"head": newest.head, "sealed": newest.at, "seals": [_link(one) for one in proof.links]}),
        "index.html": page(list(posts.values()), newest.head, when(newest.at), now).encode("utf-8", "replace"),
        "VERIFY.md": (_HERE / "VERIFY.md").read_bytes(),
        "verify.py": (_HERE / "verify.py").read_bytes(),
    }
    digests = {name: sha256(content).hexdigest() for name, content in files.items()} | dict(media)
    manifest = {"made": f"{now:%Y-%m-%dT%H:%M:%SZ}", "head": newest.head, "sha256": digests}
    return {**files, "manifest.json": _json(manifest)}


def _post(shown: PostShown, told: Sequence[Told]) -> dict[str, Any]:
    post = shown.post
    return {
        "channel": post.channel,
        "title": post.title,
        "link": post.link,
        "deleted": post.deleted,
        "deleted_since": post.deleted_since,
        "deleted_how": post.deleted_how,
        "log": [{"entry": one.entry, "record": json.loads(one.record) if one.record else None} for one in told],
        "files": shown.files,
        "claims": shown.claims,
        "matches": shown.matches,
    }


def _link(link: Link) -> dict[str, Any]:
    seal = link.seal
    return {
        "number": seal.number,
        "first": seal.first,
        "last": seal.last,
        "at": seal.at,
        "root": seal.root,
        "before": link.before,
        "skipped": link.skipped,
        "entries": link.entries,
    }


def _json(value: Any) -> bytes:
    """Indented for people; what is hashed is the compact form, which this does not change."""
    written = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=1)
    return f"{written}\n".encode("utf-8", "replace")
