"""What a visitor asks: who it is, with which words, and in whose time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import web
from multidict import MultiMapping

from admin_console.audit.keeping import an_act
from admin_console.web.answers import BadAsk, NotAllowed, NotThere
from admin_console.web.console import Console
from admin_console.web.rights import Right, Visitor
from admin_console.web.signing_in.port import NOTHING_CHOSEN, Choices
from admin_console.web.zones import UTC_ZONE, chosen_zone
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.zones import common_zone, zone_of

_LONGEST: Final = 512
_VIA: Final = "console"


@dataclass(frozen=True)
class Ask:
    """One request of a visitor who may make it. `form` is empty but for a POST; its token has been checked by then."""

    console: Console
    visitor: Visitor
    request: web.Request
    form: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    choices: Choices = NOTHING_CHOSEN

    @property
    def database(self) -> Database:
        """The suite's database."""
        return self.console.database

    @property
    def now(self) -> datetime:
        """The time by the suite's clock (UTC)."""
        return self.console.clock.now()

    def part(self, name: str) -> str:
        """Return a part of the path. Raises NotThere for what nothing can be called."""
        part = self.request.match_info[name]
        if len(part) > _LONGEST or not part.isprintable():
            raise NotThere("There is no such page")
        return part

    def text(self, name: str) -> str | None:
        """Return a value of the query, None where it is absent or blank. Raises BadAsk for what nobody can mean."""
        return _meant(name, self.request.query.get(name))

    def field(self, name: str) -> str | None:
        """Return a value of the form, None where it is absent or blank. Raises BadAsk for what nobody can mean."""
        return _meant(name, self.form.get(name))

    def texts(self, name: str) -> Sequence[str]:
        """Return all values of the query that are not blank. Raises BadAsk for what nobody can mean."""
        return _all_meant(name, self.request.query.getall(name, []))

    def fields(self, name: str) -> Sequence[str]:
        """Return all values of the form that are not blank. Raises BadAsk for what nobody can mean."""
        if isinstance(self.form, MultiMapping):
            return _all_meant(name, self.form.getall(name, []))
        return _all_meant(name, [self.form[name]] if name in self.form else [])

    async def zone(self, tenant_uid: str | None = None) -> ZoneInfo:
        """Return in which zone the visitor reads times: the one chosen, else the tenant's. Raises DatabaseError.

        What is of no one tenant is read in the zone that all have whom the visitor sees, else in UTC.
        """
        chosen = chosen_zone(self.choices)
        if chosen is not None:
            return chosen
        if tenant_uid is not None:
            return await zone_of(self.database, tenant_uid)
        return await common_zone(self.database, self.visitor.tenants) or UTC_ZONE

    def require(self, right: Right, tenant_uid: str | None) -> None:
        """Raise NotThere where the tenant does not exist for the visitor, NotAllowed where the right is missing in it."""
        if not self.visitor.sees(tenant_uid):
            raise NotThere("There is no such page")
        if not self.visitor.may(right, tenant_uid):
            where = "all tenants" if tenant_uid is None else f"the tenant {tenant_uid}"
            message = f"Your roles do not let you {right.value} in {where}"
            raise NotAllowed(message)

    def act(self, act: str, reason: str | None = None) -> AuditEntry:
        """Describe an act of the visitor's, for `kept`: who acts is the session's word, never a field's."""
        described = an_act(act, self.visitor.sub, reason)
        return described.model_copy(update={"via": f"{_VIA} {self.visitor.name}"[:100]})


def _all_meant(name: str, values: Sequence[str]) -> Sequence[str]:
    meant = (_meant(name, value) for value in values)
    return [value for value in meant if value is not None]


def _meant(name: str, value: str | None) -> str | None:
    text = (value or "").strip()
    if len(text) > _LONGEST or not text.isprintable():
        message = f"{name}: {text[:40]!r} is nothing that can be looked for"
        raise BadAsk(message)
    return text or None
