"""Flow Retail's REST API: wire models, paths and the calls we make."""
