"""What is kept of a request while it is being written, at whichever door: words and files.

A page keeps what it got before it judges it, so that going back, failing or reloading loses
nothing. Each door has tables of its own, bound to its own people.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.forms import Form

from miz.cases.errors import NotNow
from miz.cases.models import Case
from miz.cases.opening import Applicant, NewAttachment, NewRequest
from miz.catalogue.queries import PublishedService
from miz.citizens.identities import Identity, Kind
from miz.connectors.civil_registry.client import Person
from miz.documents import actions as documents
from miz.documents.models import Upload
from miz.lib import provinces

from .request_forms import MAX_ATTACHMENTS, AttachmentForm, attachment_rows

LONGEST_TYPED = 6000


class Written(models.Model):
    """The words, a part per page under the page's name, with the forms' own field names.

    The concrete table adds `expires_at`, and its files point to it as `files`.
    """

    data = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def put(self, page: str, values: dict[str, Any]) -> None:
        self.data[page] = values
        self.save(update_fields=["data"])

    def get(self, page: str) -> dict[str, Any]:
        found: dict[str, Any] = self.data.get(page, {})
        return found

    def keep_typed(self, page: str, forms: Iterable[Form], posted: Mapping[str, str]) -> None:
        """Keeps the raw words of a page before they are judged; `done` waits for the verdict."""
        names = (name for form in forms for name in form.fields)
        typed = {name: posted.get(name, "")[:LONGEST_TYPED].replace("\x00", "") for name in names}
        self.put(page, {**self.get(page), **typed, "done": False})


class WrittenFile(models.Model):
    """A file that was accepted already, so that no later mistake loses it."""

    upload = models.OneToOneField(Upload, on_delete=models.PROTECT)
    title = models.CharField(max_length=100)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


@transaction.atomic
def keep_files(draft: Any, rows: Iterable[AttachmentForm]) -> None:
    """Stores the accepted files of right rows, as many as a request may have at all."""
    accepted = [row for row in rows if row.is_valid() and row.accepted]
    for row in accepted[: MAX_ATTACHMENTS - draft.files.count()]:
        assert row.accepted is not None  # noqa: S101 - chosen so in the line above
        upload = documents.keep(accepted=row.accepted)
        draft.files.create(upload=upload, title=row.chosen_title[:100])


@transaction.atomic
def drop_file(draft: Any, number: str) -> None:
    """Forgets the file of that number, when this draft has one."""
    row = next((file for file in draft.files.all() if str(file.pk) == number), None)
    if row:
        row.delete()
        row.upload.delete()


def kept_files(draft: Any) -> "models.QuerySet[Any]":
    """The files of a draft with what a page tells of them."""
    found: models.QuerySet[Any] = draft.files.select_related("upload").defer("upload__content")
    return found


def rows_to_show(rows: list[AttachmentForm], draft: Any) -> list[AttachmentForm]:
    """Rows with a mistake as they were typed, the others empty: what was accepted is kept apart."""
    fresh = attachment_rows()
    shown = [row if row.is_bound and row.errors else fresh[n] for n, row in enumerate(rows)]
    wrong_first = sorted(shown, key=lambda row: not row.is_bound)
    return wrong_first[: MAX_ATTACHMENTS - draft.files.count()]


@transaction.atomic
def forget_lapsed(
    drafts: type[models.Model], files: type[models.Model], before: datetime.datetime
) -> int:
    """Deletes lapsed drafts, and with them the files that became no one's attachment."""
    lapsed = drafts._default_manager.filter(expires_at__lt=before)
    theirs = files._default_manager.filter(draft__in=lapsed)
    uploads = list(theirs.filter(upload__attachment=None).values_list("upload_id", flat=True))
    theirs.delete()
    Upload.objects.filter(pk__in=uploads).delete()
    return lapsed.delete()[0]


def identity_part(typed: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """The part of who the request is for: what was typed, and the words of the registry."""
    names = ("day", "month", "year", "national_code")
    return {
        **{name: typed[name] for name in names},
        "birth_date": person.birth_date.isoformat(),
        "given_name": person.given_name,
        "family_name": person.family_name,
        "gender": person.gender,
        "done": True,
    }


def identity_of(person: Mapping[str, Any]) -> Identity | None:
    """By what the person of an identity part is known; None while the part is empty.

    It holds a national code, or the kind and the code of a foreigner's account.
    """
    if code := person.get("national_code"):
        return Identity(Kind.NATIONAL, code)
    return Identity(Kind(person["kind"]), person["code"]) if "kind" in person else None


def applicant(person: Mapping[str, Any]) -> Applicant:
    """Who a whole identity part is of."""
    identity = identity_of(person)
    assert identity is not None  # noqa: S101 - the part is whole
    return Applicant(
        national_code=identity.code,
        birth_date=datetime.date.fromisoformat(person["birth_date"]),
        given_name=person["given_name"],
        family_name=person["family_name"],
        gender=person["gender"],
        kind=identity.kind,
    )


def gender(person: Mapping[str, Any]) -> str:
    """In words; empty where the account of a foreigner does not tell it."""
    return str(dict(Case.Gender.choices).get(person["gender"], ""))


def answers(draft: Any, service: PublishedService) -> dict[str, object]:
    """What `shared/answers.html` tells of a draft whose pages are all done."""
    person, contact, details = (draft.get(part) for part in ("identity", "contact", "details"))
    return {
        "person": person,
        "birth_date": datetime.date.fromisoformat(person["birth_date"]),
        "gender": gender(person),
        "identity": identity_of(person),
        "contact": contact,
        "province": provinces.PROVINCES[contact["province"]].name,
        "details": details,
        "topic": service.topic(details["topic"]),
        "kept": kept_files(draft),
    }


def new_request(draft: Any, service: PublishedService, **door: Any) -> NewRequest:
    """The request of such a draft; `door` is what only this door knows. Raises NotNow when the
    topic is gone."""
    person, contact, details = (draft.get(part) for part in ("identity", "contact", "details"))
    topic = service.topic(details["topic"])
    if topic is None:
        raise NotNow("موضوع برگزیده دیگر در فهرست نیست. موضوع را دوباره برگزینید.")
    return NewRequest(
        service=service,
        applicant=applicant(person),
        topic=topic,
        province=contact["province"],
        mobile=contact["mobile"],
        area_code=contact["area_code"],
        landline=contact["landline"],
        email=contact["email"],
        text=details["text"],
        attachments=[NewAttachment(file.title, file.upload) for file in kept_files(draft)],
        **door,
    )
