"""What citizens are told about their accounts and asked for others, in their language."""

from django.conf import settings
from django.utils import timezone

from miz.accounts import codes
from miz.outbox.actions import Draft
from miz.outbox.models import Message

from . import writing
from .models import GENERATED_LIFE, Citizen, MobileChange

CODES = {
    "sign_in": {
        "fa": "کد ورود شما: {code}\nاین کد را به کسی ندهید.",
        "en": "Your sign-in code: {code}\nDo not give it to anybody.",
    },
    "sign_up": {
        "fa": "کد ساختن حساب شما: {code}\nاین کد را به کسی ندهید.",
        "en": "Your sign-up code: {code}\nDo not give it to anybody.",
    },
    "recovery": {
        "fa": "کد بازیابی گذرواژهٔ شما: {code}\nاین کد را به کسی ندهید.",
        "en": "Your password recovery code: {code}\nDo not give it to anybody.",
    },
    "generated": {
        "fa": "گذرواژهٔ موقت شما: {code}\nتا ۲۴ ساعت و یک بار کار می‌کند؛ پس از ورود گذرواژهٔ تازه "
        "بگذارید.",
        "en": "Your temporary password: {code}\nIt works once in 24 hours; then choose another.",
    },
    "mobile": {
        "fa": "کد ثبت این شماره برای حساب: {code}\nاین کد را به کسی ندهید.",
        "en": "The code to use this number for your account: {code}\nDo not give it to anybody.",
    },
    "taken": {
        "fa": "شما پیش‌تر حساب ساخته‌اید. برای ورود یا بازیابی گذرواژه: {url}/account/in/",
        "en": "You have an account already. To sign in: {url}/account/in/",
    },
    "not_yours": {
        "fa": "با این شماره برای کد ملی دیگری حساب خواستند و ساخته نشد. با شماره‌ای که به نام "
        "خودتان است بسازید.",
        "en": "An account was asked for with this number, which is another person's. Use your own.",
    },
}
# With the code that agrees: to be sent for at a counter, or to be represented in a group.
ASKED = {
    "consent": {
        "fa": "متصدی {office} می‌خواهد به نام شما در «{purpose}» درخواست ثبت کند. اگر همان‌جا هستید "
        "و رضایت دارید، این کد را به او بگویید: {code}",
        "en": "An operator of {office} wants to file a request for you: {purpose}. If you are "
        "there and agree, tell this code: {code}",
    },
    "join": {
        "fa": "{head} می‌خواهد شما را به گروه خود بیفزاید و تا یک سال به نام اعضای گروه درخواست "
        "بفرستد. اگر رضایت دارید، این کد را به او بدهید: {code}",
        "en": "{head} wants you in a group and to send requests for its members for a year. If you "
        "agree, give this code: {code}",
    },
    "child_joins": {
        "fa": "{head} می‌خواهد فرزند شما {child} را به گروه خود بیفزاید و تا یک سال به نام اعضای "
        "گروه درخواست بفرستد. اگر رضایت دارید، این کد را به او بدهید: {code}",
        "en": "{head} wants your child {child} in a group and to send requests for its members for "
        "a year. If you agree, give this code: {code}",
    },
}
NEWS = {
    "password_changed": {
        "fa": "گذرواژهٔ حساب شما عوض شد. اگر کار شما نبود، همین حالا بازیابی کنید.",
        "en": "The password of your account was changed. If it was not you, recover it now.",
    },
    "mobile_asked": {
        "fa": "شمارهٔ حساب شما از {when} عوض می‌شود. اگر کار شما نیست، متوقف کنید.",
        "en": "Your account gets another number on {when}. If it was not you, stop it.",
    },
    "mobile_changed": {
        "fa": "شمارهٔ حساب شما عوض شد و از این پس پیامک‌ها به شمارهٔ تازه می‌رود.",
        "en": "The number of your account was changed; messages go to the new number from now on.",
    },
}
# Where to go from a message that is read outside of the account.
PATHS = {"password_changed": "/account/recover/", "mobile_asked": "/account/stop/{token}/"}
TITLE = {"fa": "خبری دربارهٔ حساب شما", "en": "News about your account"}


def code(kind: str, mobile: str, language: str, code: str, *, decoy: bool = False) -> Draft:
    """An SMS that nothing waits before; a decoy is handed to nobody."""
    shown = writing.number(code, language) if code.isdigit() else code
    return Draft(
        Message.Channel.SMS,
        mobile,
        CODES[kind][language].format(code=shown, url=settings.BASE_URL),
        priority=Message.Priority.CODE,
        kind=f"account_{kind}",
        language=language,
        decoy=decoy,
        lapses_at=timezone.now() + (GENERATED_LIFE if kind == "generated" else codes.LIFE),
    )


def news(kind: str, citizen: Citizen, mobile: str = "", **values: str) -> list[Draft]:
    """To every channel of the citizen, and into the account; `mobile` where it is another one."""
    body = NEWS[kind][citizen.language].format(**values)
    path = PATHS.get(kind, "").format(**values)
    outside = f"{body}\n{settings.BASE_URL}{path}" if path else body
    channels = [
        (Message.Channel.SMS, mobile or citizen.mobile, outside),
        (Message.Channel.EMAIL, citizen.email, outside),
        (Message.Channel.APP, citizen.subject, body),
    ]
    return [_news(kind, citizen, *channel) for channel in channels if channel[1]]


def mobile_asked(citizen: Citizen, change: MobileChange, token: str) -> list[Draft]:
    when = writing.date(change.effective_at, citizen.language)
    return news("mobile_asked", citizen, when=when, token=token)


def _news(
    kind: str, citizen: Citizen, channel: Message.Channel, recipient: str, body: str
) -> Draft:
    return Draft(
        channel,
        recipient,
        body,
        title="" if channel == Message.Channel.SMS else TITLE[citizen.language],
        # A warning that waits for the morning gives a thief the night.
        priority=Message.Priority.CODE,
        kind=f"account_{kind}",
        language=citizen.language,
    )
