"""The paths of Omnium's API that we call (omnium.md 4 to 9). Case does not matter to Omnium; ours follows its schema."""

from typing import Final

_ORDER: Final = "/api/Orders/{orderId}"

READ_ORDER: Final = _ORDER
CREATE_ORDER: Final = "/api/Orders"
SEARCH_ORDERS: Final = "/api/Orders/Search"
PATCH_ORDER: Final = f"{_ORDER}/PatchOrder"
UPDATE_STATUS: Final = f"{_ORDER}/UpdateStatus"
UPDATE_LINES: Final = f"{_ORDER}/OrderLinesUpdate"
UPDATE_ORDER: Final = "/api/Orders/Update"
PATCH_LINES: Final = f"{_ORDER}/PatchUpdateOrderLines"
ADD_LINE: Final = f"{_ORDER}/OrderLines"
ADD_PAYMENTS: Final = f"{_ORDER}/AddPayments"

CREATE_RETURN: Final = "/api/Returns/{orderId}/Return"
PATCH_RETURN: Final = "/api/Returns/{orderId}/{returnId}"

READ_ORDER_TYPES: Final = "/api/Settings/OrderTypes"

READ_INVOICE: Final = "/api/Invoices/{invoiceId}"
PUT_INVOICE: Final = "/api/Invoices/UpdateInvoice"
ADD_ASSET: Final = "/api/Invoices/{invoiceId}/AddAsset"

READ_PRIVATE_CUSTOMER: Final = "/api/PrivateCustomers/{customerId}"
PUT_PRIVATE_CUSTOMERS: Final = "/api/PrivateCustomers/AddOrUpdateMany"
PATCH_PRIVATE_CUSTOMER: Final = "/api/PrivateCustomers/PatchPrivateCustomer"
SEARCH_PRIVATE_CUSTOMERS: Final = "/api/PrivateCustomers/Search"
READ_BUSINESS_CUSTOMER: Final = "/api/BusinessCustomers/{customerId}"
PUT_BUSINESS_CUSTOMERS: Final = "/api/BusinessCustomers/AddOrUpdateMany"
PATCH_BUSINESS_CUSTOMER: Final = "/api/BusinessCustomers/PatchBusinessCustomer"
SEARCH_BUSINESS_CUSTOMERS: Final = "/api/BusinessCustomers/Search"

READ_PURCHASE_ORDER: Final = "/api/PurchaseOrders/{purchaseOrderId}"
READ_DELIVERY: Final = "/api/Deliveries/{deliveryId}"
CREATE_DELIVERY: Final = "/api/Deliveries/CreateDelivery/{purchaseOrderId}"
RECEIVE_GOODS: Final = "/api/Deliveries/{deliveryId}/ProcessGoodsReception"

READ_INVENTORY: Final = "/api/Inventory/{sku}"
SET_INVENTORY: Final = "/api/Inventory/UpdateMany"
SEARCH_INVENTORY: Final = "/api/Inventory/Search"
NEXT_INVENTORY: Final = "/api/Inventory/Scroll/{id}"
SEARCH_TRANSACTIONS: Final = "/api/Inventory/SearchTransactions"
READ_STORE: Final = "/api/Stores/{storeId}"

SCROLL_PURCHASE_ORDERS: Final = "/api/PurchaseOrders/Scroll"
NEXT_PURCHASE_ORDERS: Final = "/api/PurchaseOrders/Scroll/{id}"
SEARCH_DELIVERIES: Final = "/api/Deliveries/Search"
READ_DELIVERY_LINES: Final = "/api/Deliveries/{deliveryId}/PurchaseOrderLines"

SCROLL_PRODUCTS: Final = "/api/Products/Scroll"
NEXT_PRODUCTS: Final = "/api/Products/Scroll/{id}"
READ_PRODUCT: Final = "/api/Products/{productId}"
READ_PRODUCT_DOCUMENT: Final = "/api/Products/{id}/raw"
SCROLL_CATEGORIES: Final = "/api/ProductCategories/ScrollSearch"
NEXT_CATEGORIES: Final = "/api/ProductCategories/Scroll/{id}"
SEARCH_STORES: Final = "/api/Stores/SearchStores"
READ_SUPPLIER: Final = "/api/Suppliers/{supplierId}"
SEARCH_EVENT_LOG: Final = "/api/EventLog/Search"
SEARCH_PRICES: Final = "/api/Prices/Search"
NEXT_PRICES: Final = "/api/Prices/Scroll/{id}"
SEARCH_COSTS: Final = "/api/CostPrices/Search"
SEARCH_PRICE_LISTS: Final = "/api/PriceLists/SearchPriceLists"
SCROLL_PRICE_LIST_ITEMS: Final = "/api/PriceListItems/ScrollSearch"
NEXT_PRICE_LIST_ITEMS: Final = "/api/PriceListItems/Scroll/{id}"
READ_MARKETS: Final = "/api/Markets"
READ_MARKET_GROUPS: Final = "/api/Markets/GetMarketGroups"
