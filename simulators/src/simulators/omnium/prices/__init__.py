"""Selling prices, cost prices and price lists: searched and scrolled over the API, written by tests alone."""
