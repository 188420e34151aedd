"""What a browser calls itself, in words that a person knows: «فایرفاکس در ویندوز»."""

BROWSERS = (
    ("Edg", "اج"),
    ("OPR/", "اپرا"),
    ("SamsungBrowser", "مرورگر سامسونگ"),
    ("Firefox", "فایرفاکس"),
    ("FxiOS", "فایرفاکس"),
    ("CriOS", "کروم"),
    ("Chrome", "کروم"),
    ("Safari", "سافاری"),
)
# Android says Linux too, and an iPhone says «like Mac OS X».
SYSTEMS = (
    ("Android", "اندروید"),
    ("iPhone", "آیفون"),
    ("iPad", "آیپد"),
    ("Windows", "ویندوز"),
    ("Mac OS X", "مک"),
    ("CrOS", "کروم‌بوک"),
    ("Linux", "لینوکس"),
)
UNKNOWN_BROWSER, UNKNOWN_SYSTEM = "مرورگر ناشناخته", "دستگاه ناشناخته"


def words(user_agent: str) -> str:
    browser = next((name for sign, name in BROWSERS if sign in user_agent), UNKNOWN_BROWSER)
    system = next((name for sign, name in SYSTEMS if sign in user_agent), UNKNOWN_SYSTEM)
    return f"{browser} در {system}"
