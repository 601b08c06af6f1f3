"""Finding a record in the web console, and asking both systems for one that nobody here knows."""
