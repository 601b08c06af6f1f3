"""What the templates of tenants are shown with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from admin_console.tenants.tokens import Overview
from admin_console.web.tenants.editing import Draft
from admin_console.web.tenants.flow_extension import FlowSays
from admin_console.web.tenants.history import rows_of
from admin_console.web.tenants.listing import Row
from admin_console.web.tenants.needs import needs_of
from admin_console.web.tenants.rotation import SecretRow
from admin_console.web.tenants.setting_rows import Known, sections
from admin_console.web.tenants.stores import StoreRow
from admin_console.web.tenants.subscriptions import CATEGORIES, actions, addresses, class_names
from admin_console.web.tenants.tabs import tab_values
from admin_console.web.tenants.trial_event import TrialResult
from flow_omnium.flow.models.tenant import TenantExtension
from flow_omnium.jobs.ledger.pauses import Pause
from flow_omnium.tenants.differences import Difference
from flow_omnium.tenants.history import Change, Inactivity, ValueChange, change_of
from flow_omnium.tenants.kept_checks import ComparedNames, Finding, KeptCheck, KeptNames, NamedValue
from flow_omnium.tenants.record import Applied, Kept, TenantRecord
from flow_omnium.tenants.tenant import Store, Tenant
from flow_omnium.testing.entries import an_entry
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.token_state import TokenRecord

AT: Final = datetime(2026, 11, 27, 11, tzinfo=UTC)
TENANT: Final = a_tenant(stores={"oslo": {}})
RECORD: Final = TenantRecord("acme", 3, TENANT, is_active=True, kept=[Kept(("new",), 1)])
OFF: Final = TenantRecord[Tenant]("acme", 1, None, "flow.apiToken: does not open", is_active=None)
CHANGE: Final[Change] = change_of(
    "changed",
    "nils",
    AT,
    ["flow.apiToken", "inboundPayments"],
    [ValueChange(key="inboundPayments", before=None, after="auto")],
)
CHECK: Final = KeptCheck(
    AT, "nils", [Finding("Flow can be reached", "ok"), Finding("a name", "wrong", "it is not there")]
)
HANDLING: Final = "parameters.OMNIUM_ONLINE_ORDER_HANDLING_UID"
NAMES: Final = KeptNames(
    AT,
    "nils",
    ComparedNames(
        [
            NamedValue(HANDLING, "Flow", "handling", "cc", "Collect"),
            NamedValue(HANDLING, "Flow", "handling", "typo", fault="Flow has no handling 'typo'"),
        ],
        ["every store that the settings name exists in Omnium: no answer within 5 seconds"],
    ),
)
PLAN: Final = Applied("changed", TENANT, 4, 3, (Difference("inboundPayments", "auto", "note"),))
SAME: Final = Applied("unchanged", TENANT, 3, 3)
TOKEN: Final = Overview("acme", TokenRecord(3, AT, AT), Rejections(3, 4, 2, AT), AT)
USED: Final = SecretRow(1, "abcd", {"omnium": AT, "flow": None})

_WEBHOOKS: Final[Mapping[str, Any]] = {
    "addresses": addresses("https://events.example.com", "acme"),
    "classes": class_names(TENANT),
    "categories": CATEGORIES,
    "actions": actions(TENANT),
    "secrets": [USED, SecretRow(2, "ef01", {"omnium": None, "flow": None})],
    "refused": [],
    "events": 7,
    "by_hour": [("10:00", 3), ("11:00", 4)],
    "latest": {"omnium": an_entry(), "flow": None},
    "secret": None,
    "result": None,
}

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "tenants/list.html": [
        {
            "rows": [Row("acme", True, 3, 2, ["odd"], AT, 1), Row("b", None, 0, None, [], None, None)],
            "next_url": "/tenants?after=b",
        },
        {"rows": [], "next_url": None},
    ],
    "tenants/new.html": [
        {"uid": "acme", "text": "tenantUid: acme", "faults": []},
        {"uid": "", "text": "", "faults": ["odd"]},
    ],
    "tenants/activation.html": [
        tab_values(
            RECORD,
            "",
            switched=CHANGE,
            created=CHANGE,
            missed=Inactivity(AT, AT),
            compare="/reconciliation?tenant=acme",
            pending=3,
            needs=needs_of(TENANT),
            flow=FlowSays([TenantExtension(extension_code="OMNIUM", name="Omnium", active=True)], 1),
        ),
        tab_values(
            OFF,
            "",
            missed=None,
            compare=None,
            switched=None,
            created=None,
            pending=1,
            needs=[],
            flow=FlowSays(why_not="HTTP 401"),
        ),
        tab_values(
            RECORD,
            "",
            missed=None,
            compare=None,
            switched=None,
            created=CHANGE,
            pending=0,
            needs=[],
            flow=None,
        ),
        tab_values(
            RECORD,
            "",
            missed=None,
            compare=None,
            switched=None,
            created=None,
            pending=0,
            needs=[],
            flow=FlowSays(others=2),
        ),
    ],
    "tenants/activate.html": [
        tab_values(RECORD, "", lines=["it was off"], can_catch_up=True),
        tab_values(RECORD, "", lines=[], can_catch_up=False),
    ],
    "tenants/deactivate.html": [
        tab_values(RECORD, "", lines=["events are refused"], pending=3),
        tab_values(RECORD, "", lines=[], pending=0),
    ],
    "tenants/settings.html": [
        tab_values(
            RECORD,
            "/settings",
            sections=sections(TENANT, Known([CHANGE], CHECK, NAMES)),
            check=CHECK,
            names=NAMES,
        ),
        tab_values(RECORD, "/settings", sections=sections(TENANT, Known([], CHECK)), check=CHECK, names=None),
        tab_values(OFF, "/settings", sections=[], check=None, names=None),
    ],
    "tenants/edit.html": [
        tab_values(RECORD, "/settings", draft=Draft("tenantUid: acme"), theirs=None),
        tab_values(OFF, "/settings", draft=Draft("", faults=["flow: missing"]), theirs=None),
        tab_values(RECORD, "/settings", draft=Draft("a: 1", PLAN), theirs=rows_of([CHANGE], 3)),
        tab_values(RECORD, "/settings", draft=Draft("a: 1", faults=["odd"]), theirs=[]),
    ],
    "tenants/preview.html": [
        tab_values(
            RECORD, "/settings", draft=Draft("a: 1", PLAN, cautions=["odd"]), plan=PLAN, means=["it stops"]
        ),
        tab_values(RECORD, "/settings", draft=Draft("a: 1", SAME), plan=SAME, means=[]),
    ],
    "tenants/check.html": [
        tab_values(RECORD, "/check", found=CHECK),
        tab_values(OFF, "/check", found=None),
    ],
    "tenants/token.html": [
        tab_values(RECORD, "/token", seen=TOKEN, due=AT, share=40),
        tab_values(OFF, "/token", seen=Overview("acme", None, Rejections(), AT), due=None, share=None),
    ],
    "tenants/stores.html": [
        tab_values(
            RECORD,
            "/stores",
            rows=[
                StoreRow("oslo", Store(), Pause("store:acme/oslo", "nils", AT), "odd"),
                StoreRow("bergen", Store(), None, "", ["bergen = Bergen"]),
            ],
        ),
        tab_values(OFF, "/stores", rows=[]),
    ],
    "tenants/history.html": [
        tab_values(RECORD, "/history", rows=rows_of([CHANGE], 3), next_url="/tenants/acme/history?before=3"),
        tab_values(OFF, "/history", rows=[], next_url=None),
    ],
    "tenants/older.html": [
        tab_values(RECORD, "/history", revision=2, text="a: 1", why_not=None, is_present=False),
        tab_values(RECORD, "/history", revision=1, text=None, why_not="it is not kept", is_present=False),
    ],
    "tenants/webhooks.html": [
        tab_values(
            RECORD, "/webhooks", **{**_WEBHOOKS, "secret": "abc", "result": TrialResult(202, "all is well")}
        ),
        tab_values(OFF, "/webhooks", **{**_WEBHOOKS, "secrets": [], "addresses": addresses(None, "acme")}),
    ],
    "tenants/remove_secret.html": [
        tab_values(RECORD, "/webhooks", row=USED, warnings=["Omnium came with it last"]),
        tab_values(RECORD, "/webhooks", row=USED, warnings=[]),
    ],
}
