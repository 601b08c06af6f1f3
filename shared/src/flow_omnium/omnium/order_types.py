"""How the tenant has set up its order types in Omnium; answers may be some minutes old."""

from collections.abc import Iterable
from dataclasses import dataclass

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models import OrderTypes
from flow_omnium.omnium.models.order_type import OrderStatus
from flow_omnium.outcomes import AccessDenied, InvalidData, NotFound
from flow_omnium.rest.cache import FreshCache, Monotonic
from flow_omnium.rest.call import Call
from flow_omnium.tenants.tenant import Tenant


class OmniumOrderTypes:
    """Reads `GET /api/Settings/OrderTypes`."""

    def __init__(self, api: OmniumApi, monotonic: Monotonic) -> None:
        self._api = api
        self._kept: FreshCache[_Statuses] = FreshCache(monotonic)

    async def cancelled_statuses(self, tenant: Tenant) -> frozenset[str]:
        """Return the statuses, in lower case, that the tenant has marked as cancelled (`isCanceledStatus`)."""
        return (await self._statuses(tenant)).cancelled

    async def statuses(self, tenant: Tenant) -> frozenset[str]:
        """Return all statuses, in lower case, that the tenant has set up."""
        return (await self._statuses(tenant)).all

    async def _statuses(self, tenant: Tenant) -> "_Statuses":
        """Read them; none where our user may not read settings, or an older Omnium lacks the route."""

        async def read() -> _Statuses:
            try:
                answer = await self._api.send(tenant, Call("GET", routes.READ_ORDER_TYPES))
            except (AccessDenied, NotFound):
                return _Statuses(frozenset(), frozenset())
            return _read(answer)

        return await self._kept.get((tenant.tenant_uid, self._api.url_of(tenant)), read)


@dataclass(frozen=True)
class _Statuses:
    """The names of statuses, in lower case: all, and those that are marked as cancelled."""

    all: frozenset[str]
    cancelled: frozenset[str]


def _read(answer: object) -> _Statuses:
    try:
        types = OrderTypes.model_validate(answer).root
    except ValueError:
        raise InvalidData("orderTypes", type(answer).__name__, "a list of order types") from None
    statuses = [status for order_type in types for status in order_type.order_statuses]
    return _Statuses(_names(statuses), _names(one for one in statuses if one.is_canceled_status))


def _names(statuses: Iterable[OrderStatus]) -> frozenset[str]:
    return frozenset(status.name.lower() for status in statuses if status.name)
