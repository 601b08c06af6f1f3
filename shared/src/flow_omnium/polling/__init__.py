"""The second source of events: asking both vendors again and again for what no event has told."""
