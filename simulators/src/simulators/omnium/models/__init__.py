"""The bodies that Omnium accepts; every published field, and no other."""
