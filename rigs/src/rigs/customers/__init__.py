"""Customers edited, erased, merged and mistaken for one another by chance, while jobs die: in the end nobody is overwritten."""
