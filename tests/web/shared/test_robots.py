"""The robot check: solved by a machine's work or a person's eyes, once, and in time."""

import base64
import io
import json
import time

import altcha
import pytest
from PIL import Image

from miz.lib import digits
from miz.web.shared import robots, tasks
from miz.web.shared.models import UsedChallenge
from miz.web.shared.robots import (
    Answer,
    RobotCheckExpired,
    RobotCheckFailed,
    RobotCheckMissing,
    RobotCheckReplayed,
)


@pytest.fixture(scope="module")
def solved() -> str:
    """What the widget of the browser sends after its work."""
    given = robots.challenge()
    challenge = altcha.Challenge.from_dict(given)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    payload = {"challenge": given, "solution": solution.to_dict()}
    return base64.b64encode(json.dumps(payload).encode()).decode()


def _picture() -> Answer:
    token = robots.token()
    return Answer(token=token, typed=robots.picture_digits(token))


def test_work_that_was_done_is_accepted(solved: str) -> None:
    robots.verify(Answer(proof=solved))


def test_work_for_a_challenge_of_somebody_else_is_refused(solved: str) -> None:
    payload = json.loads(base64.b64decode(solved))
    payload["challenge"]["signature"] = "0" * 64
    forged = base64.b64encode(json.dumps(payload).encode()).decode()
    with pytest.raises(RobotCheckFailed):
        robots.verify(Answer(proof=forged))


@pytest.mark.parametrize("part", ["counter", "derivedKey"])
def test_work_that_was_not_done_is_refused(solved: str, part: str) -> None:
    payload = json.loads(base64.b64decode(solved))
    done = payload["solution"]
    payload["solution"] = done | {part: done[part] + 1 if part == "counter" else "00" * 32}
    forged = base64.b64encode(json.dumps(payload).encode()).decode()
    with pytest.raises(RobotCheckFailed):
        robots.verify(Answer(proof=forged))


@pytest.mark.parametrize("proof", ["x", "e30=", "W10=", "bnVsbA==", "\udcff", "=" * 100, "𝟙"])
def test_nonsense_for_a_proof_is_refused(proof: str) -> None:
    with pytest.raises(RobotCheckFailed):
        robots.verify(Answer(proof=proof))
    with pytest.raises(RobotCheckFailed):
        robots.spend(Answer(proof=proof))


@pytest.mark.parametrize("write", [str, digits.to_persian, lambda text: f" {text[:2]} {text[2:]}"])
def test_the_digits_of_the_picture_are_accepted_as_people_write_them(write: object) -> None:
    answer = _picture()
    robots.verify(Answer(token=answer.token, typed=write(answer.typed)))  # type: ignore[operator]


def test_the_sum_is_accepted() -> None:
    token = robots.token(robots.SUM)
    robots.verify(Answer(token=token, typed=digits.to_persian(sum(robots.sum_numbers(token)))))
    assert "حاصل جمع" in robots.sum_question(token)
    assert not any(char.isdigit() for char in robots.sum_question(token))


@pytest.mark.parametrize(
    ("number", "words"), [(11, "یازده"), (20, "بیست"), (37, "سی و هفت"), (89, "هشتاد و نه")]
)
def test_numbers_are_asked_in_words(number: int, words: str) -> None:
    assert robots.in_words(number) == words


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [robots.PICTURE, robots.SUM])
@pytest.mark.parametrize("typed", ["", "00000x", "abcde", "²", "9", "-1", "1" * 5000])
def test_a_wrong_answer_is_refused(typed: str, kind: str) -> None:
    with pytest.raises(RobotCheckFailed):
        robots.verify(Answer(token=robots.token(kind), typed=typed))


@pytest.mark.parametrize("typed", ["", " ", "\u200c"])
@pytest.mark.django_db
def test_who_did_not_answer_is_asked_to_and_may_still_do_so(typed: str) -> None:
    right = _picture()
    with pytest.raises(RobotCheckMissing, match="پاسخ نداده‌اید"):
        robots.verify(Answer(token=right.token, typed=typed))
    robots.verify(right)
    robots.spend(right)


@pytest.mark.django_db
def test_a_question_is_tried_once() -> None:
    right = _picture()
    with pytest.raises(RobotCheckFailed):
        robots.verify(Answer(token=right.token, typed="1"))
    with pytest.raises(RobotCheckReplayed):
        robots.spend(right)


def test_a_picture_is_not_answered_as_a_sum() -> None:
    token = robots.token(robots.PICTURE)
    with pytest.raises(RobotCheckFailed):
        robots.sum_numbers(token)
    with pytest.raises(RobotCheckFailed):
        robots.picture_digits(token.replace(robots.PICTURE, robots.SUM, 1))


@pytest.mark.django_db
def test_the_answer_to_one_token_is_none_to_another() -> None:
    first, second = _picture(), _picture()
    if first.typed != second.typed:
        with pytest.raises(RobotCheckFailed):
            robots.verify(Answer(token=first.token, typed=second.typed))


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "..", "é.1.x", "\x00"])
def test_a_token_somebody_made_up_is_refused(token: str) -> None:
    for ask in (robots.picture, robots.sum_question, robots.picture_digits):
        with pytest.raises(RobotCheckFailed):
            ask(token)


def test_a_token_whose_life_was_stretched_is_refused() -> None:
    body, _, signature = robots.token().rpartition(".")
    kept = body.rpartition(".")[0]
    with pytest.raises(RobotCheckFailed):
        robots.picture_digits(f"{kept}.{int(time.time()) + 10**6}.{signature}")


def test_what_is_late_is_told_as_late(solved: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = _picture()
    late = time.time() + robots.LIFE_SECONDS + 5
    monkeypatch.setattr(time, "time", lambda: late)
    for each in (answer, Answer(proof=solved)):
        with pytest.raises(RobotCheckExpired):
            robots.verify(each)


def test_the_picture_is_a_picture_and_the_same_again() -> None:
    token = robots.token()
    image = Image.open(io.BytesIO(robots.picture(token)))
    assert (image.format, image.size) == ("PNG", (220, 72))
    assert len(image.getcolors()) > 10
    assert robots.picture(token) == robots.picture(token)
    assert robots.picture(token) != robots.picture(robots.token())


@pytest.mark.django_db
def test_a_check_is_used_once(solved: str) -> None:
    for answer in (_picture(), Answer(proof=solved)):
        robots.spend(answer)
        with pytest.raises(RobotCheckReplayed):
            robots.spend(answer)


@pytest.mark.django_db
def test_a_proof_in_other_clothes_is_the_same_proof(solved: str) -> None:
    payload = json.loads(base64.b64decode(solved))
    dressed = json.dumps({**payload, "more": 1}, indent=4).encode()
    robots.spend(Answer(proof=solved))
    with pytest.raises(RobotCheckReplayed):
        robots.spend(Answer(proof=base64.b64encode(dressed).decode()))


@pytest.mark.django_db
def test_used_checks_are_forgotten_when_they_would_be_late_anyway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    robots.spend(_picture())
    tasks.forget_expired_challenges.func(timestamp=0)
    assert UsedChallenge.objects.count() == 1
    UsedChallenge.objects.update(expires_at="2020-01-01T00:00:00Z")
    tasks.forget_expired_challenges.func(timestamp=0)
    assert UsedChallenge.objects.count() == 0
