import datetime

import pytest

from miz.connectors.sandbox import population
from miz.lib import national_code, phones


def test_everybody_is_found_by_their_code():
    for index in range(0, 100_000, 97):
        person = population.person(index)
        assert population.find(person.national_code) == person


def test_codes_are_valid_and_differ():
    codes = {population.person(index).national_code for index in range(5000)}
    assert len(codes) == 5000
    assert all(national_code.clean(code) == code for code in codes)


def test_some_codes_begin_with_zero():
    assert any(population.person(i).national_code.startswith("0") for i in range(100))


def test_mobiles_are_valid_and_differ():
    mobiles = {population.person(index).mobile for index in range(5000)}
    assert len(mobiles) == 5000
    assert all(phones.clean_mobile(mobile) == mobile for mobile in mobiles)


@pytest.mark.parametrize("code", ["", "1", "1111111111", "123456789x", "۱۲۳۴۵۶۷۸۹۰", "²²²²²²²²²²"])
def test_nobody_has_an_impossible_code(code):
    assert population.find(code) is None


def test_nobody_lives_beyond_the_last_index(settings):
    settings.SANDBOX_PEOPLE = 10
    outsider = population._code(10)
    assert population.find(outsider) is None
    with pytest.raises(IndexError):
        population.person(10)


def test_people_are_men_and_women_old_and_young_and_not_all_alive():
    people = [population.person(index) for index in range(2000)]
    assert 900 < sum(p.gender == "female" for p in people) < 1100
    assert 50 < sum(not p.alive for p in people) < 400
    assert min(p.birth_date for p in people).year < 1935
    assert max(p.birth_date for p in people).year > 2018


def test_demo_people_are_living_adults_and_always_the_same():
    people = population.demo_people(30)
    today = datetime.datetime.now(datetime.UTC).date()
    assert all(p.alive and (today - p.birth_date).days > 18 * 366 for p in people)
    assert people[:10] == population.demo_people(10)


def test_the_dead_are_adults_always_the_same_and_none_of_the_demo_people():
    dead = population.dead_people(3)
    assert len(dead) == 3
    assert not any(p.alive for p in dead)
    assert all(p.birth_date < population.ADULT_BEFORE for p in dead)
    assert dead == population.dead_people(3)
    assert not set(dead) & set(population.demo_people(500))


def test_foreigners_are_found_by_codes_of_twelve_digits():
    people = population.foreigners(1000)
    assert len({each.code for each in people}) == 1000
    for each in people:
        assert len(each.code) == 12
        assert population.find_foreigner(each.code) == each
        assert population.find(each.code) is None


def test_foreigners_have_mobiles_of_their_own():
    mobiles = {each.mobile for each in population.foreigners(1000)}
    assert len(mobiles) == 1000
    assert all(phones.clean_mobile(mobile) == mobile for mobile in mobiles)
    assert not mobiles & {population.person(index).mobile for index in range(20_000)}


@pytest.mark.parametrize("code", ["", "1", "123456789012", "12345678901x", "۱۲۳۴۵۶۷۸۹۰۱۲"])
def test_no_foreigner_has_a_code_that_was_given_to_nobody(code):
    assert population.find_foreigner(code) is None


def test_there_is_an_end_of_foreigners():
    assert len(population.foreigners(5000)) == population.FOREIGNERS
    with pytest.raises(IndexError):
        population.foreigner(population.FOREIGNERS)
