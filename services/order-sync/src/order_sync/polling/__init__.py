"""What both vendors list of orders and receipts that changed, for the polls."""
