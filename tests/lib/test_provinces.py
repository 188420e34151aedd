import re

from miz.lib import persian, provinces


def test_there_are_thirty_one_provinces_with_their_own_names_and_area_codes() -> None:
    everyone = provinces.PROVINCES.values()
    assert len(everyone) == 31
    assert len({province.name for province in everyone}) == 31
    assert len({province.area_code for province in everyone}) == 31


def test_every_province_is_well_formed() -> None:
    for code, province in provinces.PROVINCES.items():
        assert code == province.code
        assert re.fullmatch("[a-z]+(-[a-z]+)*", code)
        assert re.fullmatch("0[1-9][0-9]", province.area_code)
        assert persian.for_storage(province.name) == province.name


def test_choices_pair_codes_with_names() -> None:
    assert ("tehran", "تهران") in provinces.choices()
    assert provinces.choices()[0] == ("azarbaijan-east", "آذربایجان شرقی")
