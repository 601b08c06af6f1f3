"""REST as both vendors speak it: how a call is sent, what its answer means, how documents are read."""
