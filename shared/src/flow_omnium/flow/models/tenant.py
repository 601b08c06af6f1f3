"""A tenant as Flow describes it."""

from flow_omnium.flow.models.values import Hundredths
from flow_omnium.rest.models import Detail, Extras, Flag, Part, ReadModel, Text


class Currency(ReadModel):
    """The tenant's currency; cash is rounded to multiples of `cash_rounding`, in hundredths (100: whole units)."""

    code: Text = None
    cash_rounding: Hundredths = 0


class TenantExtension(ReadModel):
    """An extension that is switched on for the tenant, or off again."""

    extension_code: Detail = None
    name: Detail = None
    active: Flag = False


class Tenant(ReadModel):
    """What we use of a Flow tenant: `timezone` is an IANA name, `country_code` an ISO 3166 code."""

    timezone: Detail = None
    country_code: Detail = None
    currency: Part[Currency] = Currency()
    extensions: Extras[TenantExtension] = ()


class ListedStore(ReadModel):
    """A store among those of the tenant."""

    store_uid: Text = None
    name: Detail = None


class TenantHandling(ReadModel):
    """A handling that orders of the tenant may get."""

    handling_uid: Text = None
    name: Detail = None
