"""The work of staff on a case, and everybody who must be refused."""

from collections.abc import Callable
from typing import Any

import pytest

from miz.accounts.models import Organisation, Unit, User
from miz.audit.models import Event
from miz.cases import actions
from miz.cases.errors import ChangedMeanwhile, NotAllowed, NotNow
from miz.cases.models import Case, Entry, State
from miz.catalogue.queries import PublishedService
from miz.outbox.models import Message
from tests import factories
from tests.cases.people import colleague_elsewhere, make


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def _acts(by: User, case: Case) -> dict[str, Callable[[], Any]]:
    said = {"by": by, "case": case, "revision": case.revision}
    return {
        "claim": lambda: actions.claim(**said),
        "release": lambda: actions.release(**said),
        "note": lambda: actions.note(**said, text="یادداشت"),
        "hand_over": lambda: actions.hand_over(**said, unit=by.unit, colleague=None, reason="دلیل"),
        "ask": lambda: actions.complete(**said, outcome="ask", text="کارت ملی را بفرستید"),
        "answer": lambda: actions.complete(**said, outcome="answer", text="پاسخ"),
        "reject": lambda: actions.complete(**said, outcome="reject", text="دلیل"),
        "close": lambda: actions.close(**said),
    }


ACTS = ["claim", "release", "note", "hand_over", "ask", "answer", "reject", "close"]
STRANGERS = ["other province", "inspector", "administrator", "publisher", "other organisation",
             "left the service", "other unit of the province"]  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_is_refused_whatever_he_tries(
    case: Case, hajj: Organisation, who: str, act: str
) -> None:
    stranger = _stranger(hajj, who)
    with pytest.raises(NotAllowed):
        _acts(stranger, case)[act]()
    case.refresh_from_db()
    assert (case.revision, case.assignee, case.state) == (1, None, State.IN_REVIEW)
    assert not case.entries.exists()
    assert not Event.objects.filter(subject=case.subject).exclude(action="case.open").exists()


def _stranger(hajj: Organisation, who: str) -> User:
    match who:
        case "other province":
            return make(hajj, "clerk", province="fars")
        case "other organisation":
            return colleague_elsewhere("headquarters")
        case "left the service":
            return make(hajj, "clerk", is_active=False)
        case "other unit of the province":
            unit = Unit.objects.create(
                organisation=hajj, code="archive", name="بایگانی", kind="other", province="tehran"
            )
            return make(hajj, "clerk", unit=unit)
        case role:
            return make(hajj, role)


@pytest.mark.parametrize("act", ["claim", "release", "note", "hand_over", "ask", "answer"])
def test_no_one_but_the_inspection_works_on_a_complaint(
    complaints: PublishedService, headquarters: User, parisa: User, act: str
) -> None:
    case = factories.case(complaints)
    for user in (headquarters, parisa):
        with pytest.raises(NotAllowed):
            _acts(user, case)[act]()


def test_a_clerk_claims_a_case_and_puts_it_back(case: Case, narges: User) -> None:
    case = actions.claim(by=narges, case=case, revision=1)
    assert (case.assignee, case.revision) == (narges, 2)
    case = actions.release(by=narges, case=case, revision=2)
    assert (case.assignee, case.revision) == (None, 3)
    told = Event.objects.filter(subject=case.subject, actor_id=str(narges.pk))
    assert [event.action for event in told.order_by("id")] == ["case.claim", "case.release"]


def test_a_colleague_cannot_take_what_another_holds_but_the_supervisor_can(
    case: Case, narges: User, reza: User, parisa: User
) -> None:
    case = actions.claim(by=narges, case=case, revision=1)
    for act in ("claim", "release", "answer", "ask", "reject"):
        with pytest.raises(NotAllowed):
            _acts(reza, case)[act]()
    with pytest.raises(NotAllowed):
        _acts(parisa, case)["answer"]()
    case = actions.claim(by=parisa, case=case, revision=2)
    assert _acts(parisa, case)["answer"]().state == State.ANSWERED


def test_handing_over_moves_a_case_out_of_sight_of_the_first_desk(
    case: Case, narges: User, omid: User
) -> None:
    case = actions.hand_over(
        by=narges, case=case, revision=1, unit=omid.unit, colleague=omid, reason="ساکن فارس است"
    )
    assert (case.unit, case.assignee, case.province) == (omid.unit, omid, "fars")
    assert not Case.objects.visible_to(narges).exists()
    assert Case.objects.visible_to(omid).get() == case
    entry = case.entries.get()
    assert (entry.kind, entry.is_internal, entry.author) == (Entry.Kind.HANDOVER, True, narges)
    event = Event.objects.get(action="case.hand_over")
    assert event.reason == "ساکن فارس است"
    told = {name: event.details[name] for name in ("unit", "colleague")}
    assert told == {"unit": omid.unit.pk, "colleague": omid.pk}


