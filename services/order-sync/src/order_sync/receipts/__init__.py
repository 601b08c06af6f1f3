"""Receipts of the shop become invoices of Omnium with their PDF: gathered, planned, written (flow.md 1.3)."""
