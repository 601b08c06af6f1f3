"""Purchase orders that go the whole circle: exported to the shop, received there, confirmed in Omnium, and exported again."""
