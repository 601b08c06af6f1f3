"""One record in the web console: all that happened to it, in both directions."""
