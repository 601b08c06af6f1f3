"""One order that a shop and an Omnium go on changing while jobs die: whether both agree when everything is at rest."""
