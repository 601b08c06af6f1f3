"""A database for tests whose clocks stand still."""

import asyncio

from flow_omnium.runtime.database import connect


def keeping_all(url: str) -> str:
    """Let the server at this URL delete nothing for its age, as long as it runs; return the URL.

    By the clocks of tests a job ends months ago. Once a minute the server would delete such jobs, in the middle of whatever
    test that is (https://www.mongodb.com/docs/manual/core/index-ttl/#delete-operations).
    """
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(_switch_off(url))
    return url


async def _switch_off(url: str) -> None:
    client = connect(url, application="tests")
    await client.admin.command({"setParameter": 1, "ttlMonitorEnabled": False})
    client.close()
