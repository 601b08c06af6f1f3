"""What a shop is stocked with: organizations, stores, warehouses, price lists, groups, products and what hangs on them."""
