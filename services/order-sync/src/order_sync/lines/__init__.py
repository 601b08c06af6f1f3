"""Lines of an order with their exact prices, in whichever system they stand. No I/O."""
