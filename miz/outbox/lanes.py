"""The lanes in which messages leave: codes have one of their own and wait for nothing else.

A lane is drained by itself (`miz.outbox.sending`), so that a hundred thousand messages on their
way, or a mail server that drips, hold no code.
"""

from dataclasses import dataclass

from .models import Message

Channel = Message.Channel


@dataclass(frozen=True, slots=True)
class Lane:
    """`width` messages are on their way at once; without work it looks every `pause` seconds.

    Quiet hours hold what `rings`; `codes` are held by neither night nor total.
    """

    name: str
    channels: tuple[Channel, ...]
    width: int
    pause: float
    codes: bool = False
    rings: bool = True


CODES = Lane("codes", (Channel.SMS, Channel.EMAIL), width=16, pause=0.25, codes=True, rings=False)
SMS = Lane("sms", (Channel.SMS,), width=12, pause=2.0)
EMAIL = Lane("email", (Channel.EMAIL,), width=4, pause=2.0)
LETTERS = Lane("letters", (Channel.LETTER,), width=1, pause=5.0, rings=False)

LANES = (CODES, SMS, EMAIL, LETTERS)
