"""What orders and receipts of Flow have in common when they become Omnium's: lines, payments, people, ids. No I/O."""
