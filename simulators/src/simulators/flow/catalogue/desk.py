"""How the API reads and writes the records of one resource."""

import re
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.catalogue.committing import commit_record
from simulators.flow.catalogue.resources import Call, Resource
from simulators.flow.catalogue.rules import changes_in, refuse_unknown_references
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.paging import filters_in
from simulators.flow.state import STATE
from simulators.flow.values import UID_PATTERN
from simulators.refusal import Refusal
from simulators.routing import Handler, Table
from simulators.write_model import json_object, written

METHODS: Final[dict[Call, str]] = {"list": "GET", "read": "GET", "create": "POST", "change": "PUT"}


def uid_in_path(request: web.Request, field: str) -> str:
    """Read a uid of the path. Raises Refusal 400 for one that can be none."""
    uid = request.match_info[field]
    if not re.match(UID_PATTERN, uid):
        raise Refusal(400, f"{field}: '{uid}' is not a uid")
    return uid


def wanted_fields(resource: Resource, request: web.Request) -> Document:
    """Read the filters of a list as fields and their values. Raises Refusal 400 for an unknown one."""
    filters = filters_in(request.query.items())
    for name in filters:
        if name not in resource.every_filter:
            raise Refusal(400, f"{name}: unknown filter")
    return {resource.every_filter[name]: value for name, value in filters.items()}


class Desk:
    """Answers the calls of one resource."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource

    def routes(self, parent: str) -> Table:
        """List the routes below a path."""
        path = f"{parent}/{self.resource.path}"
        one = f"{path}/{{{self.resource.uid_field}}}"
        return {path: self._offered("list", "create"), one: self._offered("read", "change")}

    async def list_all(self, request: web.Request) -> web.Response:
        """List the records that every given filter holds for."""
        wanted = wanted_fields(self.resource, request)
        found = [
            record
            for record in self.records(request).values()
            if not wanted or all(record.get(name) == value for name, value in wanted.items())
        ]
        return paged(request, found, lambda record: self.shown(request, record))

    async def read(self, request: web.Request) -> web.Response:
        """Read a record."""
        return json_answer(self.shown(request, self.stored(request)))

    async def create(self, request: web.Request) -> web.Response:
        """Add a record; 409 when its uid is taken."""
        state, tenant, resource = request.app[STATE], request[TENANT], self.resource
        body = (await written(request, resource.body)).model_dump(by_alias=True)
        uid = body[resource.uid_field] or f"{resource.kind}-{state.next_number()}"
        if tenant.catalogue.get(resource.path, uid) is not None:
            raise Refusal(409, f"{resource.uid_field}: '{uid}' exists")
        refuse_unknown_references(tenant.catalogue, resource.references, body)
        record = self.completed(request, {**body, resource.uid_field: uid, "createdAt": state.now()})
        self._refuse(request, uid, record)
        return json_answer(self.shown(request, commit_record(state, tenant, resource, record, is_new=True)))

    async def change(self, request: web.Request) -> web.Response:
        """Change the sent fields of a record and keep the others; null empties one."""
        state, tenant, resource = request.app[STATE], request[TENANT], self.resource
        before = self.stored(request)
        changes = changes_in(resource, await json_object(request))
        refuse_unknown_references(tenant.catalogue, resource.references, changes)
        record = {**before, **changes}
        self._refuse(request, record[resource.uid_field], record)
        return json_answer(self.shown(request, commit_record(state, tenant, resource, record, is_new=False)))

    def stored(self, request: web.Request) -> Document:
        """Find the record of the path. Raises Refusal 404."""
        uid = uid_in_path(request, self.resource.uid_field)
        record = self.records(request).get(uid)
        if record is None:
            raise Refusal(404, f"{self.resource.uid_field}: '{uid}' was not found")
        return record

    def records(self, request: web.Request) -> Mapping[str, Document]:
        """Give the records that the path leads to, by uid."""
        return request[TENANT].catalogue.every(self.resource.path)

    def completed(self, request: web.Request, record: Document) -> Document:
        """Fill in what a new record does not say."""
        complete = self.resource.completion
        return record if complete is None else complete(request[TENANT].catalogue, record)

    def shown(self, _request: web.Request, record: Document) -> Document:
        """Show a record as the API does."""
        return record

    def _refuse(self, request: web.Request, uid: str, record: Document) -> None:
        for rule in self.resource.rules:
            rule(request[TENANT].catalogue, uid, record)

    def _offered(self, *calls: Call) -> dict[str, Handler]:
        handlers: dict[Call, Handler] = {
            "list": self.list_all,
            "read": self.read,
            "create": self.create,
            "change": self.change,
        }
        return {METHODS[call]: handlers[call] for call in calls if call in self.resource.calls}
