"""Broker and database as production has them: three of each, of which one may be killed."""
