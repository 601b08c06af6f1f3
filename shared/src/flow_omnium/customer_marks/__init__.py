"""Marks of customers: what keeps an erasure from being undone, and tells who changed what."""
