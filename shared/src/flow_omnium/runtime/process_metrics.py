"""What every process tells about itself: memory, CPU, open files, and the garbage collector's work."""

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector


def process_registry() -> CollectorRegistry:
    """Return a registry that holds the process's own metrics; the service adds its own.

    A new one each time: the library's global one would refuse the second application of a process.
    """
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    return registry
