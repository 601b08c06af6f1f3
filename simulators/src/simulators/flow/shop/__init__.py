"""The shop: what a cashier does to orders and customers, as acts."""
