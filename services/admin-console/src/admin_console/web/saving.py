"""Answers a file to keep."""

import re

from aiohttp import hdrs, web

from admin_console.web.answers import Saved


def saved(answer: Saved) -> web.Response:
    """Return the file as one that a browser stores, and shows nothing of."""
    headers = {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{file_name(answer.name)}"'}
    return web.Response(body=answer.body, content_type=answer.content_type, headers=headers)


def file_name(name: str) -> str:
    """Return a name that no header and no file system takes for anything else."""
    return re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.") or "file"
