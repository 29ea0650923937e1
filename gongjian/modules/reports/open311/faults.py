"""What a caller is told when a request cannot be answered: status and sentence, in the standard's own form."""

from gongjian.core.refusal import Refused

STATUS = {"throttled": 429, "twice": 409, "used": 409}


class Fault(Exception):
    """One or several reasons with one HTTP status."""

    def __init__(self, status: int, *reasons: object) -> None:
        super().__init__(*reasons)
        self.status = status
        self.reasons = reasons

    def rows(self) -> list[dict[str, object]]:
        """As the standard lists them."""
        return [{"code": self.status, "description": str(reason)} for reason in self.reasons]


def fault_of(refused: Refused) -> Fault:
    """The same words that the public page would show; what is wrong with the input is 400."""
    return Fault(STATUS.get(refused.code, 400), refused.reason)
