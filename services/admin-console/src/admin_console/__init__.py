"""The operator's command line: tenants and jobs."""
