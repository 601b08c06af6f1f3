"""How a service gets a valid Omnium token."""
