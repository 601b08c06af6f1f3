"""What every process needs: settings, logging, database, HTTP, start and stop."""
