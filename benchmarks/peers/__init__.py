"""The same door and the same empty worker, built from other parts; each as durable as ours, none with dedupe."""
