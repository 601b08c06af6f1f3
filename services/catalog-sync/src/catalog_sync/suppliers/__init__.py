"""Suppliers that products and purchase orders name."""
