"""What waited for a receiver goes out as one: digests, what came in quiet hours, what was over a budget. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from monitor.alerts.group import open_summary
from monitor.alerts.notice import SHOWN, summary
from monitor.alerts.times import clock
from monitor.model import SEVERITIES, Alert, Excerpt, HeldFor, Millis, Notice, NoticeKind, ReceiverSpec
from monitor.ports.store import Parcel

_LATE_FROM = 120_000
_KINDS: Mapping[HeldFor, NoticeKind] = {"digest": "digest", "quiet": "quiet", "budget": "budget"}


class Opened(Struct, frozen=True):
    """What becomes of parcels: a summary for their receiver, or, where one alone waited, that one itself (`loosed`)."""

    receiver: str
    parcels: tuple[Parcel, ...]
    alert: Alert | None = None
    notice: Notice | None = None

    @property
    def loosed(self) -> bool:
        return self.notice is None


def opened(
    parcels: Sequence[Parcel], receivers: Mapping[str, ReceiverSpec], titles: Mapping[str, str], now: Millis
) -> list[Opened]:
    """What becomes of all that is due, by receiver and by what it waited for."""
    bundles: dict[tuple[str, HeldFor], list[Parcel]] = {}
    for parcel in parcels:
        bundles.setdefault((parcel.receiver, parcel.held), []).append(parcel)
    return [
        _opened(bundle, receivers[name], held, titles, now)
        for (name, held), bundle in sorted(bundles.items())
        if name in receivers
    ]


def _opened(
    bundle: Sequence[Parcel], receiver: ReceiverSpec, held: HeldFor, titles: Mapping[str, str], now: Millis
) -> Opened:
    notices = {(one.alert, one.number): one for one in bundle}
    if held != "digest" and len(notices) == 1:
        return Opened(receiver.name, tuple(bundle))
    due = min(one.due for one in bundle)
    alert = open_summary(f"{held}:{receiver.name}", _title(held, receiver, due, len(notices)), now)
    loudest = max((one.severity for one in bundle), key=SEVERITIES.index)
    told = _summary(alert, _KINDS[held], list(notices.values()), titles, now)
    late = f"Late: this was due at {_when(receiver, held, due)}" if now - due >= _LATE_FROM else ""
    told = replace(told, severity=loudest, lines=(late, *told.lines) if late else told.lines)
    return Opened(receiver.name, tuple(bundle), alert, told)


def _title(held: HeldFor, receiver: ReceiverSpec, due: Millis, count: int) -> str:
    notices = f"{count} notice{'' if count == 1 else 's'}"
    if held == "digest":
        return f"Digest of {_when(receiver, held, due)}: {notices}"
    if held == "quiet":
        return f"In your quiet hours: {notices}"
    return f"More than your budget: {notices} that waited"


def _when(receiver: ReceiverSpec, held: HeldFor, moment: Millis) -> str:
    zone = "UTC"
    if held == "digest" and receiver.digest:
        zone = receiver.digest.timezone
    elif held == "quiet" and receiver.quiet:
        zone = receiver.quiet.hours.timezone
    return f"{clock(moment, zone)} {zone}"


def _summary(
    alert: Alert, kind: NoticeKind, parcels: Sequence[Parcel], titles: Mapping[str, str], now: Millis
) -> Notice:
    """Counted by rule, the newest shown, each post once: later notices of an alert repeat what came before.

    Where there are several rules, each post says which of them it is shown for.
    """
    counted = Counter(titles.get(one.rule, one.title) for one in parcels)
    told = sorted((one for one in parcels if one.notice is not None), key=lambda one: (one.created, one.number))
    shown: dict[tuple[str, int, str], Excerpt] = {}
    under: dict[tuple[str, int, str], dict[str, None]] = {}
    for one in told:
        for found in one.notice.excerpts if one.notice else ():
            key = (found.handle or found.channel, found.post, found.event)
            shown[key] = found
            under.setdefault(key, {})[titles.get(one.rule, one.title)] = None
    if len(counted) > 1:
        shown = {key: _under(found, under[key]) for key, found in shown.items()}
    said = [line for one in told if one.notice and not one.notice.excerpts for line in one.notice.lines]
    unread = sum(one.notice is None for one in parcels)
    total = len(shown) + sum(one.notice.more for one in told if one.notice) + unread
    whole = summary(kind, alert, counted, "notice", list(shown.values()), total, now)
    return replace(whole, lines=(*whole.lines, *said[-SHOWN:]))


def _under(found: Excerpt, titles: Iterable[str]) -> Excerpt:
    """A post with the titles that it is shown for before what else is said of it."""
    return replace(found, note=". ".join(filter(None, (", ".join(sorted(titles)), found.note))))
