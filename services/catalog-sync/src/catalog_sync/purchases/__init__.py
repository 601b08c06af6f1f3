"""Purchase orders of Omnium, or each of their deliveries, become purchase orders of Flow."""
