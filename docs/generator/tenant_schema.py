"""The JSON Schema of tenant files, for editors that read it from the repository."""

import json

from flow_omnium.tenants.file_schema import tenant_file_schema


def schema_file() -> str:
    """Write the whole file."""
    return json.dumps(tenant_file_schema(), indent=2, ensure_ascii=False) + "\n"
