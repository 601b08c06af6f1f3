"""Finding a record: one hit leads to its page, several are listed, and of none both systems can be asked."""

from difflib import get_close_matches
from typing import Final

from admin_console.audit.keeping import kept, shortened
from admin_console.web.answers import Answer, BadAsk, NotThere, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.find.reading import ask_systems, hits_for
from admin_console.web.jobs.pages import tenants_of
from admin_console.web.rights import Right
from flow_omnium.jobs.lookup import RecordType
from flow_omnium.masking import mask_search

_SHOWN: Final = 50
ASK: Final = "ask"


async def find_page(ask: Ask) -> Answer:
    """Find whatever is called so."""
    name, tenant_uid = ask.text("q"), ask.text("tenant")
    if name is None:
        return Shown("find/find.html", "Find", await _around(ask, "", tenant_uid))
    hits = await hits_for(ask, name, tenant_uid)
    if len(hits) == 1:
        return SeeOther(hits[0].href)
    around = await _around(ask, name, tenant_uid)
    if not hits:
        return Shown("find/unknown.html", f"{name} is unknown here", around)
    more = {"hits": hits[:_SHOWN], "left": max(len(hits) - _SHOWN, 0)}
    return Shown("find/hits.html", f"{len(hits)} records are called {name}", {**around, **more})


async def ask_page(ask: Ask) -> Answer:
    """Ask both systems for a record in a tenant's name. They are read only; that somebody asked is kept as an act."""
    name, tenant_uid = ask.field("q"), ask.field("tenant")
    if name is None or tenant_uid is None:
        raise BadAsk("Say what is looked for, and in which tenant's name", links={"Find": "/find"})
    ask.require(Right.LOOK, tenant_uid)
    await _require_tenant(ask, tenant_uid)
    kind = _kind_of(ask.field("kind"))
    # What is looked for may be of a person, and an act is kept for a year.
    target = shortened(f"{mask_search(name)} of {tenant_uid}")
    async with kept(ask.database, ask.act(ASK), target, tenant=tenant_uid) as tally:
        answered = await ask_systems(ask, name, tenant_uid, kind)
        tally.count += 1
    values = {**await _around(ask, name, tenant_uid), "answered": answered}
    return Shown("find/answered.html", f"What Omnium and Flow say of {name}", values)


async def _around(ask: Ask, name: str, tenant_uid: str | None) -> dict[str, object]:
    tenants = await brief(tenants_of(ask))
    # With one tenant nobody has to say which.
    only = tenants[0] if len(tenants) == 1 else None
    return {"name": name, "tenant": tenant_uid or only, "tenants": tenants}


async def _require_tenant(ask: Ask, tenant_uid: str) -> None:
    tenants = await brief(tenants_of(ask))
    if tenant_uid in tenants:
        return
    near = get_close_matches(tenant_uid, tenants, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    message = f"There is no tenant {tenant_uid!r}{hint}"
    raise NotThere(message, links={"Find": "/find"})


def _kind_of(text: str | None) -> RecordType | None:
    kinds = {kind.value for kind in RecordType}
    if text is not None and text not in kinds:
        message = f"kind: there is no kind of record {text!r} (there are {', '.join(sorted(kinds))})"
        raise BadAsk(message)
    return None if text is None else RecordType(text)
