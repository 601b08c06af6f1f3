"""Deliveries of purchase orders, and the reception of their goods."""
