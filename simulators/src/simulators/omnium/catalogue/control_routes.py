"""The control routes of the catalogue: documents as they are, and the events of changing them."""

from typing import Any

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.omnium.catalogue.documents import with_times
from simulators.omnium.catalogue.events import Change, catalogue_events
from simulators.omnium.catalogue.kinds import DOCUMENT_KINDS, DocumentKind
from simulators.omnium.catalogue.shelf import Shelf
from simulators.omnium.query import flag
from simulators.omnium.state import STATE, OmniumState
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import json_body, json_object


def catalogue_control_table() -> Table:
    """List the control routes."""
    desks = [ControlDesk(kind) for kind in DOCUMENT_KINDS]
    return {path: methods for desk in desks for path, methods in desk.routes().items()}


class ControlDesk:
    """Stores, lists and deletes the documents of one kind."""

    def __init__(self, kind: DocumentKind) -> None:
        self._kind = kind

    def routes(self) -> Table:
        """List the routes."""
        path = f"/_sim/{self._kind.path}"
        return {
            path: {"GET": self.list_all, "PUT": self.put_many},
            f"{path}/{{id}}": {"PUT": self.put_one, "DELETE": self.delete},
        }

    async def list_all(self, request: web.Request) -> web.Response:
        """List all documents as they are."""
        return json_answer(list(self._shelf(request.app[STATE]).values()))

    async def put_one(self, request: web.Request) -> web.Response:
        """Store a document as it is and raise the events of it; `?silent=true` raises none."""
        state, object_id = request.app[STATE], request.match_info["id"]
        body, is_silent = await json_object(request), flag(request.query, "silent")
        is_known, document = self._put(state, object_id, body)
        if not is_silent:
            self._raise(state, "updated" if is_known else "added", object_id, document)
        return json_answer(document)

    async def put_many(self, request: web.Request) -> web.Response:
        """Store a list of documents, each with its id; no event tells of them."""
        state, bodies = request.app[STATE], await json_body(request)
        for object_id, body in self._named(bodies):
            self._put(state, object_id, body)
        return json_answer({"stored": len(bodies)})

    async def delete(self, request: web.Request) -> web.Response:
        """Delete what is stored for an id, in every language. Raises Refusal 404."""
        state, object_id = request.app[STATE], request.match_info["id"]
        shelf, is_silent = self._shelf(state), flag(request.query, "silent")
        gone = [key for key, document in shelf.items() if document[self._kind.id_field] == object_id]
        if not gone:
            raise Refusal(404, f"{self._kind.id_field}: '{object_id}' was not found")
        document = {**shelf[gone[0]], **(self._kind.deleted or {})}
        for key in gone:
            self._delete(state, key)
        if not is_silent:
            self._raise(state, "deleted", object_id, document)
        return empty_answer(204)

    def _put(self, state: OmniumState, object_id: str, body: Document) -> tuple[bool, Document]:
        """Store a document; tell whether it was there, and what it is now."""
        shelf = self._shelf(state)
        document = self._kind.make(object_id, body, state.catalogue.language)
        key = document[self._kind.key_field]
        before = shelf.get(key)
        timed = self._kind.timed
        stored = document if timed is None else timed(document, state.clock(), before)
        shelf.put(key, stored, state.config.index_lag_seconds)
        return before is not None, stored

    def _delete(self, state: OmniumState, key: str) -> None:
        shelf, marks = self._shelf(state), self._kind.deleted
        if marks is None:
            shelf.remove(key)
        else:
            deleted = with_times({**shelf[key], **marks}, state.clock())
            shelf.put(key, deleted, state.config.index_lag_seconds)

    def _named(self, bodies: Any) -> list[tuple[str, Document]]:
        """Name each document of a list. Raises Refusal 400 for one without an id, and then nothing is stored."""
        if not isinstance(bodies, list) or not all(isinstance(body, dict) for body in bodies):
            raise Refusal(400, "body: must be a list of objects")
        for number, body in enumerate(bodies):
            if not body.get(self._kind.id_field):
                raise Refusal(400, f"{number}.{self._kind.id_field}: is required")
        return [(body[self._kind.id_field], body) for body in bodies]

    def _raise(self, state: OmniumState, change: Change, object_id: str, document: Document) -> None:
        name, moment = self._kind.class_name, state.clock()
        state.raise_events(catalogue_events(name, change, object_id, document, moment))

    def _shelf(self, state: OmniumState) -> Shelf:
        return self._kind.shelf(state.catalogue)
