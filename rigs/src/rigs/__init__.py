"""What the hardest tests play on: orders, receptions and customers that both sides change, and a suite broken on purpose."""
