"""Where updates come in: counts them, and notes what the sources say of themselves."""

from collections.abc import Callable, Iterable, Mapping

from monitor.model import Millis, SourceChanged, Started, Tick, Update
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock


class Gate:
    """Stands before the bus; sources hand over here.

    `heard` is told of every state. `passed` counts what went through; `last_update` is when a source last handed
    anything over.
    """

    def __init__(self, intake: Intake, clock: Clock, heard: Callable[[SourceChanged], None] | None = None) -> None:
        self._intake = intake
        self._heard = heard
        self._clock = clock
        self._states: dict[str, str] = {}
        self.passed = 0
        self.last_update: Millis | None = None

    def expect(self, sources: Iterable[str]) -> None:
        """These sources are about to start."""
        self._states |= dict.fromkeys(sources, "starting")

    @property
    def states(self) -> Mapping[str, str]:
        """What each source last said of itself as a whole."""
        return self._states

    def offer(self, update: Update) -> bool:
        if not self._intake.offer(update):
            return False
        self._note(update)
        return True

    async def put(self, update: Update) -> None:
        await self._intake.put(update)
        self._note(update)

    def _note(self, update: Update) -> None:
        self.passed += 1
        if isinstance(update, Tick | Started):
            return
        self.last_update = self._clock.now()
        if isinstance(update, SourceChanged):
            if not update.channel:
                self._states[update.source] = update.state
            if self._heard is not None:
                self._heard(update)
