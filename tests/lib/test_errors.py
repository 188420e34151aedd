"""Errors that people read."""

from miz.lib.errors import Told


class Wet(Told):
    """بیرون باران می‌آید."""


def test_the_docstring_is_the_message():
    assert str(Wet()) == "بیرون باران می‌آید."


def test_another_message_stands_in_its_place():
    assert str(Wet("چتر ببرید.")) == "چتر ببرید."
