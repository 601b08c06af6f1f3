"""Orders from Omnium to Flow: gather both sides, plan the difference, apply it."""
