"""What a ledger of a million entries costs the orders of the day, and a suite that has nothing to do."""
