"""The page that shows every table of the mapping, written from the code: fields by running the mapping. No I/O."""

from order_sync.mapping_page.page import mapping_page

__all__ = ["mapping_page"]
