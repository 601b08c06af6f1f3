"""Products: shown with their cover image, and told of their siblings."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.catalogue.committing import commit_record
from simulators.flow.catalogue.desk import Desk
from simulators.flow.catalogue.product_bodies import Siblings
from simulators.flow.catalogue.rules import refuse_unknown
from simulators.flow.guard import TENANT
from simulators.flow.state import STATE
from simulators.write_model import written


class ProductDesk(Desk):
    """Answers the calls about products."""

    def shown(self, request: web.Request, record: Document) -> Document:
        """Show a product with its cover image."""
        pictures = request[TENANT].catalogue.media.get(record[self.resource.uid_field], [])
        covers = (picture for picture in pictures if picture.get("isCoverImage"))
        return {**record, "coverImage": next(map(cover, covers), None)}

    async def put_siblings(self, request: web.Request) -> web.Response:
        """Say which products are the other variants of one. Raises Refusal 400 for one that is not there."""
        tenant, record = request[TENANT], self.stored(request)
        uids = (await written(request, Siblings)).product_uids
        for uid in uids:
            refuse_unknown(tenant.catalogue, self.resource.path, "productUids", uid)
        changed = {**record, "siblingProductUids": list(dict.fromkeys(uids))}
        stored = commit_record(request.app[STATE], tenant, self.resource, changed, is_new=False)
        return json_answer(self.shown(request, stored))


def cover(picture: Document) -> Document:
    """Show a picture as the cover image of its product."""
    return {name: picture.get(name) for name in ("productMediaUid", "mainUrl", "thumbnailUrl")}
