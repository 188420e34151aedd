from collections import Counter

import pytest

from miz.connectors.sandbox import switches
from miz.connectors.sandbox.switches import Fault, InvalidSwitch, Switch


def test_a_calm_switch_draws_no_fault():
    assert {Switch().draw() for _ in range(100)} == {None}


def test_faults_are_drawn_by_their_shares():
    switch = Switch(shares={Fault.UNAVAILABLE: 30, Fault.CUT_AFTER: 20})
    drawn = Counter(switch.draw() for _ in range(4000))
    assert 1000 < drawn[Fault.UNAVAILABLE] < 1400
    assert 600 < drawn[Fault.CUT_AFTER] < 1000
    assert drawn[None] > 1700


@pytest.mark.parametrize(
    "values",
    [
        {"post": {}},
        {"sms": {"delay": 31}},
        {"sms": {"delay": -1}},
        {"sms": {"delay": "nan"}},
        {"sms": {"slow": 101}},
        {"sms": {"slow": -1}},
        {"sms": {"slow": "nan"}},
        {"sms": {"slow": 60, "malformed": 60}},
        {"sms": {"slow": "often"}},
        {"sms": {"slow": [1]}},
        {"sms": 5},
    ],
)
def test_a_switch_out_of_range_is_refused_and_changes_nothing(values):
    before = switches.as_json()
    with pytest.raises(InvalidSwitch):
        switches.set_all({"mail": {"slow": 5}, **values})
    assert switches.as_json() == before
