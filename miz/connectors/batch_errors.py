"""Why a whole file is refused: one error with the reason that its receipt and the page name."""

from miz.lib import digits

from .batch_models import BatchFile

Reason = BatchFile.Reason


class FileRefused(Exception):
    """The file cannot be taken; nothing of it is. `detail` says where, never what stood there."""

    def __init__(self, reason: BatchFile.Reason, line: int = 0, detail: str = "") -> None:
        super().__init__(reason.label)
        self.reason = reason
        self.detail = detail or (f"سطر {digits.to_persian(line)}" if line else "")
