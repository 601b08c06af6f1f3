"""Omnium's return order forms."""
