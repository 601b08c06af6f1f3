"""Jobs in the web console: the list, one job, and what both are asked for in an address."""
