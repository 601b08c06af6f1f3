"""Raising our own error in place of a driver's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def raised_as(ours: Callable[[Exception], Exception], *theirs: type[Exception]) -> Iterator[None]:
    """Raise what `ours` makes of an error, where the body raises one of `theirs`.

    The driver's error does not go along as the cause: its text may hold an address with its password, or a document.
    """
    try:
        yield
    except theirs as error:
        raise ours(error) from None
