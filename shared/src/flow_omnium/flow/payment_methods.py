"""Which name Omnium has for a payment in Flow (flow.md 2.4, 4.4). No I/O."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.runtime.wire import Flag, Items, ReadModel, Text

OMNIUM_SYSTEM_CODE: Final = "OMNIUM"
"""Omnium among the other systems of a payment method, also the filter of `GET /paymentmethods?systemCode=`."""

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
