"""The description of a service's HTTP interface: a file `openapi.json` in the service's package, served as it is."""

from importlib.resources import files

from aiohttp import web

PATH = "/openapi.json"


def openapi_document(package: str) -> bytes:
    """Return the document as it stands in the package."""
    return files(package).joinpath("openapi.json").read_bytes()


def openapi_route(package: str) -> web.RouteDef:
    """Serve the document."""
    document = openapi_document(package)

    async def openapi(_request: web.Request) -> web.Response:
        return web.Response(body=document, content_type="application/json")

    return web.get(PATH, openapi)
