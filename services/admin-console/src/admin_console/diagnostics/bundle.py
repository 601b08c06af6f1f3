"""Collecting the parts: one that fails is named and hides no other. Then all of it is one archive."""

import asyncio
import io
import json
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from admin_console.diagnostics.sources import Part, Sources
from admin_console.diagnostics.words import without
from admin_console.failures import explained

PART_SECONDS: Final = 30.0
"""How long one part may take: what hangs must not keep the others from being told."""

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class Collected:
    """One part as it came out: its text, or why there is none."""

    part: Part
    text: str | None
    fault: str | None = None


@dataclass(frozen=True)
class Bundle:
    """Everything that was collected, of whom and when."""

    sources: Sources
    collected: Sequence[Collected]

    @property
    def faults(self) -> list[str]:
        """Which parts are missing, and why."""
        return [f"{one.part.name}: {one.fault}" for one in self.collected if one.fault is not None]

    def manifest(self) -> dict[str, Any]:
        """Say what the bundle holds and lacks."""
        return {
            "tenantUid": self.sources.tenant_uid,
            "at": self.sources.at.isoformat(timespec="seconds"),
            "parts": [
                {"name": one.part.name, "about": one.part.about, "fault": one.fault} for one in self.collected
            ],
        }

    def archive(self) -> bytes:
        """Write it as a zip file."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, _json(self.manifest()))
            for one in self.collected:
                if one.text is not None:
                    archive.writestr(one.part.name, one.text)
        return stream.getvalue()


async def collect(parts: Sequence[Part], sources: Sources, secrets: Collection[str]) -> Bundle:
    """Collect every part; what is known to be secret is removed from whatever a part says, once more."""
    return Bundle(sources, [await _collected(part, sources, secrets) for part in parts])


async def _collected(part: Part, sources: Sources, secrets: Collection[str]) -> Collected:
    try:
        async with asyncio.timeout(PART_SECONDS):
            found = without(await part.collect(sources), secrets)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other parts are worth having
        return Collected(part, None, without(_fault(error), secrets))
    return Collected(part, found if isinstance(found, str) else _json(found))


def _fault(error: Exception) -> str:
    """An expected error in its own words; of a defect its class alone, since its text may quote anything."""
    if isinstance(error, TimeoutError):
        return f"not collected within {PART_SECONDS:g} s"
    failure = explained(error)
    return type(error).__name__ if failure is None else " ".join(failure.lines)


def _json(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"
