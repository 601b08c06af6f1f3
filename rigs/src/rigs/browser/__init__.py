"""A real browser that reads the web console: what it shows, whom it shuts out, and what it complains of."""
