"""Sending a test event: one that is authenticated as any other, and then changes nothing."""

from dataclasses import dataclass
from typing import Final

import aiohttp

from flow_omnium.tenants.senders import TEST_HEADER

_SECONDS: Final = 10
_ANSWER: Final = 2_000
_EVENT: Final = {"className": "ConsoleTest", "objectId": "console-test", "category": "Test"}
"""Of a class for which no job is made."""


@dataclass(frozen=True)
class TrialResult:
    """What came of it: the status of the gateway's answer, None where none came, and what that means."""

    status: int | None
    said: str

    @property
    def is_well(self) -> bool:
        """Whether an event would be taken."""
        return self.status == 202  # noqa: PLR2004 - what the gateway answers to an event


async def send_trial(url: str, secret: str) -> TrialResult:
    """Send it as Omnium would; what goes wrong is told, not raised."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    headers = {"Authorization": f"Bearer {secret}", TEST_HEADER: "1"}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, json=_EVENT, headers=headers, allow_redirects=False) as answer,
        ):
            text = (await answer.content.read(_ANSWER)).decode(errors="replace")
            return TrialResult(answer.status, _meaning(answer.status, text))
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return TrialResult(None, f"nothing answers at that address from here: {type(error).__name__}")


def _meaning(status: int, text: str) -> str:
    words = {
        202: "the gateway lets the secret in, and would take an event",
        401: "the gateway does not know the secret: has it read the latest settings?",
        403: "the gateway knows the secret; the tenant is not active",
        404: "the gateway does not know the tenant, or something else answers at that address",
    }
    return words.get(status, f"HTTP {status}: {text[:200]}")
