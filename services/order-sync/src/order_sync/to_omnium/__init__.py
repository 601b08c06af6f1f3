"""What orders and receipts of Flow share on their way to Omnium: lines, payments, properties, our notes."""
