"""Categories of Omnium become product groups of Flow."""
