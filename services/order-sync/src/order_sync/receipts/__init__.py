"""Receipts of the shop become invoices with a PDF in Omnium (flow.md 1.3): `sync` gathers, plans and applies."""
