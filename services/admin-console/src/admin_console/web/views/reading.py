"""Saved views for a page: each with the address that it stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from flow_omnium.console.views import SavedViews, View


@dataclass(frozen=True)
class SavedView:
    """A view as a list offers it; `may_remove` tells whether the visitor may remove it."""

    view: View
    href: str
    may_remove: bool


async def views_for(ask: Ask) -> Sequence[SavedView]:
    """Return the visitor's views and those that others share. Raises DatabaseError."""
    visitor = ask.visitor
    views = await SavedViews(ask.database).seen_by(visitor.sub, visitor.tenants)
    return [
        SavedView(view, f"/jobs?{view.query}", view.owner == visitor.sub or visitor.may(Right.ADMINISTER))
        for view in views
    ]
