"""Orders and returns of the shop go to Omnium (flow.md 1.2): `sync` gathers, plans and applies."""
