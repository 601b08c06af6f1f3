"""Brings goods receptions and stock levels of Flow to Omnium."""
