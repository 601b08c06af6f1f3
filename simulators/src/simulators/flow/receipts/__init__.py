"""Receipts: made when an order is settled, found, read and downloaded."""
