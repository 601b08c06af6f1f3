"""The page that shows every table of the mapping, written from the code: fields by running the mapping."""

from docs.generator.mapping.page import mapping_page

__all__ = ["mapping_page"]
