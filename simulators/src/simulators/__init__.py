"""Stand-ins for the APIs of Omnium and Flow, faults included."""
