"""Keeps one source running: what fails is started again with growing pauses, and never stops another."""

import asyncio
import random
from dataclasses import dataclass

import structlog

from monitor.errors import Rejected, Unavailable
from monitor.model import SourceChanged
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Source

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Restarts:
    """Pauses in seconds. A source that ran for `calm` starts from `first` again."""

    first: float = 1.0
    most: float = 300.0
    calm: float = 60.0


async def supervise(source: Source, intake: Intake, clock: Clock, restarts: Restarts = Restarts()) -> None:
    """Run a source until cancelled, or until it says that it is rejected for good."""
    pause = restarts.first
    while True:
        began = clock.now()
        try:
            await source.run(intake)
        except Rejected as error:
            log.error("source_rejected", source=source.name, reason=str(error))  # noqa: TRY400 - no bug, no trace
            return  # it has said which state that is
        except Unavailable as error:
            log.warning("source_unavailable", source=source.name, reason=str(error))
            wait = error.retry_after or pause
        except Exception as error:
            log.exception("source_bug", source=source.name)
            await _say(source, intake, clock, "failed", f"{type(error).__name__}: started again in {pause:.0f} s")
            wait = pause
        else:
            await _say(source, intake, clock, "stopped", "")
            return
        if clock.now() - began > restarts.calm * 1000:
            pause = restarts.first
        await asyncio.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311 - spreads restarts
        pause = min(pause * 2, restarts.most)


async def _say(source: Source, intake: Intake, clock: Clock, state: str, detail: str) -> None:
    await intake.put(SourceChanged(source.name, state, clock.now(), detail=detail))
