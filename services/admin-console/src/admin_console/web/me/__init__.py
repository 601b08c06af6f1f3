"""What a person chooses for themselves, and where they are signed in."""
