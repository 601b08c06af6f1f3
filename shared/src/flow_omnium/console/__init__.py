"""What the web console keeps for itself: who is signed in, and how people like to see it."""
