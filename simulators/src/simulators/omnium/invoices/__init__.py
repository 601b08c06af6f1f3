"""Omnium's invoices and their files."""
