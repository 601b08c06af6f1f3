"""Stores of Omnium become stores, warehouses, organizations and price lists of Flow."""
