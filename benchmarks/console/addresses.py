"""The pages that are timed, as somebody opens them: each with what makes it read the most."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from benchmarks.ledger import spread
from benchmarks.ledger.questions import Samples

TENANT: Final = spread.TENANTS[0]
SELDOM: Final = spread.TENANTS[-1]
_TABS: Final = ("", "/settings", "/webhooks", "/token", "/history", "/check")


def addresses(samples: Samples, record: str) -> Sequence[str]:
    """Return them; `record` is the ledger's name of the record that the samples are about."""
    return (
        "/",
        f"/find?q={samples.number}",
        f"/find?q={samples.number}&tenant={samples.tenant}",
        "/find?q=nobody-knows-it",
        f"/records/{samples.tenant}/{quote(record, safe='')}",
        *_jobs(samples),
        "/problems",
        f"/problems?tenant={TENANT}",
        f"/problems/{samples.cause}",
        f"/customers-affected?cause={samples.cause}",
        f"/bulk?act=retry&cause={samples.cause}",
        "/attention",
        f"/attention?tenant={SELDOM}",
        *("/pauses", "/parked", "/acts", f"/acts?tenant={TENANT}", "/acts?by=anna"),
        *("/tenants", "/tasks", f"/tasks?tenant={TENANT}", "/reconciliation", "/system", "/me", "/sessions"),
        *(f"/tenants/{TENANT}{tab}" for tab in _TABS),
    )


def _jobs(samples: Samples) -> Sequence[str]:
    choices = (
        "",
        "?state=done",
        f"?tenant={TENANT}",
        f"?tenant={SELDOM}&state=done",
        "?state=waiting&sort=next",
        "?state=waiting&sort=age",
        f"?tenant={TENANT}&sort=attempts",
        f"?tenant={TENANT}&store={spread.STORES[3]}",
        f"?cause={samples.cause}",
        "?error=Rejected",
        "?status=502",
        "?attempts=10",
        "?since=2h",
        f"?number={samples.number}",
        f"?key={samples.key}",
    )
    shown = (samples.ended, samples.waiting)
    return (*(f"/jobs{choice}" for choice in choices), *(f"/jobs/{job_id}" for job_id in shown))
