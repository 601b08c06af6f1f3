"""An address of every page: a page that is new stands here, or the tests say that nobody looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from local_stack.demo.tenant import TENANT_UID
from rigs.browser.house import House
from rigs.browser.night import Night

NO_PAGES: Final[Mapping[str, str]] = {
    "/live": "a stream",
    "/tenant.schema.json": "a file",
    "/acts/{number}/live": "a stream",
    "/parked/{queue}/{number}/file": "a file",
    "/login/oidc": "leads to the issuer",
    "/login/callback": "comes back from the issuer",
}
"""What is asked for by GET and shows nothing, and why."""

_TENANT: Final = f"/tenants/{TENANT_UID}"


@dataclass(frozen=True)
class Found:
    """What the addresses of pages about one thing name."""

    job: str
    cause: str
    act: int
    parked: str
    run: str


def addresses(house: House, night: Night) -> Mapping[str, str]:
    """Return an address for each route that shows a page, by the route's path."""
    found = _found(house, night)
    return {
        "/": "/",
        "/login": "/login?as=another",
        "/help": "/help",
        "/me": "/me",
        "/sessions": "/sessions",
        "/find": "/find?q=nobody-knows-it",
        "/records/{tenant}/{record}": house.record_of(night.stuck),
        "/problems": "/problems",
        "/problems/{cause}": f"/problems/{found.cause}",
        "/jobs": "/jobs?state=waiting&state=held&state=done",
        "/jobs/{id}": f"/jobs/{found.job}",
        "/attention": "/attention",
        "/customers-affected": f"/customers-affected?cause={found.cause}",
        "/bulk": f"/bulk?act=retry&cause={found.cause}",
        "/pauses": "/pauses",
        "/parked": "/parked",
        "/parked/{queue}/{number}": found.parked,
        "/acts": "/acts",
        "/acts/{number}": f"/acts/{found.act}",
        "/tenants": "/tenants",
        "/tenants/{tenant}": _TENANT,
        **{f"/tenants/{{tenant}}/{tab}": f"{_TENANT}/{tab}" for tab in _TABS},
        "/tenants/{tenant}/history/{revision}": f"{_TENANT}/history/1",
        "/tasks": "/tasks",
        "/reconciliation": "/reconciliation",
        "/reconciliation/{run}": f"/reconciliation/{found.run}",
        "/system": "/system",
    }


_TABS: Final = (
    *("settings", "settings/edit", "check", "webhooks", "webhooks/remove"),
    *("token", "stores", "history", "activate", "deactivate"),
)


def _found(house: House, night: Night) -> Found:
    job: dict[str, Any] = house.job_of(night.stuck)
    with house.database() as database:
        act = database["audit"].find_one({"job": {"$exists": True}}) or database["audit"].find_one()
        run = database["reconciliations"].find_one()
    assert act is not None
    return Found(
        job["_id"],
        str(job["cause"]),
        int(act["_id"]),
        "/parked/external_order_sync/1",
        str(run["_id"]) if run is not None else "none",
    )
