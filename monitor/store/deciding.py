"""What a verdict rests on and comes to, within a write transaction."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Act, Alert, HeldFor, Millis, Notice, Silence
from monitor.ports.store import LongestWait, Parcel, Trait, Verdict
from monitor.store import acts, barring, outbox, silences
from monitor.store import alerts as desk


class Deciding:
    """The part of a write transaction that reads for a verdict, beside the alerts themselves."""

    connection: AsyncConnection

    async def last_opened(self, rules: Collection[str], most: int) -> dict[str, list[Millis]]:
        return await desk.last_opened(self.connection, rules, most)

    async def open_of(self, rules: Collection[str]) -> Sequence[Alert]:
        return await desk.open_of(self.connection, rules)

    async def silences(self, now: Millis) -> Sequence[Silence]:
        return await silences.active(self.connection, now)

    async def traits(self, since: Mapping[str, Millis], alerts: Collection[str]) -> Sequence[Trait]:
        return await barring.traits(self.connection, since, alerts)

    async def told_to(self, budgets: Mapping[str, tuple[int, Millis]], now: Millis) -> Mapping[str, Sequence[Millis]]:
        return await barring.told_to(self.connection, budgets, now)

    async def longest_waits(self, now: Millis) -> Sequence[LongestWait]:
        return await barring.longest_waits(self.connection, now)

    async def hasten(self, bounds: Mapping[tuple[str, HeldFor], Millis]) -> None:
        await outbox.hasten(self.connection, bounds)

    async def parcels(self, now: Millis) -> Sequence[Parcel]:
        return await barring.parcels(self.connection, now)

    async def notices_of(self, alerts: Collection[str]) -> Sequence[Notice]:
        return await barring.notices_of(self.connection, alerts)

    async def acts(self) -> Sequence[tuple[int, Act]]:
        return await acts.untold(self.connection)

    async def settle_rest(self, verdict: Verdict) -> None:
        """Write what a verdict says of silences, acts, and of what waited for receivers."""
        now = verdict.at
        await silences.count(self.connection, {name: (count, now) for name, count in verdict.silenced.items()})
        await acts.told(self.connection, verdict.acts)
        await outbox.fold_parcels(self.connection, verdict.folded, now)
        await outbox.loose(self.connection, [one.key for one in verdict.loosed], now)
