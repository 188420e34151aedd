"""What may go wrong with rules; the docstring is the message."""

from miz.processes.errors import ProcessError, ProcessRefused


class RulesRefused(ProcessRefused):
    """این قواعد تصمیم پذیرفته نشد."""


class RulesFailed(ProcessError):
    """با این داده‌ها تصمیمی گرفته نشد."""

    def __init__(self, decision: str, code: str, reason: str) -> None:
        """`code` is for machines. The detail never quotes the data: they may be personal."""
        super().__init__(f"«{decision}»: {reason}")
        self.decision, self.code, self.reason = decision, code, reason


class Unreadable(Exception):
    """An expression that is not FEEL, or not the part of FEEL we know; becomes a finding."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Undecided(Exception):
    """A decision that cannot be taken with these data; becomes RulesFailed, with its name."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason
