"""Every path of Flow's API that we call, in one table: what Flow does not publish is one line to mend.

Paths stand below the API's address (`https://api.flowretail.com/v2`). `docs/flow-api.md` lists the same table.
"""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where we know a path and its body from."""

    DOCUMENTED = "documented"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Route:
    """One call: its method, its path template below the API's address, and how sure we are of it."""

    method: str
    path: str
    source: Source


_TENANT = "/tenants/{tenantUid}"
_ORDER = f"{_TENANT}/stores/{{storeUid}}/orders/{{orderUid}}"
_CUSTOMER = f"{_TENANT}/customers/{{customerUid}}"
_RECEIPT = f"{_TENANT}/receipts/{{orderReceiptUid}}"
_STORE = f"{_TENANT}/stores/{{storeUid}}"

READ_TENANT = Route("GET", _TENANT, Source.DOCUMENTED)
LIST_STORES = Route("GET", f"{_TENANT}/stores", Source.ASSUMED)
LIST_TENANT_HANDLINGS = Route("GET", f"{_TENANT}/handlings", Source.DOCUMENTED)

READ_ORDER = Route("GET", f"{_TENANT}/orders/{{orderUid}}", Source.DOCUMENTED)
SEARCH_ORDERS = Route("POST", f"{_TENANT}/orders/search", Source.ASSUMED)
CREATE_ORDER = Route("POST", f"{_STORE}/orders", Source.ASSUMED)
CHANGE_HEADER = Route("PUT", _ORDER, Source.ASSUMED)
ADD_ITEM = Route("POST", f"{_ORDER}/items", Source.ASSUMED)
CHANGE_ITEM = Route("PUT", f"{_ORDER}/items/{{orderItemUid}}", Source.ASSUMED)
REMOVE_ITEM = Route("DELETE", f"{_ORDER}/items/{{orderItemUid}}", Source.ASSUMED)
CHANGE_STATE = Route("PUT", f"{_ORDER}/status", Source.ASSUMED)
LIST_HANDLINGS = Route("GET", f"{_ORDER}/handlings", Source.DOCUMENTED)
ATTACH_HANDLING = Route("POST", f"{_ORDER}/handlings", Source.DOCUMENTED)
LIST_SETTLEMENTS = Route("GET", f"{_ORDER}/settlements", Source.DOCUMENTED)
ADD_SETTLEMENT = Route("POST", f"{_ORDER}/settlements", Source.DOCUMENTED)
LIST_DISCOUNTS = Route("GET", f"{_ORDER}/discounts", Source.DOCUMENTED)
ADD_DISCOUNT = Route("POST", f"{_ORDER}/discounts", Source.DOCUMENTED)
LIST_DELIVERIES = Route("GET", f"{_ORDER}/deliveries", Source.DOCUMENTED)

FIND_CUSTOMERS = Route("GET", f"{_TENANT}/customers", Source.DOCUMENTED)
CREATE_CUSTOMER = Route("POST", f"{_TENANT}/customers", Source.DOCUMENTED)
READ_CUSTOMER = Route("GET", _CUSTOMER, Source.ASSUMED)
CHANGE_CUSTOMER = Route("PUT", _CUSTOMER, Source.ASSUMED)

SEARCH_RECEIPTS = Route("POST", f"{_TENANT}/receipts/search", Source.DOCUMENTED)
READ_RECEIPT = Route("GET", _RECEIPT, Source.ASSUMED)
DOWNLOAD_RECEIPT = Route("GET", f"{_RECEIPT}/download", Source.ASSUMED)
LIST_PAYMENT_METHODS = Route("GET", f"{_TENANT}/paymentmethods", Source.DOCUMENTED)

FIND_PURCHASE_ORDERS = Route("GET", f"{_STORE}/purchase-orders", Source.DOCUMENTED)
READ_PURCHASE_ORDER = Route("GET", f"{_STORE}/purchase-orders/{{purchaseOrderUid}}", Source.DOCUMENTED)
FIND_RECEIVEMENTS = Route("GET", f"{_STORE}/receivements", Source.DOCUMENTED)
READ_RECEIVEMENT = Route("GET", f"{_STORE}/receivements/{{receivementUid}}", Source.ASSUMED)
READ_STOCK = Route("POST", f"{_TENANT}/products/stock", Source.DOCUMENTED)
READ_STORE_STOCK = Route("POST", f"{_STORE}/stock", Source.DOCUMENTED)

