"""Acting on many jobs: counted, shown and confirmed first, then carried out by the server."""
