"""Brings the web console's copy of htmx from npm: `python3 scripts/vendor_htmx.py` (needs the network and npm).

The copy is committed, so that neither a build nor a browser asks anybody for it. Another version: change the two constants,
run this, delete the old file, and name the new one in `templates/layout.html`.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "4.0.1"
SHA512 = "oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg=="
"""Of the package's archive, in base64, as `npm view htmx.org@VERSION dist.integrity` names it."""

STATIC = Path(__file__).parents[1] / "services/admin-console/src/admin_console/web/static"
SCRIPT = "package/dist/htmx.min.js"
LICENSE = "package/LICENSE"


def main() -> None:
    """Write the script and its licence."""
    with tempfile.TemporaryDirectory() as folder:
        archive = downloaded(Path(folder))
        require_pinned(archive.read_bytes())
        with tarfile.open(archive) as package:
            write(package, SCRIPT, STATIC / f"htmx-{VERSION}.min.js")
            write(package, LICENSE, STATIC / f"htmx-{VERSION}.LICENSE.txt")


def downloaded(folder: Path) -> Path:
    """Let npm bring the package; return where its archive lies."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("vendor_htmx: npm is not installed")
    command = [npm, "pack", f"htmx.org@{VERSION}", "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - npm's own client
    return next(folder.glob("*.tgz"))


def require_pinned(archive: bytes) -> None:
    """End the program unless it is the archive that was looked at."""
    found = base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != SHA512:
        sys.exit(f"vendor_htmx: the archive of {VERSION} is another one: sha512 {found}")


def write(package: tarfile.TarFile, name: str, to: Path) -> None:
    """Write one file of the package."""
    content = package.extractfile(name)
    if content is None:
        sys.exit(f"vendor_htmx: the package has no {name}")
    to.write_bytes(content.read())


if __name__ == "__main__":
    main()
