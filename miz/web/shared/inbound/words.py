"""What people write to a short number, and the sentences they get back.

An answer tells the state and the promised day, never a name or what was said.
"""

import re

from miz.cases.models import Case
from miz.lib import digits, jalali, persian, tracking_code

# «۱۱» is what advertisers taught people to add.
STOP = {persian.for_matching(word) for word in ("لغو", "لغو۱۱", "off", "stop")}
START = {persian.for_matching(word) for word in ("وصل", "وصل۱۱", "on", "start")}
# Twelve digits, alone or in groups, with words around them.
_CODE = re.compile(r"(?<![0-9])[1-9](?:[ \u200c-]?[0-9]){11}(?![0-9])")

HELP = "برای دانستن وضعیت درخواست، کد پیگیری ۱۲ رقمی را بفرستید. برای نخواستن پیام‌های اختیاری: لغو"
NOT_YOURS = (
    "این شماره به درخواستی با این کد تعلق ندارد. کد را با رسید مقایسه کنید و از شماره‌ای بفرستید"
    " که در درخواست نوشته‌اید."
)
MUTED = "پیام‌های اختیاری دیگر برای شما فرستاده نمی‌شود. برای دریافت دوباره: وصل"
UNMUTED = "از این پس پیام‌های اختیاری هم برای شما فرستاده می‌شود. برای نخواستن: لغو"


def code_in(text: str) -> str | None:
    """The first whole tracking code of `text`, in Persian or Latin digits."""
    for found in _CODE.finditer(digits.to_ascii(text)):
        try:
            return tracking_code.clean(found[0])
        except tracking_code.InvalidTrackingCode:
            continue
    return None


def command(text: str) -> str:
    """A text of one word, spelling folded and its signs dropped: what STOP and START hold."""
    return re.sub(r"[\W_]+", "", persian.for_matching(text))


def state_of(case: Case) -> str:
    """«درخواست ۱۲۳۴…: در حال بررسی. پاسخ تا ۱۲ آذر ۱۴۰۵»"""
    told = f"درخواست {digits.to_persian(case.tracking_code)}: {case.get_state_display()}."
    return f"{told} پاسخ تا {jalali.format_date(case.due_at)}" if case.is_open else told
