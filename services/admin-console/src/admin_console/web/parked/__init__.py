"""What no worker could read."""
