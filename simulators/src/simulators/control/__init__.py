"""What both simulators offer to tests: the calls they got, and faults on demand."""
