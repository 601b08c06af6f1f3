"""Reconciliations: comparing what both systems have of a time, where events may have been missed."""
