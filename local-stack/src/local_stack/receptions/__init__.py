"""One purchase order that a shop receives while jobs die: whether Omnium has it right when everything is at rest."""
