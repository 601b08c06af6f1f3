"""Orders of Omnium go to the shops (flow.md 1.1): `sync` gathers, plans and applies."""
