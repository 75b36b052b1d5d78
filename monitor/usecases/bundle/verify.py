"""Checks a bundle of Channel Monitor: python3 verify.py [HEAD]. Needs nothing but Python 3.8 or later.

HEAD is a head that was published elsewhere, 64 digits; without it, compare what is printed with such a one yourself.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

here = Path(__file__).parent


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sha256_of(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            found.update(piece)
    return found.hexdigest()


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def load(name: str) -> Any:
    return json.loads((here / name).read_text("utf-8"))


def check(holds: bool, sentence: str) -> None:
    if not holds:
        sys.exit(f"BROKEN: {sentence}")


# 1. The files are those that the manifest names.
files = load("manifest.json")["sha256"]
for name, digest in files.items():
    check(sha256_of(here / name) == digest, f"{name} is not the file that was written")

# 2. From the head downwards, every seal is what the newer ones say it is.
log, known = load("log.json"), {0: "0" * 64}
newest = log["seals"][0]["number"]
known[newest] = log["head"]
covered: "set[bytes]" = set()
for seal in log["seals"]:
    number = seal["number"]
    line = compact([number, seal["first"], seal["last"], seal["at"], seal["root"]])
    text = f"{seal['before']}\n{seal['skipped']}\n".encode() + line + b"\n"
    check(sha256(text) == known.get(number), f"seal {number} is not the one that the head stands for")
    for older, head in ((number & (number - 1), seal["skipped"]), (number - 1, seal["before"])):
        check(known.setdefault(older, head) == head, f"seals disagree about the head of seal {older}")
    if seal["entries"]:
        lines = b"".join(compact(entry) + b"\n" for entry in seal["entries"])
        check(sha256(lines) == seal["root"], f"the entries of seal {number} are not those that were sealed")
        covered.update(compact(entry) for entry in seal["entries"])

# 3. Every record is what its entry says, and every entry is sealed.
records, fetched = 0, set()
for post in load("posts.json")["posts"]:
    for told in post["log"]:
        entry, record = told["entry"], told["record"]
        check(compact(entry) in covered, f"entry {entry[0]} is covered by no seal")
        if record is not None:
            check(sha256(compact(record)) == entry[-1], f"the record of entry {entry[0]} was changed")
            check((record["channel"], record["id"]) == (entry[3], entry[4]), f"entry {entry[0]} is of another post")
            records += 1
            fetched.update([record["sha256"]] if record["record"] == "file" else [])
for name, digest in files.items():
    check(not name.startswith("files/") or digest in fetched, f"no record tells that {name} was fetched")

# 4. The head is the one that was published.
if len(sys.argv) > 1:
    check(log["head"] == sys.argv[1].lower(), "this is not the head that was published")
sys.stdout.write(f"Whole: {records} records stand as they were recorded, if this head was published:\n{log['head']}\n")
