"""Where a record is: by whatever people call it, in the ledger and in both systems."""
