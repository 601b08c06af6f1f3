"""What an act of the console needs before it can be done: prepared by forms, as another person in another browser would."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import APIRequestContext

from local_stack.errors import StackError
from rigs.browser.house import House
from rigs.browser.night import NEWCOMER, Night, get_stuck

_TOKEN: Final = re.compile(r'name="csrf" value="([^"]*)"')
_OURS: Final = {"Sec-Fetch-Site": "same-origin"}
_WELL: Final = 400


@dataclass(frozen=True)
class Desk:
    """Where acts are prepared: `request` has the session of somebody who may do everything."""

    house: House
    night: Night
    request: APIRequestContext

    def post(self, path: str, **fields: str) -> str:
        """Send a form, and return the path of the page that it leads to. Raises StackError where it is refused."""
        found = _TOKEN.search(self.request.get("/help").text())
        form: dict[str, str | float | bool] = {"csrf": found[1] if found else "", **fields}
        answer = self.request.post(path, form=form, headers=_OURS)
        if answer.status >= _WELL:
            message = f"{path}: {answer.status} {answer.text()[:2000]}"
            raise StackError(message)
        return answer.url.removeprefix(self.house.url)

    def newest(self, collection: str, **wanted: Any) -> Mapping[str, Any]:
        """Return the newest document of a collection that is numbered. Raises StackError."""
        with self.house.database() as database:
            found = database[collection].find_one(wanted, sort=[("_id", -1)])
        if found is None:
            message = f"{collection}: nothing is {wanted}"
            raise StackError(message)
        return found

    def revision(self, tenant_uid: str) -> str:
        """Return the revision of a tenant's settings."""
        return str(self.newest("tenants", _id=tenant_uid)["revision"])

    def seed_waiting(self, number: int) -> None:
        """Have so many jobs of the tenant that is not active wait, each like one that has failed: to fail as often takes longer."""
        like = self.house.job_of(get_stuck(self.house, "1399"))
        with self.house.database() as database:
            database["jobs"].insert_many([_copied(like) for _ in range(number)])


def _copied(job: Mapping[str, Any]) -> dict[str, Any]:
    key = f"om-{uuid.uuid4().hex[:12]}"
    of = {"tenantUid": NEWCOMER, "key": key, "record": f"order:{key}", "numbers": [key.upper()]}
    return {**job, **of, "_id": uuid.uuid4().hex}
