"""A Telegram on loopback, a real source that fetches files from it, and the pipeline over a real database."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from patience import PATIENCE
from pydantic import SecretStr

from monitor.bus import LocalBus
from monitor.files.chores import Viewing
from monitor.files.desk import FileDesk
from monitor.files.looker import Looker
from monitor.files.vault import Vault
from monitor.kinds import discover
from monitor.model import (
    AccountSpec,
    AlertPolicy,
    ChannelSpec,
    DownloadSpec,
    Leaf,
    RuleSpec,
    ServerSpec,
    TelegramSpec,
    WatchSpec,
)
from monitor.pipeline import Pipeline
from monitor.ports.clock import SystemClock
from monitor.ports.meter import NoMeter
from monitor.rules.compile import compile_rules
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.source import TelegramSource
from monitor.store.database import Database
from monitor.store.evidence.audit import Audited, audit
from monitor.testing.telegram import Server
from monitor.watching import Watching

KINDS = discover()
QUICK = Pace(
    connect_timeout=2.0,
    call_timeout=2.0,
    reconnect_first=0.05,
    reconnect_most=0.2,
    retry_first=0.02,
    retry_most=0.1,
    settle=0.02,
    flush=0.01,
    resolve_every=0.0,
    file_look=0.02,
    file_piece=4096,
)
ALL = DownloadSpec(frozenset({"photo", "video", "document"}), 1_000_000)


class Hand(SystemClock):
    """Our clock, which a test may put forward."""

    ahead = 0

    def now(self) -> int:
        return super().now() + self.ahead


class Town:
    """`download` is what the channel has fetched; `budget` is in bytes."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        self.user = server.add_user()
        self.session = server.session_for(self.user)
        self.channel = server.add_channel("News", "the_news")
        server.join(self.user, self.channel)
        self.download, self.rules, self.budget = ALL, tuple[RuleSpec, ...](), 10_000_000
        self.vault = Vault(folder / "media")
        self.database = Database(folder / "monitor.db")
        self.clock = Hand()
        self.desk = FileDesk(self.database, self.vault, self.clock, NoMeter(), lambda: self.budget, look_again=0.05)

    @property
    def spec(self) -> WatchSpec:
        server = ServerSpec(self.server.dc, "127.0.0.1", self.server.port, self.server.public_key_pem)
        telegram = TelegramSpec(1, SecretStr("0" * 32), (AccountSpec("desk-1"),), server=server)
        channels = tuple(
            ChannelSpec("telegram", channel.handle, media=self.download)
            for channel in self.server.world.channels.values()
        )
        return WatchSpec(SecretStr(""), channels, {}, self.rules, {}, telegram)

    @asynccontextmanager
    async def running(self, files: Any = None) -> AsyncIterator[None]:
        spec = self.spec
        assert spec.telegram is not None
        ruleset = compile_rules(spec.rules, {}, spec.channels, KINDS.conditions)
        watching = Watching(spec, ruleset, await self.database.channels(), lambda _verdict: None)
        bus = LocalBus()
        pipeline = Pipeline(bus, self.database, watching, self.clock, NoMeter())
        source = TelegramSource(
            spec.telegram,
            spec.telegram.accounts[0],
            spec.channels,
            self.database,
            self.clock,
            session=self.session,
            pace=QUICK,
            files=files or self.desk,
        )
        tasks = [asyncio.create_task(pipeline.run()), asyncio.create_task(source.run(bus))]
        try:
            await self.until("SELECT count(*) FROM cursors", len(spec.channels))
            yield
        finally:
            for task in reversed(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def ask(self, query: str) -> list[tuple[Any, ...]]:
        async with self.database.engines.reading() as connection:
            return [tuple(row) for row in await connection.exec_driver_sql(query)]

    async def until(self, query: str, value: Any, seconds: float = PATIENCE) -> None:
        found: Any = None
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    rows = await self.ask(query)
                    found = rows[0][0] if rows else None
                    if found == value:
                        return
                    await asyncio.sleep(0.01)
        jobs = await self.ask("SELECT * FROM post_files")
        raise AssertionError(f"not {value!r} but {found!r} for {query}; there is: {jobs}")

    async def until_states(self, *states: str) -> None:
        await self.until(
            "SELECT group_concat(state) FROM (SELECT state FROM post_files ORDER BY key)", ",".join(states)
        )

    async def detail(self) -> str:
        return str((await self.ask("SELECT detail FROM post_files ORDER BY key DESC LIMIT 1"))[0][0])

    def asked(self, method: str = "upload.getFile") -> int:
        return sum(call.method == method for call in self.server.calls)

    def stored(self) -> list[Path]:
        return sorted(path for path in self.vault.folder.rglob("*") if path.is_file())

    async def look(self) -> None:
        looker = Looker()
        try:
            while await Viewing(self.database, self.desk, looker).some():
                pass
        finally:
            await looker.close()

    async def verify(self) -> Audited:
        await self.database.seal_some(self.clock.now())

        async def weigh(digest: str) -> str:
            return self.vault.digest_of(digest)

        async with self.database.engines.reading() as connection:
            return await audit(connection, weigh=weigh)


def rule(word: str, media: DownloadSpec) -> RuleSpec:
    options = KINDS.conditions["keyword"].options.model_validate({"any": [word]})
    return RuleSpec(word, word, "high", Leaf("keyword", options), alert=AlertPolicy(shadow=True), media=media)


def picture(seed: int = 1, size: tuple[int, int] = (320, 240), form: str = "JPEG", **options: Any) -> bytes:
    """A picture with something to see."""
    import numpy
    from PIL import Image

    small = numpy.random.default_rng(seed).integers(0, 255, (9, 12, 3), dtype=numpy.uint8)
    out = io.BytesIO()
    Image.fromarray(small).resize(size, Image.Resampling.BICUBIC).save(out, form, **options)
    return out.getvalue()
