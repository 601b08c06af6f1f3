"""A stand-in for Flow Retail's API v2: tenants, orders, customers, receipts, purchase orders and stock."""
