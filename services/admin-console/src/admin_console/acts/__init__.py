"""What operators did, and acting on many jobs at once."""
