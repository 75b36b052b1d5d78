"""The daemon, with a database that kills the process at a named point. Run as a program by the tests beside it."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from monitor import app
from monitor.config.load import load
from monitor.kinds import discover
from monitor.model import OPERATORS, Millis, Outcome
from monitor.ports.store import Kept, Said, Verdict
from monitor.store.database import Database
from monitor.store.evidence import sealing
from monitor.store.tables import seals
from monitor.store.unit import WriteUnit

POINT = sys.argv[1]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingUnit(WriteUnit):
    async def keep(self, kept: Kept, said: Sequence[Said] = ()) -> None:
        await super().keep(kept, said)
        if POINT == "after_keep" and any(change.kind == "new" for change in kept.changes):
            die()

    async def write(self, verdict: Verdict) -> None:
        await super().write(verdict)
        self.reports = any(notice.rule.startswith(OPERATORS) for notice in verdict.notices)
        self.sums = bool(verdict.folded)
        if (POINT == "in_report" and self.reports) or (POINT == "in_summary" and self.sums):
            die()


class DyingDatabase(Database):
    unit = DyingUnit

    async def transact(self, work: Callable[[WriteUnit], Awaitable[Any]]) -> Any:
        units = []

        async def dying(unit: WriteUnit) -> Any:
            units.append(unit)
            done = await work(unit)
            if POINT == "before_commit" and unit.kept_changes:
                die()
            if POINT == "in_seal" and await unit.connection.scalar(select(func.count()).select_from(seals)):
                die()
            return done

        done = await super().transact(dying)
        if POINT == "after_report" and getattr(units[0], "reports", False):
            die()
        if POINT == "after_summary" and getattr(units[0], "sums", False):
            die()
        if POINT == "after_commit" and units[0].kept_changes:
            die()
        return done

    async def seal_some(self, now: Millis, most: int = 2_000) -> int:
        async with self.engines.reading() as connection:
            drawn = await sealing.draw(connection, now, most)
        if POINT == "before_seal" and drawn is not None:
            die()
        done = await super().seal_some(now, most)
        if POINT == "after_seal" and done:
            die()
        return done

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        if POINT == "after_send_before_record":
            die()
        await super().record(outcomes)


async def main() -> None:
    kinds = discover()
    spec = load(Path(sys.argv[3]), conditions=kinds.conditions, sinks=kinds.sinks, environ=os.environ)
    await app.run(spec, kinds, stop=asyncio.Event(), open_database=DyingDatabase)


asyncio.run(main())