def test_a_request_is_not_handed_to_the_inspection_nor_to_another_organisation(
    case: Case, narges: User, inspector: User
) -> None:
    for unit in (inspector.unit, colleague_elsewhere("clerk").unit):
        with pytest.raises(NotAllowed):
            actions.hand_over(
                by=narges, case=case, revision=1, unit=unit, colleague=None, reason="دلیل"
            )


def test_a_complaint_never_leaves_the_inspection(
    complaints: PublishedService, inspector: User, narges: User
) -> None:
    case = factories.case(complaints)
    with pytest.raises(NotAllowed):
        actions.hand_over(
            by=inspector, case=case, revision=1, unit=narges.unit, colleague=narges, reason="دلیل"
        )


def test_a_case_goes_to_no_colleague_of_another_unit_nor_to_one_who_left(
    case: Case, narges: User, omid: User, hajj: Organisation
) -> None:
    gone = make(hajj, "clerk", is_active=False)
    for colleague in (omid, gone):
        with pytest.raises(NotAllowed):
            actions.hand_over(
                by=narges, case=case, revision=1, unit=narges.unit, colleague=colleague, reason="د"
            )


def test_a_note_is_internal_and_tells_the_citizen_nothing(case: Case, narges: User) -> None:
    before = Message.objects.count()
    actions.note(by=narges, case=case, revision=1, text="با ثبت احوال تماس گرفتم")
    entry = case.entries.get()
    assert (entry.kind, entry.is_internal) == (Entry.Kind.NOTE, True)
    assert Message.objects.count() == before


@pytest.mark.parametrize(
    ("outcome", "state", "kind"),
    [
        ("ask", State.WAITING_FOR_CITIZEN, Entry.Kind.REQUEST_MORE),
        ("answer", State.ANSWERED, Entry.Kind.ANSWER),
        ("reject", State.REJECTED, Entry.Kind.REJECTION),
    ],
)
def test_a_decision_moves_the_case_says_why_and_tells_the_citizen(
    case: Case, narges: User, outcome: str, state: str, kind: str
) -> None:
    said = {"by": narges, "case": case, "revision": 1, "text": "شرح"}
    files = [factories.attachment(title="نامه")]
    case = actions.complete(**said, outcome=outcome, attachments=files)
    case.refresh_from_db()
    assert (case.state, case.assignee, case.revision) == (state, narges, 2)
    task = case.tasks.get()
    assert (task.outcome, task.done_by) == (outcome, narges)
    assert task.done_at is not None
    entry = case.entries.get()
    assert (entry.kind, entry.text, entry.unit_name) == (kind, "شرح", str(narges.unit))
    assert entry.attachments.get().title == "نامه"
    assert Message.objects.filter(reference=case.subject).count() == 4
    event = Event.objects.get(action=f"case.{kind}")
    assert event.actor_id == str(narges.pk)
    assert event.details["changed"]["state"] == ["in_review", state]
    assert event.details["did"]["data"] == {"decision": outcome}


def test_what_is_decided_is_not_decided_again(case: Case, narges: User) -> None:
    case = _acts(narges, case)["answer"]()
    for act in ("ask", "answer", "reject"):
        with pytest.raises(NotNow):
            _acts(narges, case)[act]()


def test_an_unanswered_case_is_not_closed(case: Case, narges: User) -> None:
    with pytest.raises(NotNow):
        _acts(narges, case)["close"]()


def test_closing_ends_a_case(case: Case, narges: User) -> None:
    case = _acts(narges, case)["answer"]()
    case = _acts(narges, case)["close"]()
    case.refresh_from_db()
    assert (case.state, case.revision) == (State.CLOSED, 3)
    assert case.closed_at is not None
    assert Event.objects.get(action="case.close").actor_label == "Narges"
    with pytest.raises(NotNow):
        _acts(narges, case)["close"]()


def test_who_comes_late_is_told_who_did_what(case: Case, narges: User, reza: User) -> None:
    actions.claim(by=narges, case=case, revision=1)
    for act in ACTS:
        with pytest.raises(ChangedMeanwhile, match=r"Narges در ساعت .* آن را برداشت"):
            _acts(reza, case)[act]()
    assert not case.entries.exists()


def test_a_look_a_code_or_a_rating_is_not_what_changed_meanwhile(
    case: Case, narges: User, reza: User
) -> None:
    actions.claim(by=narges, case=case, revision=1)
    actions.see(by=reza, case=case)
    Event.objects.create(
        at=case.submitted_at, actor_kind="citizen", actor_id="citizen", actor_label="متقاضی",
        action="case.code", subject=case.subject,
    )  # fmt: skip
    with pytest.raises(ChangedMeanwhile, match="Narges"):
        actions.claim(by=reza, case=case, revision=1)


def test_every_look_leaves_a_trace_and_a_stranger_sees_nothing(
    case: Case, narges: User, omid: User
) -> None:
    actions.see(by=narges, case=case)
    event = Event.objects.get(action="case.view")
    assert (event.actor_id, event.subject) == (str(narges.pk), case.subject)
    with pytest.raises(NotAllowed):
        actions.see(by=omid, case=case)
    assert Event.objects.filter(action="case.view").count() == 1
