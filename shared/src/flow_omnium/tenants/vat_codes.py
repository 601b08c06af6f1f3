"""Which VAT code a tax rate has in Flow. No I/O."""

from decimal import Decimal

from flow_omnium.tenants.connector import Connector
from flow_omnium.tenants.tax_rates import canonical_rate


def vat_code_uid(connector: Connector, rate: Decimal) -> str:
    """Return the uid of the tax rate (in percent), or the default one where the mapping has none."""
    return connector.vat_code_uids.get(canonical_rate(rate), connector.default_vat_code_uid)
