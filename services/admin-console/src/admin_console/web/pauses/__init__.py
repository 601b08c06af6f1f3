"""What stands still, and for how long."""
