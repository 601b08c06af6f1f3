"""The collections, indexes and queues that the suite stands on."""
