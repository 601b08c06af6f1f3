"""What a shop receives while jobs die and Omnium moves on: whether both sides agree when all is at rest, or a person is told."""
