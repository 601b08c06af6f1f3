"""Tells open pages that something has changed: one look at the ledger for all of them."""
