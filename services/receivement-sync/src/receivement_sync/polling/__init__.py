"""What Flow lists of receptions and levels that changed, for the polls."""
