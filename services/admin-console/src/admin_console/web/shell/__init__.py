"""What belongs to no room: help."""
