"""Lines of orders in either system: what they cost, packages, checks of amounts."""
