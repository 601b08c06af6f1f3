"""Brings orders, customers and receipts of Flow and Omnium in step."""
