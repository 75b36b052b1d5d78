"""Fetching files of posts: behind everything else, one piece after the other."""

import asyncio
import traceback
from collections.abc import Mapping

import structlog
from telethon.errors import FileMigrateError
from telethon.tl import functions

from monitor.errors import NoRoom, TooLarge, Unavailable
from monitor.ports.files import FileJob, Files, Incoming
from monitor.sources.telegram.calls import STALE, UNREADABLE, AccountLost, Calls
from monitor.sources.telegram.client import LinkLost
from monitor.sources.telegram.location import Location, location_of
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Reader
from monitor.sources.telegram.verdict import ChannelClosed
from monitor.sources.telegram.watched import Watched

_log = structlog.get_logger(__name__)

_RENEWALS = 5
"""How often one file's place may turn out to be out of date or elsewhere, before it is put off."""


class Downloads:
    """Fetches what is due of one account's channels. `channels` is by id and may change at any time.

    Of the calls that an account may have under way at once, it takes one; pieces are small, because what is live
    comes over the same line.
    """

    def __init__(self, channels: Mapping[int, Watched], reader: Reader, calls: Calls, files: Files, pace: Pace) -> None:
        self._channels, self._reader, self._calls = channels, reader, calls
        self._files, self._pace = files, pace

    async def run(self) -> None:
        """Until cancelled, or until the account or the link is lost: what was not whole then is fetched anew."""
        while True:
            if not await self._try():
                await asyncio.sleep(self._pace.file_look)

    async def _try(self) -> bool:
        """Do what is due. Returns whether there may be more."""
        try:
            job = await self._files.next({number for number, one in self._channels.items() if one.contacted})
            if job is None:
                return False
            await self._one(self._channels[job.channel], job)
        except (LinkLost, AccountLost):
            raise
        except NoRoom:
            return False  # the job stays due
        except Exception as error:  # noqa: BLE001 - files may wait; posts may not stop for them
            stack = "".join(traceback.format_tb(error.__traceback__))  # where, in lines of source: values may be secret
            _log.error("telegram_download_failed", error=type(error).__name__, stack=stack)
            await asyncio.sleep(self._pace.retry_first)
            return False
        return True

    async def _one(self, channel: Watched, job: FileJob) -> None:
        try:
            await self._fetch(channel, job)
        except TooLarge as error:
            await self._files.leave(job, str(error))
        except ChannelClosed as closed:
            await self._files.put_off(job, closed.verdict.detail, self._pace.blocked_retry)
        except (LinkLost, AccountLost, NoRoom):
            raise
        except Unavailable as error:
            await self._files.put_off(job, str(error))
        except UNREADABLE as error:
            await self._files.put_off(job, f"Telegram's answer cannot be read ({type(error).__name__})")
        except Exception as error:
            await self._files.put_off(job, f"a bug: {type(error).__name__}")
            raise

    async def _fetch(self, channel: Watched, job: FileJob) -> None:
        where = await self._look_up(channel, job)
        if isinstance(where, str):
            await self._files.leave(job, where)
            return
        if (where.size or 0) > job.largest:
            raise TooLarge(f"it has {where.size} bytes, and at most {job.largest} are wanted")
        async with self._files.receive(job) as incoming:
            await self._pieces(channel, job, where, incoming)
            if where.exact and incoming.size != where.size:
                raise Unavailable(f"it came with {incoming.size} bytes, not {where.size}")
            if not incoming.size:
                raise Unavailable("it came empty")
            await incoming.keep(where.file_id)

    async def _look_up(self, channel: Watched, job: FileJob) -> Location | str:
        """Where the file is now; or why it cannot be had. Asked for anew each time: what is known grows stale."""
        message = await self._reader.message(channel, job.message)
        if message is None:
            return "the message was gone before its file was fetched"
        return location_of(message.media, job.file_id) or "the message carried another file by the time of fetching"

    async def _pieces(self, channel: Watched, job: FileJob, where: Location, incoming: Incoming) -> None:
        size, dc, renewals = self._pace.file_piece, where.dc, 0
        while True:
            request = functions.upload.GetFileRequest(where.place, offset=incoming.size, limit=size)
            try:
                answer = await self._calls.ask(request, dc=dc)
            except (*STALE, FileMigrateError) as error:
                renewals += 1
                if renewals > _RENEWALS:
                    raise Unavailable(f"upload.getFile: {type(error).__name__} again and again") from error
                if isinstance(error, FileMigrateError):
                    dc = int(error.new_dc)
                    continue
                found = await self._look_up(channel, job)
                if isinstance(found, str):
                    raise Unavailable(found) from error
                where = found
                continue
            data = getattr(answer, "bytes", None)
            if data is None:
                raise Unavailable(f"upload.getFile: an answer that is not built ({type(answer).__name__})")
            await incoming.write(data)
            if len(data) < size:
                return
