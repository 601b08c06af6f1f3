"""Omnium's orders: read, created, updated, and what its workflow makes of them."""
