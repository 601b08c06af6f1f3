"""The page that shows every table of the mapping, written from the code: field tables by running the mapping. No I/O."""
