"""Saving a view and removing one."""

from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from admin_console.audit.keeping import kept
from admin_console.web.answers import Answer, BadAsk, Changed, NotThere, SeeOther
from admin_console.web.ask import Ask
from admin_console.web.jobs.listing import ORDERS
from admin_console.web.jobs.query import Pairs, pairs_of, read_choice
from admin_console.web.rights import Right
from flow_omnium.console.views import LONGEST_NAME, MOST_VIEWS, SavedViews, new_view

_LONGEST_QUERY: Final = 2_000


async def save_view(ask: Ask) -> Answer:
    """Keep the filter of the list under a name; a shared one is seen by everybody who sees its tenant."""
    name, pairs = ask.field("name"), _pairs(ask.form.get("query", ""))
    if name is None:
        raise BadAsk("name: say how the view is to be called")
    if len(name) > LONGEST_NAME:
        message = f"name: it has more than {LONGEST_NAME} characters"
        raise BadAsk(message)
    view = new_view(ask.visitor.sub, ask.visitor.name, name, urlencode(pairs), ask.now)
    tenant_uid = dict(pairs).get("tenant")
    if tenant_uid is not None and not ask.visitor.sees(tenant_uid):
        message = f"There is no tenant {tenant_uid!r}"
        raise BadAsk(message)
    view = view.model_copy(update={"shared": ask.field("shared") is not None, "tenant_uid": tenant_uid})
    async with kept(ask.database, ask.act("save view"), f"view {name}", tenant=tenant_uid) as tally:
        is_saved = await SavedViews(ask.database).save(view)
        tally.count += is_saved
    if not is_saved:
        message = f"You have saved {MOST_VIEWS} views already: remove one first"
        raise Changed(message, links={"Jobs": "/jobs"})
    return SeeOther(f"/jobs?{view.query}", f"Saved as {name}")


async def remove_view(ask: Ask) -> Answer:
    """Remove a view: its owner's, or for an administrator anybody's."""
    view_id = ask.part("id")
    owner = None if ask.visitor.may(Right.ADMINISTER) else ask.visitor.sub
    async with kept(ask.database, ask.act("remove view"), f"view {view_id}"[:100]) as tally:
        view = await SavedViews(ask.database).remove(view_id, owner)
        tally.count += view is not None
    if view is None:
        raise NotThere("There is no such view of yours", links={"Jobs": "/jobs"})
    return SeeOther("/jobs", f"{view.name} is removed")


def _pairs(query: str) -> Pairs:
    """Read the query of a list: what a filter does not know is left out. Raises BadAsk.

    Left out is also which record it is about: that may lead to a person, and is asked for once.
    """
    if len(query) > _LONGEST_QUERY:
        raise BadAsk("query: it is too long")
    given = parse_qsl(query)
    others = dict(given)
    sort = [("sort", others["sort"])] if others.get("sort") in {order.value for order in ORDERS} else []
    every = [("all", "1")] if others.get("all") else []
    choice = replace(read_choice(given), number=None, key=None)
    return [*pairs_of(choice), *sort, *every]
