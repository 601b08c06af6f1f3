"""Records as they are to stand in Flow: compared with what was written and what stands there, and written."""
