"""What a payment of Flow is called in Omnium, and the other way round (flow.md 2.4, 4.4)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.rest.models import Flag, Items, ReadModel, Text

OMNIUM_SYSTEM_CODE: Final = "OMNIUM"
"""Omnium among the other systems of a payment method, also the filter of `GET /paymentmethods?systemCode=`."""

CASH: Final = "CASH"
"""The settlement code of cash."""

EXTERNAL_PREFIX: Final = "EXTERNAL_"
"""Codes of methods whose money is taken elsewhere begin so (flow.md 4.4)."""

_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


class ExternalSystemMapping(ReadModel):
    """What a payment method is called in another system: `external_id` is the name there."""

    system_code: Text = None
    external_id: Text = None


class PaymentMethod(ReadModel):
    """A payment method of a Flow tenant."""

    tenant_payment_method_uid: Text = None
    name: Text = None
    settlement_code: Text = None
    active: Flag = False
    external_system_mappings: Items[ExternalSystemMapping] = ()


def payment_method_name(
    settlement_code: str, methods: Iterable[PaymentMethod], own_names: Mapping[str, str] = _NO_NAMES
) -> str:
    """Return Omnium's name of a payment method.

    Our own settings come first, then the mapping in Flow, and where there is neither the settlement code is the name.
    An inactive method still names the payments that were made with it, unless an active one has the same code.
    """
    if settlement_code in own_names:
        return own_names[settlement_code]
    of_the_code = [method for method in methods if method.settlement_code == settlement_code]
    names = [_name_in_omnium(method) for method in sorted(of_the_code, key=lambda method: not method.active)]
    return next((name for name in names if name is not None), settlement_code)


def _name_in_omnium(method: PaymentMethod) -> str | None:
    return next(
        (
            mapping.external_id
            for mapping in method.external_system_mappings
            if mapping.system_code == OMNIUM_SYSTEM_CODE and mapping.external_id is not None
        ),
        None,
    )


def settlement_code(
    name: str, methods: Iterable[PaymentMethod], own_names: Mapping[str, str] = _NO_NAMES
) -> str | None:
    """Return the code under which Flow books a payment of this name in Omnium; None where no active method maps to it.

    Names are compared without case. Of several codes an external one comes first, since others have taken the money. Cash
    is never chosen: the money is in no drawer.
    """
    known = tuple(methods)
    inactive = {method.settlement_code for method in known if not method.active}
    own = [code for code, told in own_names.items() if _is_same(told, name) and code not in inactive]
    mapped = [
        method.settlement_code
        for method in known
        if method.active and method.settlement_code not in own_names and _is_called(method, name)
    ]
    codes = [code for code in (*own, *mapped) if code and code != CASH]
    return min(codes, key=lambda code: not code.startswith(EXTERNAL_PREFIX), default=None)


def _is_called(method: PaymentMethod, name: str) -> bool:
    return any(
        mapping.system_code == OMNIUM_SYSTEM_CODE and _is_same(mapping.external_id, name)
        for mapping in method.external_system_mappings
    )


def _is_same(told: str | None, name: str) -> bool:
    return (told or "").strip().casefold() == name.strip().casefold() != ""