# The catalogue: written by catalog-sync (design section 9).
_WAREHOUSE = f"{_STORE}/warehouses/{{warehouseUid}}"
_PRODUCT = f"{_TENANT}/products/{{productUid}}"
_SLOT = f"{_PRODUCT}/packages/slots/{{productPackageSlotUid}}"

LIST_VAT_CODES = Route("GET", "/vat", Source.DOCUMENTED)
READ_NUMBER_SERIES = Route("GET", f"{_TENANT}/number-series/{{numberSeriesUid}}", Source.DOCUMENTED)
FIND_ORGANIZATIONS = Route("GET", f"{_TENANT}/organizations", Source.DOCUMENTED)
READ_ORGANIZATION = Route("GET", f"{_TENANT}/organizations/{{organizationUid}}", Source.ASSUMED)
CREATE_ORGANIZATION = Route("POST", f"{_TENANT}/organizations", Source.DOCUMENTED)
READ_STORE = Route("GET", _STORE, Source.ASSUMED)
CREATE_STORE = Route("POST", f"{_TENANT}/stores", Source.ASSUMED)
CHANGE_STORE = Route("PUT", _STORE, Source.ASSUMED)
FIND_WAREHOUSES = Route("GET", f"{_STORE}/warehouses", Source.DOCUMENTED)
CREATE_WAREHOUSE = Route("POST", f"{_STORE}/warehouses", Source.DOCUMENTED)
CHANGE_WAREHOUSE = Route("PUT", _WAREHOUSE, Source.ASSUMED)
SET_STOCK = Route("PUT", f"{_WAREHOUSE}/stock", Source.ASSUMED)
GRANT_ACCESS = Route("POST", f"{_WAREHOUSE}/access", Source.ASSUMED)
FIND_PRICE_LISTS = Route("GET", f"{_TENANT}/pricelists", Source.DOCUMENTED)
READ_PRICE_LIST = Route("GET", f"{_TENANT}/pricelists/{{pricelistUid}}", Source.DOCUMENTED)
CREATE_PRICE_LIST = Route("POST", f"{_TENANT}/pricelists", Source.DOCUMENTED)
CHANGE_PRICE_LIST = Route("PUT", f"{_TENANT}/pricelists/{{pricelistUid}}", Source.DOCUMENTED)
FIND_GROUPS = Route("GET", f"{_TENANT}/product-groups", Source.DOCUMENTED)
READ_GROUP = Route("GET", f"{_TENANT}/product-groups/{{productGroupUid}}", Source.DOCUMENTED)
CREATE_GROUP = Route("POST", f"{_TENANT}/product-groups", Source.DOCUMENTED)
CHANGE_GROUP = Route("PUT", f"{_TENANT}/product-groups/{{productGroupUid}}", Source.ASSUMED)
FIND_BRANDS = Route("GET", f"{_TENANT}/brands", Source.DOCUMENTED)
CREATE_BRAND = Route("POST", f"{_TENANT}/brands", Source.DOCUMENTED)
FIND_SUPPLIERS = Route("GET", f"{_TENANT}/suppliers", Source.DOCUMENTED)
CREATE_SUPPLIER = Route("POST", f"{_TENANT}/suppliers", Source.DOCUMENTED)
FIND_PRODUCTS = Route("GET", f"{_TENANT}/products", Source.DOCUMENTED)
READ_PRODUCT = Route("GET", _PRODUCT, Source.DOCUMENTED)
CREATE_PRODUCT = Route("POST", f"{_TENANT}/products", Source.ASSUMED)
CHANGE_PRODUCT = Route("PUT", _PRODUCT, Source.ASSUMED)
SET_SIBLINGS = Route("PUT", f"{_PRODUCT}/siblings", Source.ASSUMED)
LIST_MEDIA = Route("GET", f"{_PRODUCT}/media", Source.DOCUMENTED)
ADD_MEDIA = Route("POST", f"{_PRODUCT}/media", Source.DOCUMENTED)
REMOVE_MEDIA = Route("DELETE", f"{_PRODUCT}/media/{{productMediaUid}}", Source.ASSUMED)
LIST_SLOTS = Route("GET", f"{_PRODUCT}/packages/slots", Source.DOCUMENTED)
CREATE_SLOT = Route("POST", f"{_PRODUCT}/packages/slots", Source.DOCUMENTED)
CREATE_COMPONENT = Route("POST", f"{_SLOT}/components", Source.ASSUMED)

