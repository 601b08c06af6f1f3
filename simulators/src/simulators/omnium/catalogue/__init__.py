"""What Omnium says of stores, markets, categories, products and suppliers: read over the API, written by tests alone."""
