"""The pictures of a product."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.catalogue.committing import raise_of_product
from simulators.flow.catalogue.desk import Desk, uid_in_path
from simulators.flow.catalogue.product_bodies import MediaBody
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.state import STATE
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import written

UID = "productMediaUid"


class MediaDesk:
    """Answers the calls about the pictures of the product in the path; each change raises a webhook."""

    def __init__(self, products: Desk) -> None:
        self._products = products

    def routes(self, product_path: str) -> Table:
        """List the routes below a product."""
        path = f"{product_path}/media"
        return {
            path: {"GET": self.list_all, "POST": self.add},
            f"{path}/{{{UID}}}": {"GET": self.read, "DELETE": self.remove},
        }

    async def list_all(self, request: web.Request) -> web.Response:
        """List the pictures."""
        return paged(request, self._pictures(request))

    async def read(self, request: web.Request) -> web.Response:
        """Read a picture."""
        return json_answer(self._picture(request))

    async def add(self, request: web.Request) -> web.Response:
        """Add a picture; 409 when its uid is taken. A new cover image takes the place of the old one."""
        state, pictures = request.app[STATE], self._pictures(request)
        body = await written(request, MediaBody)
        uid = body.product_media_uid or f"media-{state.next_number()}"
        if any(picture.get(UID) == uid for picture in pictures):
            raise Refusal(409, f"{UID}: '{uid}' exists")
        made = picture_of(body, uid=uid, now=state.now())
        kept = [{**one, "isCoverImage": False} for one in pictures] if body.set_as_cover_image else pictures
        self._keep(request, [*kept, made])
        return json_answer(made, status=201)

    async def remove(self, request: web.Request) -> web.Response:
        """Take a picture away."""
        gone = self._picture(request)
        self._keep(request, [picture for picture in self._pictures(request) if picture is not gone])
        return empty_answer(204)

    def _pictures(self, request: web.Request) -> list[Document]:
        return request[TENANT].catalogue.media.get(self._product_uid(request), [])

    def _picture(self, request: web.Request) -> Document:
        uid = uid_in_path(request, UID)
        for picture in self._pictures(request):
            if picture.get(UID) == uid:
                return picture
        raise Refusal(404, f"{UID}: '{uid}' was not found")

    def _keep(self, request: web.Request, pictures: list[Document]) -> None:
        uid = self._product_uid(request)
        request[TENANT].catalogue.media[uid] = pictures
        raise_of_product(request.app[STATE], request[TENANT], "PRODUCT_MEDIA_CHANGE", uid)

    def _product_uid(self, request: web.Request) -> str:
        uid: str = self._products.stored(request)[self._products.resource.uid_field]
        return uid


def picture_of(body: MediaBody, *, uid: str, now: str) -> Document:
    """Make the document of a new picture; its size is not known."""
    return {
        UID: uid,
        "mainUrl": body.main_url,
        "thumbnailUrl": body.thumbnail_url,
        "position": body.position,
        "width": None,
        "height": None,
        "isCoverImage": body.set_as_cover_image,
        "source": "URL",
        "createdAt": now,
    }
