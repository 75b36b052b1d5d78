"""What an account says of its channels: states for people, and bugs for the log."""

import traceback

import structlog

from monitor.model import Millis, SourceChanged
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.sources.telegram.watched import Watched


class Teller:
    """Speaks for one source; `source` is its name in states."""

    def __init__(self, source: str, account: str, intake: Intake, clock: Clock) -> None:
        self._source, self._intake, self._clock = source, intake, clock
        self._log = structlog.get_logger(__name__).bind(account=account)

    async def tell(self, channel: Watched, state: str, detail: str, until: Millis | None) -> None:
        """Hand over a channel's state when it is another than before."""
        if channel.told != (state, detail):
            channel.told = (state, detail)
            now = self._clock.now()
            await self._intake.put(SourceChanged(self._source, state, now, channel.address, detail, until))

    def bug(self, event: str, channel: Watched, error: Exception) -> None:
        """Where it happened, in lines of source: values could hold secrets."""
        stack = "".join(traceback.format_tb(error.__traceback__))
        self._log.error(event, channel=channel.address, error=type(error).__name__, stack=stack)
