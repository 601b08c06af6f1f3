"""How long a store that does not answer is left alone, so that events do not queue up behind its time-outs. No I/O."""


class Patience:
    """After a failure the store rests; then one caller tries it, and the others pass it by until that one succeeds.

    Times are seconds of any steady clock.
    """

    def __init__(self, rest_seconds: float) -> None:
        self._rest_seconds = rest_seconds
        self._rests_until: float | None = None
        self._is_probed = False

    def may_try(self, now: float) -> bool:
        """Tell whether this caller may use the store; it must then report how that went."""
        if self._rests_until is None:
            return True
        if now < self._rests_until or self._is_probed:
            return False
        self._is_probed = True
        return True

    def succeeded(self) -> None:
        """The store has answered."""
        self._rests_until = None
        self._is_probed = False

    def failed(self, now: float) -> None:
        """The store has not answered."""
        self._rests_until = now + self._rest_seconds
        self._is_probed = False
