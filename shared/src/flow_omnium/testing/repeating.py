"""Running a handler again and again, as the backoff table would."""

from collections.abc import Awaitable, Callable

from flow_omnium.outcomes import ApiError, Ignored

ATTEMPTS = 4


async def until_done(run: Callable[[], Awaitable[object]]) -> None:
    """Repeat a job until it is done or ignored. Raises TimeoutError if it fails every time."""
    for _attempt in range(ATTEMPTS):
        try:
            await run()
        except ApiError:
            continue
        except Ignored:
            pass
        return
    message = f"the job failed {ATTEMPTS} times"
    raise TimeoutError(message)
