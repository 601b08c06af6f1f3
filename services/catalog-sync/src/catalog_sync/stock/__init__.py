"""Stock levels: Omnium's to the shop, but for stores whose stock is Flow's (catalog.md 4.11)."""
