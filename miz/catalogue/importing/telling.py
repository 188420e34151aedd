"""What tells one label from another: its words, one for all that mean the same.

Agencies name the same field in many ways. Two labels are near when most of what they tell is the
same; the lists below say which words tell nothing and which say the same.
"""

import re
from typing import Final

from miz.lib.persian import for_matching

_LITTLE: Final = frozenset({
    "و", "در", "به", "از", "برای", "با", "این", "آن", "یا", "جهت", "خدمت", "خدمات", "ارایه",
    "انجام", "دریافت", "مربوط", "مربوطه", "لازم", "نیاز", "مورد", "موردنیاز", "شماره", "های",
    "ها", "هر", "فرایند", "کلیه", "متوسط", "میانگین", "تقریبی", "حدودی", "معمول", "کل", "کلی",
    "گروه", "ثبت", "ارسال", "چه", "را", "کنند", "کنید", "توانند", "میتوانند", "حداکثر", "سالانه",
    "سالیانه", "ماهانه", "مختصر", "مجری",
    "دقیق", "مستقیم", "مرتبط", "بالادستی", "حاکم", "هست", "است", "می", "خود", "تکمیل", "عمومی",
})  # fmt: skip
_SAME: Final = {
    "مخاطبین": "مخاطب", "مخاطبان": "مخاطب", "گیرندگان": "مخاطب", "گیرنده": "مخاطب",
    "متقاضیان": "مخاطب", "خدمتگیرندگان": "مخاطب", "ذینفعان": "ذینفع", "مدت": "زمان",
    "زمانبندی": "زمان", "مدتزمان": "زمان", "مستندات": "مدارک", "اسناد": "مدارک",
    "دهنده": "دستگاه", "کننده": "دستگاه", "روشهای": "نحوه", "آمار": "تعداد", "کسانی": "مخاطب",
    "شکایات": "شکایت",
    "مدرک": "مدارک", "شیوه": "نحوه", "روش": "نحوه", "چگونگی": "نحوه", "شروع": "آغاز",
    "آغازکننده": "آغاز", "آدرس": "نشانی", "لینک": "نشانی", "وبسایت": "وبگاه", "سایت": "وبگاه",
    "تارنما": "وبگاه", "پورتال": "وبگاه", "درگاه": "وبگاه", "سازمان": "دستگاه",
    "هزینهها": "هزینه", "تعرفه": "هزینه", "مبلغ": "هزینه", "هزینههای": "هزینه",
    "دفعات": "تعداد", "بار": "تعداد", "میزان": "تعداد", "قانونی": "قوانین", "مقررات": "قوانین",
    "ضوابط": "قوانین", "آییننامهها": "قوانین", "توضیحات": "شرح", "توصیف": "شرح",
    "معرفی": "شرح",
    "توضیح": "شرح", "مراجعات": "مراجعه", "اینترنتی": "وبگاه", "مشتریان": "مخاطب",
    "استفادهکنندگان": "مخاطب", "نام": "عنوان", "کد": "شناسه", "پرسشهای": "سوالات",
    "پاسخگو": "پاسخگویی",
    "تکرار": "تواتر", "فراوانی": "تواتر", "متولی": "صاحب", "مالک": "صاحب", "راهبردی": "استراتژیک",
}  # fmt: skip
_COMPOUNDS: Final = re.compile(r"\b(ثبت) (نام)\b|\b(وب) (سایت|گاه)\b|\b(خدمت) (گیرند\w+)\b")
_SAME_FOLDED: Final = {for_matching(key): for_matching(word) for key, word in _SAME.items()}
_LITTLE_FOLDED: Final = frozenset(map(for_matching, _LITTLE))


def telling(text: str) -> frozenset[str]:
    """The words of a label that tell it from others, one form for words of one meaning."""
    bare = re.sub(r"\([^)]*\)", " ", for_matching(text))
    joined = _COMPOUNDS.sub(lambda found: "".join(filter(None, found.groups())), bare)
    same = (_SAME_FOLDED.get(word, word) for word in re.findall(r"[^\W\d_]+", joined))
    return frozenset(word for word in same if word not in _LITTLE_FOLDED)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of what two labels tell is the same, 0 to 1."""
    return len(one & other) / len(one | other)
