"""A catalogue in Omnium, a shop in Flow, and the tasks that bring the one to the other."""
