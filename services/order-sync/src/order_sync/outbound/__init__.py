"""Orders from Flow to Omnium: gather both sides, plan the difference, apply it."""
