"""Parked messages: looking at them, sending them back, keeping and discarding them."""
