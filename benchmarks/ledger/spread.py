"""How the entries of a large ledger spread: over tenants, stores, kinds, states and causes of failures."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flow_omnium.jobs.kinds import JobKind

ENTRIES: Final = 1_000_000
PENDING_SHARE: Final = 0.01
"""10,000 of a million: what half an hour's outage of one system leaves of a busy day."""

AGE: Final = timedelta(days=29)
"""How old the oldest is: what has ended is kept for 30 days."""

PENDING_AGE: Final = timedelta(hours=3)
"""How old the oldest is of most of what is pending."""

TENANTS: Final = tuple(f"tenant-{number:02}" for number in range(40))
STORES: Final = tuple(f"store-{number:02}" for number in range(25))

KINDS: Final = {
    JobKind.INBOUND_ORDER: 30,
    JobKind.OUTBOUND_ORDER: 35,
    JobKind.ORDER_RECEIPT: 12,
    JobKind.OUTBOUND_CUSTOMER: 5,
    JobKind.RECEIVEMENT: 4,
    JobKind.STOCK_LEVEL: 10,
    JobKind.PRODUCT_EXPORT: 4,
}
"""By weight; most of the outbound ones are echoes of what was written."""

ENDED: Final = {"done": 60, "ignored": 32, "superseded": 6, "cancelled": 2}
PENDING: Final = {"waiting": 55, "held": 25, "queued": 20}
HOLDS: Final = {"store": 60, "kind": 25, "tenant": 15}

FLAGGED_SHARE: Final = 0.002
FAILED_FIRST_SHARE: Final = 0.03
"""Of what has ended: so many failed once and then went well."""


@dataclass(frozen=True)
class Failure:
    """One cause of failures, by weight."""

    weight: int
    error: str
    message: str
    system: str | None = None
    call: str | None = None
    status: int | None = None


FAILURES: Final = (
    Failure(
        30,
        "Unavailable",
        "answered 502: an HTML page",
        "flow",
        "GET /tenants/{tenantUid}/orders/{orderUid}",
        502,
    ),
    Failure(
        20, "Unavailable", "answered 500", "flow", "POST /tenants/{tenantUid}/stores/{storeUid}/orders", 500
    ),
    Failure(12, "Unavailable", "no answer in time", "omnium", "GET /api/Orders/{orderId}"),
    Failure(8, "RateLimited", "answered 429", "omnium", "PATCH /api/Orders/{orderId}/PatchOrder", 429),
    Failure(8, "NotFound", "answered 404", "omnium", "GET /api/Orders/{orderId}", 404),
    Failure(
        7,
        "Rejected",
        "answered 400: handlingUid: 'typo-handling' is not known",
        "flow",
        "POST …/handlings",
        400,
    ),
    Failure(
        5,
        "Rejected",
        "answered 409: the order is locked",
        "omnium",
        "POST /api/Orders/{orderId}/UpdateStatus",
        409,
    ),
    Failure(4, "InvalidData", "stores.oslo.marketId is not set: Omnium needs the market of a sale"),
    Failure(3, "Misconfigured", "no payment method of the shop maps to 'Klarna'"),
    Failure(2, "Unauthorized", "answered 401", "flow", "GET /tenants/{tenantUid}", 401),
    Failure(1, "WorkerLostError", "its worker order-sync-7 gave no result"),
)
