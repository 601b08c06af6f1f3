"""The routes of the tenants."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.rights import Right
from admin_console.web.routing import Route
from admin_console.web.tenants import (
    activation,
    check,
    comparing,
    history,
    listing,
    making,
    settings,
    stores,
    token,
    webhooks,
)

_TENANT: Final = "/tenants/{tenant}"
_LOOK: Final = Right.LOOK
_CONFIGURE: Final = Right.CONFIGURE

ROUTES: Final[Sequence[Route]] = (
    Route("GET", "/tenants", _LOOK, listing.tenants),
    Route("GET", "/new-tenant", _CONFIGURE, making.new),
    Route("POST", "/new-tenant", _CONFIGURE, making.make),
    Route("GET", "/tenant.schema.json", _LOOK, settings.schema),
    Route("GET", _TENANT, _LOOK, activation.activation),
    Route("GET", f"{_TENANT}/activate", _CONFIGURE, activation.before_activating),
    Route("POST", f"{_TENANT}/activate", _CONFIGURE, activation.activate),
    Route("GET", f"{_TENANT}/deactivate", _CONFIGURE, activation.before_deactivating),
    Route("POST", f"{_TENANT}/deactivate", _CONFIGURE, activation.deactivate),
    Route("GET", f"{_TENANT}/settings", _LOOK, settings.settings),
    Route("POST", f"{_TENANT}/settings", _CONFIGURE, settings.apply),
    Route("GET", f"{_TENANT}/settings/edit", _CONFIGURE, settings.edit),
    Route("POST", f"{_TENANT}/settings/edit", _CONFIGURE, settings.preview),
    Route("POST", f"{_TENANT}/settings/secret", _CONFIGURE, settings.set_secret),
    Route("POST", f"{_TENANT}/settings/compare", _CONFIGURE, comparing.compare),
    Route("GET", f"{_TENANT}/check", _LOOK, check.check),
    Route("POST", f"{_TENANT}/check", _CONFIGURE, check.run),
    Route("GET", f"{_TENANT}/webhooks", _LOOK, webhooks.webhooks),
    Route("POST", f"{_TENANT}/webhooks/secret", _CONFIGURE, webhooks.add_secret),
    Route("GET", f"{_TENANT}/webhooks/remove", _CONFIGURE, webhooks.before_removing),
    Route("POST", f"{_TENANT}/webhooks/remove", _CONFIGURE, webhooks.remove_secret),
    Route("POST", f"{_TENANT}/webhooks/test", _CONFIGURE, webhooks.try_event),
    Route("GET", f"{_TENANT}/token", _LOOK, token.token),
    Route("POST", f"{_TENANT}/token", Right.REPAIR, token.renew),
    Route("GET", f"{_TENANT}/stores", _LOOK, stores.stores),
    Route("GET", f"{_TENANT}/history", _LOOK, history.history),
    Route("GET", _TENANT + "/history/{revision}", _LOOK, history.older),
)
