"""An address of every page: a page that is new stands here, or the tests say that nobody looks at it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pymongo.collection import Collection

from flow_omnium.jobs.kinds import ORDER_QUEUE
from local_stack.demo.tenant import TENANT_UID
from local_stack.errors import StackError
from rigs.browser.house import House
from rigs.browser.night import UNREADABLE, Night

NO_PAGES: Final[Mapping[str, str]] = {
    "/live": "a stream",
    "/tenant.schema.json": "a file",
    "/acts/{number}/live": "a stream",
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
    secret: str


def addresses(house: House, night: Night) -> Mapping[str, str]:
    """Return an address for each route that shows a page, by the route's path."""
    found = _found(house, night)
    return {
        "/": "/",
        "/login": "/login?as=another",
        "/help": "/help",
        "/help/runbook": "/help/runbook",
        "/me": "/me",
        "/sessions": "/sessions",
        "/find": "/find",
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
        "/new-tenant": "/new-tenant?uid=another",
        "/tenants/{tenant}": _TENANT,
        **{f"/tenants/{{tenant}}/{tab}": f"{_TENANT}/{tab}" for tab in _TABS},
        "/tenants/{tenant}/webhooks/remove": f"{_TENANT}/webhooks/remove?secret={found.secret}",
        "/tenants/{tenant}/history/{revision}": f"{_TENANT}/history/1",
        "/tasks": "/tasks",
        "/reconciliation": "/reconciliation",
        "/reconciliation/{run}": f"/reconciliation/{found.run}",
        "/system": "/system",
    }


_TABS: Final = (
    *("settings", "settings/edit", "check", "webhooks"),
    *("token", "stores", "history", "activate", "deactivate"),
)


def _found(house: House, night: Night) -> Found:
    job: dict[str, Any] = house.job_of(night.stuck)
    with house.database() as database:
        act = _one_of(database["audit"], {"content.act": "retry"})
        run = _one_of(database["reconciliations"], {"state": "done"})
        sender = _one_of(database["webhook_senders"], {"_id": {"$regex": f"^{TENANT_UID}/"}})
    digest = hashlib.sha256(UNREADABLE).hexdigest()
    return Found(
        job=job["_id"],
        cause=str(job["cause"]["key"]),
        act=int(act["_id"]),
        parked=f"/parked/{ORDER_QUEUE}/{digest}",
        run=str(run["_id"]),
        secret=str(sender["_id"]).rpartition("/")[2],
    )


def _one_of(collection: Collection[dict[str, Any]], wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    found = collection.find_one(wanted)
    if found is None:
        message = f"{collection.name}: nothing is {wanted}"
        raise StackError(message)
    return found
