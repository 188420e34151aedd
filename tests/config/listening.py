"""A listener of asyncio in a thread of its own, for tests that speak to it over a real socket."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

Start = Callable[[str, int, Executor], Awaitable[asyncio.Server]]


@contextlib.contextmanager
def listening(start: Start) -> Iterator[int]:
    """The port on which it listens."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    with ThreadPoolExecutor(4) as threads:
        begun = asyncio.run_coroutine_threadsafe(_start(start, threads), loop)
        server = begun.result(timeout=10)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            loop.call_soon_threadsafe(server.close)
            asyncio.run_coroutine_threadsafe(_end_all(), loop).result(timeout=10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=10)
            loop.close()


async def _start(start: Start, threads: Executor) -> asyncio.Server:
    return await start("127.0.0.1", 0, threads)


async def _end_all() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
