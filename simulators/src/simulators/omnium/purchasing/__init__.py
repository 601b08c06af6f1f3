"""Purchase orders: what was ordered from whom, and what came of it."""
