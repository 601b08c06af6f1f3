"""Customers of the shop become customers of Omnium (flow.md 1.9): `sync` gathers, plans and applies."""
