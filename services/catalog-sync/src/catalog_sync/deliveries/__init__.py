"""Deliveries of Omnium, each as a purchase order of Flow: which are awaited, and the task that looks for them."""
