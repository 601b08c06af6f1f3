"""Tenants: their files, what is stored of them, their secrets and tokens, and whether their credentials work."""
