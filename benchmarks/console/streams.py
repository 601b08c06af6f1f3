"""Browsers that follow the console live, as a process of their own: `python -m benchmarks.console.streams URL COOKIE NUMBER`."""

import asyncio
import sys

import aiohttp


async def follow(url: str, cookie: str, number: int) -> None:
    """Keep so many streams open until told to stop; a line says when all of them are."""
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, headers={"Cookie": cookie}
    ) as session:
        opened = asyncio.Semaphore(0)
        following = [asyncio.create_task(_one(session, url, opened)) for _ in range(number)]
        opening = asyncio.create_task(_all_open(opened, number))
        # Whatever ends early has failed: then its error is what this program ends with.
        await asyncio.wait({opening, *following}, return_when=asyncio.FIRST_COMPLETED)
        if not opening.done():
            await asyncio.gather(*following)
        sys.stdout.write("open\n")
        sys.stdout.flush()
        await asyncio.gather(*following)


async def _all_open(opened: asyncio.Semaphore, number: int) -> None:
    for _ in range(number):
        await opened.acquire()


async def _one(session: aiohttp.ClientSession, url: str, opened: asyncio.Semaphore) -> None:
    async with session.get(f"{url}/live") as answer:
        answer.raise_for_status()
        if answer.content_type != "text/event-stream":
            message = f"/live answered {answer.status} {answer.content_type}"
            raise RuntimeError(message)
        opened.release()
        async for _ in answer.content:
            pass


if __name__ == "__main__":
    asyncio.run(follow(sys.argv[1], sys.argv[2], int(sys.argv[3])))