_PRICE = f"{_TENANT}/pricelists/{{pricelistUid}}/prices"
LIST_PRICES = Route("GET", _PRICE, Source.ASSUMED)
PUT_PRICE = Route("PUT", f"{_PRICE}/{{productUid}}", Source.ASSUMED)
REMOVE_PRICE = Route("DELETE", f"{_PRICE}/{{productUid}}", Source.ASSUMED)
_PURCHASE = f"{_STORE}/purchase-orders/{{purchaseOrderUid}}"
_PURCHASE_ITEM = f"{_PURCHASE}/items/{{purchaseOrderItemUid}}"

CREATE_PURCHASE_ORDER = Route("POST", f"{_STORE}/purchase-orders", Source.ASSUMED)
CHANGE_PURCHASE_ORDER = Route("PUT", _PURCHASE, Source.DOCUMENTED)
LIST_PURCHASE_ITEMS = Route("GET", f"{_PURCHASE}/items", Source.DOCUMENTED)
ADD_PURCHASE_ITEM = Route("POST", f"{_PURCHASE}/items", Source.ASSUMED)
CHANGE_PURCHASE_ITEM = Route("PUT", _PURCHASE_ITEM, Source.ASSUMED)
REMOVE_PURCHASE_ITEM = Route("DELETE", _PURCHASE_ITEM, Source.DOCUMENTED)

ROUTES: tuple[Route, ...] = (
    READ_TENANT,
    LIST_STORES,
    LIST_TENANT_HANDLINGS,
    READ_ORDER,
    SEARCH_ORDERS,
    CREATE_ORDER,
    CHANGE_HEADER,
    ADD_ITEM,
    CHANGE_ITEM,
    REMOVE_ITEM,
    CHANGE_STATE,
    LIST_HANDLINGS,
    ATTACH_HANDLING,
    LIST_SETTLEMENTS,
    ADD_SETTLEMENT,
    LIST_DISCOUNTS,
    ADD_DISCOUNT,
    LIST_DELIVERIES,
    FIND_CUSTOMERS,
    CREATE_CUSTOMER,
    READ_CUSTOMER,
    CHANGE_CUSTOMER,
    SEARCH_RECEIPTS,
    READ_RECEIPT,
    DOWNLOAD_RECEIPT,
    LIST_PAYMENT_METHODS,
    FIND_PURCHASE_ORDERS,
    READ_PURCHASE_ORDER,
    FIND_RECEIVEMENTS,
    READ_RECEIVEMENT,
    READ_STOCK,
    READ_STORE_STOCK,
    LIST_VAT_CODES,
    READ_NUMBER_SERIES,
    FIND_ORGANIZATIONS,
    READ_ORGANIZATION,
    CREATE_ORGANIZATION,
    READ_STORE,
    CREATE_STORE,
    CHANGE_STORE,
    FIND_WAREHOUSES,
    CREATE_WAREHOUSE,
    CHANGE_WAREHOUSE,
    SET_STOCK,
    GRANT_ACCESS,
    FIND_PRICE_LISTS,
    READ_PRICE_LIST,
    CREATE_PRICE_LIST,
    CHANGE_PRICE_LIST,
    FIND_GROUPS,
    READ_GROUP,
    CREATE_GROUP,
    CHANGE_GROUP,
    FIND_BRANDS,
    CREATE_BRAND,
    FIND_SUPPLIERS,
    CREATE_SUPPLIER,
    FIND_PRODUCTS,
    READ_PRODUCT,
    CREATE_PRODUCT,
    CHANGE_PRODUCT,
    SET_SIBLINGS,
    LIST_MEDIA,
    ADD_MEDIA,
    REMOVE_MEDIA,
    LIST_SLOTS,
    CREATE_SLOT,
    CREATE_COMPONENT,
    LIST_PRICES,
    PUT_PRICE,
    REMOVE_PRICE,
    CREATE_PURCHASE_ORDER,
    CHANGE_PURCHASE_ORDER,
    LIST_PURCHASE_ITEMS,
    ADD_PURCHASE_ITEM,
    CHANGE_PURCHASE_ITEM,
    REMOVE_PURCHASE_ITEM,
)
