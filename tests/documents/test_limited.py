"""Programs with limits: what they answer, and that nobody waits long for a place."""

import threading

import pytest

from miz.documents import limited
from miz.documents.errors import FileBroken, FileTooHeavy, NoViewer, ViewersBusy

pytestmark = pytest.mark.skipif(not limited.shutil.which("prlimit"), reason="needs util-linux")


def test_the_output_is_what_the_program_made_of_the_content():
    assert limited.run(["cat"], b"paper") == b"paper"


def test_a_program_that_says_nothing_has_shown_nothing():
    with pytest.raises(FileBroken):
        limited.run(["true"], b"paper")


def test_a_program_that_talks_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(limited, "LARGEST", 100_000)
    with pytest.raises(FileTooHeavy):
        limited.run(["yes"], b"paper")
    assert limited.run(["head", "-c", "100000", "/dev/zero"], b"") == bytes(100_000)


def test_a_program_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(limited, "SECONDS", 0.2)
    with pytest.raises(FileTooHeavy):
        limited.run(["sleep", "60"], b"paper")


def test_a_program_may_leave_most_of_a_big_file_unread():
    assert limited.run(["head", "-c", "5"], b"paper" * 100_000) == b"paper"


def test_an_unknown_program_is_named_as_missing():
    with pytest.raises(NoViewer):
        limited.run(["no-such-viewer"], b"paper")


def test_who_finds_another_drawing_waits_a_little_and_is_told(monkeypatch):
    monkeypatch.setattr(limited, "PATIENCE", 0.1)
    entered = limited._PLACE.acquire()
    try:
        with pytest.raises(ViewersBusy):
            limited.run(["cat"], b"paper")
    finally:
        limited._PLACE.release()
    assert entered


def test_the_place_is_free_again_after_a_failure(monkeypatch):
    monkeypatch.setattr(limited, "PATIENCE", 0.1)
    for _ in range(3):
        with pytest.raises(FileBroken):
            limited.run(["false"], b"paper")
    assert limited.run(["cat"], b"paper") == b"paper"


def test_those_who_come_together_are_served_one_after_another():
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(limited.run(["cat"], b"paper")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [b"paper"] * 4
