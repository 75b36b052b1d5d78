"""What many texts claim: read beside the import in processes of their own, or here where that does not pay."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Self

from monitor.language.claims.extract import extract
from monitor.language.normalize import fold
from monitor.model import Claim

_WORTH_IT = 4_000_000  # bytes of a file: below, two processes take longer to start than they save
_MOST = 2


Claims = Callable[[Sequence[str]], Coroutine[None, None, list[tuple[Claim, ...]]]]
"""Reads what each text claims."""


@contextmanager
def claims_of(size: int, *, wanted: bool = True) -> Iterator[Claims]:
    """A reader of claims that suits a file of so many bytes. Unless `wanted`, it finds none."""
    if not wanted:
        yield _none
    elif size < _WORTH_IT:
        yield _here
    else:
        with _Beside() as beside:
            yield beside


def read_claims(texts: Sequence[str]) -> list[tuple[Claim, ...]]:
    """What each text claims; nothing where the grammar fails on one: the post is kept all the same."""
    return [_claims(text) for text in texts]


def _claims(text: str) -> tuple[Claim, ...]:
    try:
        return extract(fold(text))
    except Exception:  # noqa: BLE001 - whatever a text does to the grammar
        return ()


async def _none(texts: Sequence[str]) -> list[tuple[Claim, ...]]:
    return [()] * len(texts)


async def _here(texts: Sequence[str]) -> list[tuple[Claim, ...]]:
    return await asyncio.to_thread(read_claims, texts)


class _Beside:
    """Processes that read claims. They end with this one, however it ends."""

    def __enter__(self) -> Self:
        workers = min(_MOST, os.cpu_count() or 1)
        # Spawned: a fork of a program with threads may hang, and would carry its memory.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, context, initializer=_begin)
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    async def __call__(self, texts: Sequence[str]) -> list[tuple[Claim, ...]]:
        if not texts:
            return []
        return await asyncio.get_running_loop().run_in_executor(self._pool, read_claims, texts)


def _begin() -> None:
    """Ctrl-C is for the program that asked; and a program that was killed can tell nobody to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
