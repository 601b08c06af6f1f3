"""Warehouses: below the stores that may use them."""

from collections.abc import Mapping

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.catalogue.bodies import AccessGrant
from simulators.flow.catalogue.committing import commit_record
from simulators.flow.catalogue.desk import Desk, uid_in_path
from simulators.flow.catalogue.places import ROLES, Role, accesses, roles_of
from simulators.flow.catalogue.records import STORES
from simulators.flow.guard import TENANT
from simulators.flow.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


class WarehouseDesk(Desk):
    """Answers the calls about the warehouses of the store in the path."""

    def records(self, request: web.Request) -> Mapping[str, Document]:
        """Give the warehouses that the store may use."""
        store_uid = request.match_info["storeUid"]
        every = super().records(request)
        return {uid: record for uid, record in every.items() if roles_of(record, store_uid)}

    def completed(self, request: web.Request, record: Document) -> Document:
        """Let the store that makes a warehouse do everything in it."""
        return {**record, "accessList": self._accesses(request, record, ROLES)}

    async def grant(self, request: web.Request) -> web.Response:
        """Let the store use a warehouse of the tenant. Raises Refusal 404, and 409 for what it may do already."""
        uid = uid_in_path(request, self.resource.uid_field)
        record = request[TENANT].catalogue.get(self.resource.path, uid)
        if record is None:
            raise Refusal(404, f"{self.resource.uid_field}: '{uid}' was not found")
        role = (await written(request, AccessGrant)).role
        if role in roles_of(record, request.match_info["storeUid"]):
            raise Refusal(409, f"role: '{role}' is granted already")
        entries = [*(record.get("accessList") or []), *self._accesses(request, record, (role,))]
        changed = {**record, "accessList": entries}
        return json_answer(
            commit_record(request.app[STATE], request[TENANT], self.resource, changed, is_new=False)
        )

    def _accesses(self, request: web.Request, record: Document, roles: tuple[Role, ...]) -> list[Document]:
        store = request[TENANT].catalogue.every(STORES)[request.match_info["storeUid"]]
        return accesses(record, store, roles)
