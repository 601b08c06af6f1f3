"""How many jobs of a tenant and kind came and ended in each hour, so that no chart has to look through the ledger."""
