"""The robot check: proof of work in the browser, or digits in a picture, or a written sum.

Challenges are signed and hold no state here; only a used one leaves a row, so it does not replay.
It is never the only control: quotas stand behind it.
"""

import base64
import binascii
import dataclasses
import datetime
import hashlib
import hmac
import io
import json
import random
import secrets
import time
from typing import Any

import altcha
from django.conf import settings
from django.db import connection
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from miz.lib import digits

LIFE_SECONDS = 20 * 60
# About 256 tries of 2,000 rounds: a quarter of a second on a desktop, a second on an old phone.
ALGORITHM, COST, PREFIX = "PBKDF2/SHA-256", 2000, "00"
LENGTH = 5
_SPEND = """
insert into shared_usedchallenge (digest, expires_at) values (%s, %s)
on conflict do nothing
"""
PICTURE, SUM = "digits", "sum"
UNITS = (
    "صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده"
)
TENS = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
SUMMANDS = range(11, 90)


class RobotCheckFailed(ValueError):
    """کد امنیتی درست نیست. لطفاً کد تازه را وارد کنید."""

    code = "wrong"

    def __init__(self) -> None:
        super().__init__(str(type(self).__doc__))


class RobotCheckMissing(RobotCheckFailed):
    """به کد امنیتی پاسخ نداده‌اید. لطفاً پاسخ آن را وارد کنید."""

    code = "missing"


class RobotCheckExpired(RobotCheckFailed):
    """مهلت کد امنیتی گذشته است. لطفاً کد تازه را وارد کنید."""

    code = "expired"


class RobotCheckReplayed(RobotCheckFailed):
    """این کد امنیتی پیش‌تر به کار رفته است. لطفاً کد تازه را وارد کنید."""

    code = "replayed"


@dataclasses.dataclass(frozen=True)
class Answer:
    """What a form brings: a proof of work, or a token with the answer somebody typed."""

    proof: str = ""
    token: str = ""
    typed: str = ""


def challenge() -> dict[str, Any]:
    """A proof-of-work challenge for the widget, signed, valid for LIFE_SECONDS."""
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        key_prefix=PREFIX,
        expires_at=int(time.time()) + LIFE_SECONDS,
        hmac_secret=_secret("proof"),
    )
    return dict(made.to_dict())


def token(kind: str = PICTURE) -> str:
    """A token for a PICTURE or a SUM; the answer follows from it and our secret."""
    body = f"{kind}.{secrets.token_hex(8)}.{int(time.time()) + LIFE_SECONDS}"
    return f"{body}.{_sign('token', body)[:24]}"


def kind(token: str) -> str:
    return token.partition(".")[0]


def picture_digits(token: str) -> str:
    """The digits that the picture of `token` shows; raises RobotCheckFailed for a made-up one."""
    _check_token(token, PICTURE)
    number = int(_sign("picture", token), 16) % 10**LENGTH
    return f"{number:0{LENGTH}}"


def sum_numbers(token: str) -> tuple[int, int]:
    _check_token(token, SUM)
    number, size = int(_sign("sum", token), 16), len(SUMMANDS)
    return SUMMANDS[number % size], SUMMANDS[number // size % size]


def sum_question(token: str) -> str:
    first, second = (in_words(number) for number in sum_numbers(token))
    return f"حاصل جمع «{first}» و «{second}» چند است؟"


def in_words(number: int) -> str:
    """A number below 100 in Persian words."""
    small, tens = UNITS.split(), TENS.split()
    if number < len(small):
        return small[number]
    ten, one = tens[number // 10 - 2], number % 10
    return f"{ten} و {small[one]}" if one else ten


def verify(answer: Answer) -> None:
    """Raises RobotCheckFailed or one of its kin; does not use the challenge up."""
    if answer.proof:
        _verify_proof(answer.proof)
        return
    typed = digits.compact(answer.typed)
    if not typed:
        raise RobotCheckMissing
    if not hmac.compare_digest(typed.encode(errors="replace"), _expected(answer.token).encode()):
        # A wrong try uses the token up: nobody goes through all answers to one question.
        _use_up(answer)
        raise RobotCheckFailed


def _expected(token: str) -> str:
    return picture_digits(token) if kind(token) == PICTURE else str(sum(sum_numbers(token)))


def spend(answer: Answer) -> None:
    """Uses the challenge up; raises RobotCheckReplayed when it was used before."""
    if not _use_up(answer):
        raise RobotCheckReplayed


def _use_up(answer: Answer) -> bool:
    digest = hashlib.sha256(_identity(answer).encode()).digest()
    expires_at = timezone.now() + datetime.timedelta(seconds=LIFE_SECONDS)
    with connection.cursor() as cursor:
        # One statement: of parallel replays one wins.
        cursor.execute(_SPEND, [digest, expires_at])
        return bool(cursor.rowcount)


def picture(token: str) -> bytes:
    """The PNG of a token's digits, each a little turned and moved."""
    shown = digits.to_persian(picture_digits(token))
    # The same token gives the same picture, so that asking again averages nothing out.
    rng = random.Random(_sign("drawing", token))  # noqa: S311 - looks only
    image = Image.new("L", (220, 72), 255)
    font = ImageFont.truetype(str(settings.PAPER_ASSETS["vazirmatn.woff2"]), 44)
    for place, digit in enumerate(shown):
        tile = Image.new("L", (48, 64), 255)
        ImageDraw.Draw(tile).text((10, 0), digit, font=font, fill=rng.randrange(20, 90))
        turned = tile.rotate(rng.uniform(-22, 22), fillcolor=255, resample=Image.Resampling.BICUBIC)
        image.paste(turned, (4 + place * 42 + rng.randrange(-3, 4), rng.randrange(0, 9)))
    _scratch(image, rng)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _scratch(image: Image.Image, rng: random.Random) -> None:
    draw = ImageDraw.Draw(image)
    for _ in range(5):
        ends = [rng.randrange(220), rng.randrange(72), rng.randrange(220), rng.randrange(72)]
        draw.line(ends, fill=rng.randrange(90, 170), width=2)


def _verify_proof(proof: str) -> None:
    result = altcha.verify_solution(proof, _secret("proof"))
    if result.expired:
        raise RobotCheckExpired
    if not result.verified:
        raise RobotCheckFailed


def _identity(answer: Answer) -> str:
    """What makes a challenge the same one, however its proof is dressed up."""
    if not answer.proof:
        return answer.token
    try:
        payload = json.loads(base64.b64decode(answer.proof))
        return str(payload["challenge"]["parameters"]["nonce"])
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise RobotCheckFailed from error


def _check_token(token: str, wanted: str) -> None:
    body, _, signature = token.rpartition(".")
    if kind(token) != wanted:
        raise RobotCheckFailed
    if not hmac.compare_digest(signature.encode(), _sign("token", body)[:24].encode()):
        raise RobotCheckFailed
    if int(body.rpartition(".")[2]) < time.time():
        raise RobotCheckExpired


def _sign(purpose: str, text: str) -> str:
    return hmac.new(_secret(purpose).encode(), text.encode(), hashlib.sha256).hexdigest()


def _secret(purpose: str) -> str:
    return f"robots:{purpose}:{settings.SECRET_KEY}"
