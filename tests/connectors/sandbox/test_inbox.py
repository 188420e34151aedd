from dataclasses import dataclass

from miz.connectors.sandbox import inbox
from miz.connectors.sandbox.inbox import Inbox


@dataclass(frozen=True)
class Note:
    text: str
    key: str = ""


def test_the_newest_message_comes_first():
    box: Inbox[Note] = Inbox()
    box.add(Note("one"))
    box.add(Note("two"))
    assert [note.text for note in box.newest()] == ["two", "one"]


def test_a_key_is_kept_once_and_answers_the_first():
    box: Inbox[Note] = Inbox()
    first = box.add(Note("first", key="7"))
    assert box.add(Note("second", key="7")) is first
    assert len(box.newest()) == 1


def test_a_full_inbox_forgets_the_oldest_and_its_key(monkeypatch):
    monkeypatch.setattr(inbox, "KEPT", 2)
    box: Inbox[Note] = Inbox()
    for key in "123":
        box.add(Note("old", key=key))
    assert [note.key for note in box.newest()] == ["3", "2"]
    assert box.add(Note("new", key="1")).text == "new"


def test_an_emptied_inbox_knows_no_keys():
    box: Inbox[Note] = Inbox()
    box.add(Note("old", key="1"))
    box.clear()
    assert box.add(Note("new", key="1")).text == "new"
