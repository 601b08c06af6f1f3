"""What stands in a new tenant file, and what shows the form of a key that has no default, by the path of the key."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

STORE: Final = "oslo"
"""The uid of the store that the file begins with."""

WRITTEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tenantUid": "{uid}",
        "webhookSecrets": '["${{{name}_WEBHOOK_SECRET}}"]',
        "flow.apiToken": "${{{name}_FLOW_TOKEN}}",
        "parameters.OMNIUM_CLIENT_ID": "my-client-id",
        "parameters.OMNIUM_CLIENT_SECRET": "${{{name}_OMNIUM_SECRET}}",
        f"stores.{STORE}.marketId": "nor",
    }
)
"""What the file needs, and so stands there; the rest is commented out."""

EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "flow.apiUrl": "https://api.flowretail.com/v2",
        "flow.countryCode": '"NO"',
        "flow.shippingProductUid": "shipping",
        "flow.feeProductUid": "fee",
        "omnium.apiUrl": "https://api.omnium.no",
        "parameters.OMNIUM_DEFAULT_SHIPPING_METHOD_ID": "in-store",
        "parameters.OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": "pick-and-notify",
        "parameters.OMNIUM_ONLINE_ORDER_HANDLING_UID": "pack-and-ship",
        "parameters.OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": "5",
        "parameters.OMNIUM_CUSTOMER_MARKET_GROUP_ID": "nordic",
        "parameters.OMNIUM_CUSTOMER_LOYALTY_ID_PROPERTY_KEY": "Voyado",
        "connector.ProductGroupRootId": "root",
        "connector.DefaultProductGroupUid": "other",
        "connector.DefaultVatCodeUid": "no-25",
        "connector.VatCodeUids": '{"25": no-25, "15": no-15}',
        "connector.MainPricesListUid": "main",
        "connector.OrganizationUid": "my-company",
        "connector.PurchaseNumberSeriesUid": "purchases",
        "connector.VoucherNumberSeriesUid": "vouchers",
        "connector.FlowWebWarehouse": "web",
        "catalog.markets": "[nor]",
        "catalog.marketGroup": "nordic",
        "catalog.leadingMarket": "nor",
        "catalog.language": '"no"',
        "catalog.soaSource": "priceListItems",
        "catalog.nonPurchasableAssortmentCodes": "[X]",
        "catalog.tasks": '[{implementationType: FlowPriceScheduledTask, schedule: "*/30 * * * *"}]',
        "orderTypes.clickAndCollect": "[Pickup]",
        "orderTypes.online": "[WebOrder]",
        "paymentMethods": "{CASH: Cash, EXTERNAL_KLARNA: Klarna}",
    }
)
"""Of keys without a default."""
