"""The acts that the console offers on tenants, on what runs for them, and on the own choices: by route, each as it is done."""

import re
from collections.abc import Mapping
from typing import Final

from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import awaited
from rigs.browser.acting import Act
from rigs.browser.crawl import Crawler
from rigs.browser.desk import Desk
from rigs.browser.night import NEWCOMER, order_of, place

_DEMO: Final = f"/tenants/{TENANT_UID}"
_NEWCOMER: Final = f"/tenants/{NEWCOMER}"


def acts_on_tenants() -> Mapping[str, Act]:
    """Return them by the path of their form. What one takes away, no later one needs."""
    return {
        "/tenants/{tenant}/settings/edit": Act(f"{_DEMO}/settings/edit", ["See what would change"]),
        "/tenants/{tenant}/settings": Act(
            f"{_NEWCOMER}/settings/edit",
            ["See what would change", f"Write this to {NEWCOMER}"],
            {"The file of revision": _changed},
        ),
        "/tenants/{tenant}/settings/secret": Act(
            f"{_NEWCOMER}/settings/edit", ["Set it"], {"The new secret": "another-token-of-flow"}
        ),
        "/tenants/{tenant}/settings/compare": Act(f"{_DEMO}/settings", ["Compare with both systems"]),
        "/tenants/{tenant}/check": Act(f"{_DEMO}/check", ["Check now"]),
        "/tenants/{tenant}/webhooks/secret": Act(f"{_NEWCOMER}/webhooks", ["Make a new secret"]),
        "/tenants/{tenant}/webhooks/remove": Act(
            _with_two_secrets, ["Remove …", re.compile("^Remove the secret")]
        ),
        "/tenants/{tenant}/webhooks/test": Act(f"{_DEMO}/webhooks", ["Send a test event"]),
        "/tenants/{tenant}/token": Act(f"{_DEMO}/token", ["Renew now"]),
        "/tasks/run": Act("/tasks", ["Run it"], {"Task": "OmniumO"}),
        "/reconciliation": Act("/reconciliation", ["Compare"], {"Or these ids and numbers": "9876"}),
        "/reconciliation/{run}/compare": Act(_changed_in_omnium, ["Compare once more"]),
        "/reconciliation/{run}/mend": Act(_differing, ["Queue the missing"]),
        "/tenants/{tenant}/activate": Act(_NEWCOMER, ["Activate …", f"Activate {NEWCOMER}"]),
        "/tenants/{tenant}/deactivate": Act(_NEWCOMER, ["Deactivate …", f"Deactivate {NEWCOMER}"]),
        "/new-tenant": Act(
            "/new-tenant?uid=another",
            ["Make another"],
            {"Flow's integration token": "a-token-of-flow", "Omnium's client secret": "a-secret-of-omnium"},
        ),
        "/sessions/end": Act(_with_another_session, ["End it"]),
        "/me": Act("/me", ["Keep"]),
    }


def _changed(desk: Desk) -> str:
    """The file of a tenant, with another value in it."""
    text = desk.request.get(f"{_NEWCOMER}/settings?format=yaml").text()
    return re.sub(r"(OMNIUM_CLICK_COLLECT_EXPIRY_DAYS: )\d+", r"\g<1>9", text)


def _with_two_secrets(desk: Desk) -> str:
    desk.post(f"{_NEWCOMER}/webhooks/secret", revision=desk.revision(NEWCOMER))
    return f"{_NEWCOMER}/webhooks"


def _differing(desk: Desk) -> str:
    """Have an order in Omnium of which no event tells, and compare it."""
    order = order_of("1290")
    desk.house.scene.simulators.omnium("PUT", f"/_sim/orders/{order['id']}", order)
    path = desk.post("/reconciliation", tenant=TENANT_UID, kind="orders", ids=order["id"], mode="dry")
    awaited("it is compared", lambda: "Queue the missing" in desk.request.get(path).text())
    return path


def _changed_in_omnium(desk: Desk) -> str:
    """Have an order that has arrived differ from what the shop has, and compare it."""
    omnium, order_id = desk.house.scene.simulators.omnium, place(desk.house, "1295")
    awaited("it has arrived", lambda: desk.house.is_in(order_id, "done"))
    order = next(one for one in omnium("GET", "/_sim/orders") if one["id"] == order_id)
    omnium("PUT", f"/_sim/orders/{order_id}", {**order, "status": "Canceled"})
    path = desk.post("/reconciliation", tenant=TENANT_UID, kind="orders", ids=order_id, mode="dry")
    awaited("it is compared", lambda: "Compare once more" in desk.request.get(path).text())
    return path


def _with_another_session(desk: Desk) -> str:
    Crawler(desk.house.url, desk.house.console.password)
    return "/sessions"
