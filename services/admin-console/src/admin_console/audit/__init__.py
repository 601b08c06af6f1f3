"""What operators did: keeping it, and listing, verifying and signing the log."""
