"""A day of events of which some are lost, some come twice and some too late, on real processes: both sides agree in the end."""
