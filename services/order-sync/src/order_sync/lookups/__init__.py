"""Which orders, customers and receipts an operator means by an id or a number: both systems are asked."""
