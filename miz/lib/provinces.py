"""The 31 provinces of Iran, in the order of the Persian alphabet.

The code is ours and stable: it is stored with cases and stands in addresses.
"""

from typing import NamedTuple


class Province(NamedTuple):
    """A province: our code, its Persian name, the area code of its landlines."""

    code: str
    name: str
    area_code: str


PROVINCES: dict[str, Province] = {
    province.code: province
    for province in (
        Province("azarbaijan-east", "آذربایجان شرقی", "041"),
        Province("azarbaijan-west", "آذربایجان غربی", "044"),
        Province("ardabil", "اردبیل", "045"),
        Province("isfahan", "اصفهان", "031"),
        Province("alborz", "البرز", "026"),
        Province("ilam", "ایلام", "084"),
        Province("bushehr", "بوشهر", "077"),
        Province("tehran", "تهران", "021"),
        Province("chaharmahal-bakhtiari", "چهارمحال و بختیاری", "038"),
        Province("khorasan-south", "خراسان جنوبی", "056"),
        Province("khorasan-razavi", "خراسان رضوی", "051"),
        Province("khorasan-north", "خراسان شمالی", "058"),
        Province("khuzestan", "خوزستان", "061"),
        Province("zanjan", "زنجان", "024"),
        Province("semnan", "سمنان", "023"),
        Province("sistan-baluchestan", "سیستان و بلوچستان", "054"),
        Province("fars", "فارس", "071"),
        Province("qazvin", "قزوین", "028"),
        Province("qom", "قم", "025"),
        Province("kurdistan", "کردستان", "087"),
        Province("kerman", "کرمان", "034"),
        Province("kermanshah", "کرمانشاه", "083"),
        Province("kohgiluyeh-boyerahmad", "کهگیلویه و بویراحمد", "074"),
        Province("golestan", "گلستان", "017"),
        Province("gilan", "گیلان", "013"),
        Province("lorestan", "لرستان", "066"),
        Province("mazandaran", "مازندران", "011"),
        Province("markazi", "مرکزی", "086"),
        Province("hormozgan", "هرمزگان", "076"),
        Province("hamadan", "همدان", "081"),
        Province("yazd", "یزد", "035"),
    )
}


def choices() -> list[tuple[str, str]]:
    """Return (code, name) pairs in alphabetical order, for a select field."""
    return [(province.code, province.name) for province in PROVINCES.values()]
