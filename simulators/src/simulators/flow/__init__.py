"""A stand-in for Flow Retail's API v2: tenants, orders, lines, handlings and customers."""
