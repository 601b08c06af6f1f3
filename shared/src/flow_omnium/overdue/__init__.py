"""What is not as it should be by now: records that one system has and the other does not, pick-ups, senders that are silent."""
