"""Customers of the shop become customers of Omnium: gathered, planned, written (flow.md 1.9)."""
