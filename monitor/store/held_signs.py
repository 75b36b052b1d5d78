"""Signs of the newest posts, before they are entered in their table.

A sign is a hash, so each stands on a page of its own: entered at once, the signs of one post have SQLite write twenty
pages at the commit. Therefore the daemon holds those of the newest posts in memory, where they are looked up as well,
and enters them part by part: what waits in one sixty-fourth of all numbers stands on few pages.

Nothing is lost with the memory. A post's signs stand beside what it tells, and up to which post each part is entered
stands in the database, written in the same transaction. They are read from there when the database is opened, when a
transaction was not seen to be done, and when another process let signs go.

Only the daemon holds signs back. Others read those that wait from the database each time; who keeps some enters these
and all that wait.
"""

from collections.abc import Collection, Mapping, Sequence
from struct import unpack

import msgspec
from sqlalchemy import bindparam, select

from monitor.store.direct import Hand, Ready, ready
from monitor.store.tables import tellings

Pair = tuple[int, int]
"""A sign and a post that has it."""

MOST_HELD = 50_000
"""Signs that the daemon holds back, those of some 2,700 posts: about 6 MB."""

PARTS, SHIFT = 64, 57  # signs have 63 bits
_FINE = 33  # of these the first 30, by which they are in order but for a few: small numbers are sorted much faster
ENTERED, _LET_GO = "signs_entered", "signs_let_go"

_decode = msgspec.json.Decoder(list[int]).decode
_STATE = Ready(
    "SELECT name, value FROM facts WHERE name IN (:entered, :let_go)", {"entered": ENTERED, "let_go": _LET_GO}
)
_SET = Ready("INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value")
_UNSET = Ready("DELETE FROM facts WHERE name = :name")
_SIGNED_SINCE = ready(
    select(tellings.c.post, tellings.c.signs).where(tellings.c.post > bindparam("low"), tellings.c.signs.isnot(None))
)
_SIGN = "INSERT OR IGNORE INTO signs (sign, post) VALUES (?, ?)"


def unpacked(signs: bytes) -> Sequence[int]:
    """The signs of a post, as `packed` has written them."""
    return unpack(f"<{len(signs) // 8}q", signs)


