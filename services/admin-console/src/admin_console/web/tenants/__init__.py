"""Which tenants there are, whether they are active, and how they are set up."""