class HeldSigns:
    """The signs that wait, as far as one process knows. It is asked within write transactions, one at a time."""

    def __init__(self, most: int = 0) -> None:
        """`most` that are held back; 0: who asks holds none back, but knows of those that another process does."""
        self._most = most
        self._sure = False
        self._upto: list[int] | None = None  # None: nobody ever held any back
        self._first: list[dict[int, int]] = []  # of each part, by sign the post that has it
        self._more: dict[int, list[int]] = {}  # and those that have it too
        self._many_more = self._newest = 0
        self._let_go = ""

    def look(self, hand: Hand) -> None:
        """Be up to date. To be called first in each transaction; `settled` once it is done."""
        state = _state(hand)
        if not (self._most and self._sure and state.get(_LET_GO, "") == self._let_go):
            self._read(hand, state)
        self._sure = False

    def settled(self) -> None:
        """The transaction was committed: what is known is true."""
        self._sure = True

    def _read(self, hand: Hand, state: Mapping[str, str]) -> None:
        self._upto = _decode(state[ENTERED]) if ENTERED in state else None
        self._let_go = state.get(_LET_GO, "")
        self._first, self._more = [{} for _ in range(PARTS)], {}
        self._many_more = self._newest = 0
        if self._upto is None:
            return
        self._newest = max(self._upto)
        for post, own in hand.rows(_SIGNED_SINCE, {"low": min(self._upto)}):
            self._hold(post, [sign for sign in unpacked(own) if post > self._upto[sign >> SHIFT]])

    def near(self, asked: Collection[int]) -> dict[int, Sequence[int]]:
        """By sign the posts that wait with it."""
        first, more = self._first, self._more
        known = [sign for sign in asked if sign in first[sign >> SHIFT]] if first else []
        return {sign: [first[sign >> SHIFT][sign], *more.get(sign, ())] for sign in known}

    def keep(self, hand: Hand, signed: Sequence[tuple[int, Collection[int]]]) -> None:
        """Let posts be found by their signs: hold them back and enter what is too much, or enter them."""
        if not any(signs for _, signs in signed):
            return
        if not self._most:
            self._end(hand)
            hand.write_many(_SIGN, sorted([(sign, post) for post, signs in signed for sign in signs]))
            return
        begun = self._upto is None
        upto = self._upto = self._upto or [max(post for post, signs in signed if signs)] * PARTS
        newest = max(upto)
        behind: list[Pair] = []
        for post, signs in signed:
            if post > newest:  # as nearly all are
                self._hold(post, signs)
                continue
            # Who comes late, behind the post up to which a part was entered, would not be read again from its telling.
            late = [sign for sign in signs if post <= upto[sign >> SHIFT]]
            behind += [(sign, post) for sign in late]
            self._hold(post, set(signs).difference(late))
        hand.write_many(_SIGN, sorted(behind))
        if self._enter(hand) or begun:
            hand.write(_SET, [{"name": ENTERED, "value": msgspec.json.encode(upto).decode()}])

    def _hold(self, post: int, signs: Collection[int]) -> None:
        """Also signs that wait already: then nothing changes."""
        parts = self._first
        for sign in signs:
            first = parts[sign >> SHIFT].setdefault(sign, post)
            if first != post and post not in (more := self._more.setdefault(sign, [])):
                more.append(post)
                self._many_more += 1
        if signs and post > self._newest:
            self._newest = post

    def _enter(self, hand: Hand) -> bool:
        """Enter the parts that waited longest until no more wait than may. Whether there were any."""
        upto, some = self._upto or [], False
        many = sum(map(len, self._first)) + self._many_more
        while many > self._most:
            part = min(range(PARTS), key=upto.__getitem__)
            many -= self._enter_part(hand, part)
            upto[part] = self._newest
            some = True
        return some

    def _enter_part(self, hand: Hand, part: int) -> int:
        """Returns how many signs there were of it."""
        first, self._first[part] = self._first[part], {}
        rows = [*first.items(), *((sign, post) for sign in first.keys() & self._more for post in self._more.pop(sign))]
        rows.sort(key=lambda row: row[0] >> _FINE)
        hand.write_many(_SIGN, rows)
        self._many_more -= len(rows) - len(first)
        return len(rows)

    def _end(self, hand: Hand) -> None:
        """Nobody holds any back, until the daemon begins anew: it would take ours for some that wait."""
        if self._upto is None:
            return
        for part in range(PARTS):
            self._enter_part(hand, part)
        hand.write(_SET, [{"name": _LET_GO, "value": str(int(self._let_go or 0) + 1)}])
        hand.write(_UNSET, [{"name": ENTERED}])
        self._upto = None

    def let_go(self, hand: Hand, pairs: Collection[Pair]) -> None:
        """Posts are not to be found by these signs any more; that they are not in the table is the caller's work.

        Who holds none back tells the process that does.
        """
        for sign, post in pairs:
            self._drop(sign, post)
        if self._most:
            return
        state = _state(hand)
        waiting = min(_decode(state[ENTERED])) if ENTERED in state else None
        if waiting is not None and any(post > waiting for _, post in pairs):
            hand.write(_SET, [{"name": _LET_GO, "value": str(int(state.get(_LET_GO) or 0) + 1)}])

    def _drop(self, sign: int, post: int) -> None:
        first, more = self._first[sign >> SHIFT] if self._first else {}, self._more.get(sign, [])
        if post in more:
            more.remove(post)
        elif first.get(sign) != post:
            return
        elif more:
            first[sign] = more.pop(0)
        else:
            del first[sign]
            return
        self._many_more -= 1
        if not more:
            del self._more[sign]


def _state(hand: Hand) -> dict[str, str]:
    return {str(name): str(value) for name, value in hand.rows(_STATE, {})}
