"""Sending and tracking requests by machine."""

import dataclasses
import hashlib
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from miz.accounts import quotas, tokens
from miz.accounts.models import ApiToken
from miz.audit.actors import CITIZEN, Actor
from miz.cases import actions, looks, opening, queries
from miz.cases.errors import KeyReused
from miz.cases.looks import BY_API, Door
from miz.cases.models import Case, Entry
from miz.cases.opening import Applicant, NewAttachment, NewRequest
from miz.catalogue.errors import UnknownService
from miz.catalogue.queries import PublishedService
from miz.citizens import identities
from miz.connectors import calls
from miz.documents.models import Upload
from miz.lib import tracking_code as tracking_codes
from miz.web.shared import identity, receipts, robots
from miz.web.shared.addresses import client_address
from miz.web.shared.request_forms import (
    MAX_ATTACHMENTS,
    AttachmentForm,
    ContactForm,
    DetailsForm,
    IdentityForm,
    MainTopicForm,
)

from . import bodies
from .problems import FieldError, Problem, form_errors

DATE_PARTS = {"day": "birth_date", "month": "birth_date", "year": "birth_date"}
MAX_KEY = 200
RETRY_AFTER = "60"  # seconds, when the registry is silent


def send(request: HttpRequest) -> tuple[dict[str, Any], bool]:
    """Makes a case of the body: (what to answer, whether it is new). Raises Problem."""
    token = _sender(request)
    body = bodies.read(request)
    identity = IdentityForm(_identity(body.fields))
    contact = ContactForm(body.fields)
    key = _key(request, token, identity)
    service, used, language = _find(body.fields["service"], key, identity, contact)
    wish, birth_date = _wish(service, identity, contact, body)
    case = opening.replay(wish, key) if key and used else None
    if case:
        return _sent(case), False
    if token is None:
        # A token answers for its own flood; a stranger's is counted by person and by address.
        quotas.spend_all(
            ("identity_by_address", client_address(request)),
            ("request_by_person", wish.applicant.national_code),
        )
    with calls.kept() as records:
        applicant = _person(wish.applicant.national_code, birth_date)
        wish = dataclasses.replace(wish, applicant=applicant, language=language)
        opened = actions.open(by=_actor(token), request=wish, key=key, beside=records)
    return _sent(opened.case), opened.created


def _sent(case: Case) -> dict[str, Any]:
    return {
        "tracking_code": case.tracking_code,
        "submitted_at": case.submitted_at.isoformat(),
        "answer_due_at": case.due_at.isoformat(),
        "receipt_url": receipts.address(case),
        "responsible_unit": str(case.unit),
    }


def _sender(request: HttpRequest) -> ApiToken | None:
    """A machine brings a token; a browser without one brings a solved robot check."""
    if secret := _secret(request):
        token = tokens.find(secret)
        if token is None:
            raise Problem(401, "token_refused", "این توکن شناخته نیست یا باطل شده است.")
        return token
    proof = robots.Answer(proof=request.headers.get("X-Robot-Check", ""))
    if not proof.proof:
        raise Problem(
            401,
            "authentication_required",
            "توکن دسترسی یا پاسخ کد امنیتی لازم است.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    try:
        robots.verify(proof)
        robots.spend(proof)
    except robots.RobotCheckFailed as error:
        raise Problem(401, f"robot_check_{error.code}", str(error)) from error
    return None


def _secret(request: HttpRequest) -> str:
    bearer = request.headers.get("Authorization", "")
    return bearer.removeprefix("Bearer ").strip() or request.headers.get("X-Api-Key", "")


def _actor(token: ApiToken | None) -> Actor:
    return token.as_actor() if token else CITIZEN


def _key(request: HttpRequest, token: ApiToken | None, identity: IdentityForm) -> str | None:
    """The Idempotency-Key in the space of its sender, so that no one meets another's key."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not key or len(key) > MAX_KEY or not key.isprintable():
        detail = "Idempotency-Key باید متنی کوتاه و خوانا باشد."
        raise Problem(400, "idempotency_key_malformed", detail)
    owner = token.name if token else f"person:{_national_code(identity)}"
    return f"api:{hashlib.sha256(f'{owner}:{key}'.encode()).hexdigest()}"


def _national_code(identity: IdentityForm) -> str:
    """Clean, or empty when the form is wrong and will be refused."""
    return str(identity.cleaned_data.get("national_code", "")) if identity.is_valid() else ""


def _wish(
    service: PublishedService, identity: IdentityForm, contact: ContactForm, body: bodies.Body
) -> tuple[NewRequest, Any]:
    """The cleaned request, its applicant known by code alone, and the birth date."""
    main = MainTopicForm(body.fields, service=service)
    details = DetailsForm(body.fields, service=service, main_topic=body.fields["main_topic"])
    rows = [
        AttachmentForm({"title": title}, MultiValueDict({"file": [file]}))
        for title, file in body.files
    ]
    _refuse_mistakes([identity, contact, main, details], rows)
    topic = service.topic(details.cleaned_data["topic"])
    assert topic is not None  # noqa: S101 - the form took it from the same list
    wish = NewRequest(
        service=service,
        applicant=Applicant(
            identity.cleaned_data["national_code"], identity.cleaned_data["birth_date"], "", "", ""
        ),
        topic=topic,
        text=details.cleaned_data["text"],
        attachments=[
            NewAttachment(row.chosen_title[:100], Upload.of(row.accepted))
            for row in rows
            if row.accepted
        ],
        channel=Case.Channel.API,
        **contact.cleaned_data,
    )
    return wish, identity.cleaned_data["birth_date"]


def _identity(fields: dict[str, str]) -> dict[str, str]:
    year, month, day, *_ = [*fields["birth_date"].replace("/", "-").split("-"), "", "", ""]
    return {"year": year, "month": month, "day": day, "national_code": fields["national_code"]}


def _refuse_mistakes(forms: list[Any], rows: list[AttachmentForm]) -> None:
    errors = [error for form in forms for error in form_errors(form, DATE_PARTS)]
    for number, row in enumerate(rows):
        errors += [
            dataclasses.replace(error, field=f"attachments.{number}") for error in form_errors(row)
        ]
    if len(rows) > MAX_ATTACHMENTS:
        detail = "شمار پیوست‌ها بیش از اندازه است."
        errors.append(FieldError("attachments", "too_many", detail))
    if errors:
        raise Problem(422, "validation_failed", "برخی موردها درست نیست.", errors)


def _find(
    slug: str, key: str | None, identity: IdentityForm, contact: ContactForm
) -> tuple[PublishedService, bool, str]:
    mobile = contact.cleaned_data.get("mobile", "") if contact.is_valid() else ""
    slug = slug if slug.isprintable() else ""
    try:
        found = opening.find(slug, key, _national_code(identity), mobile)
    except UnknownService as error:
        detail = str(error)
        raise Problem(
            422, "validation_failed", detail, [FieldError("service", "unknown_service", detail)]
        ) from error
    if found[0].process is None:
        raise Problem(422, "service_takes_no_requests", "این خدمت هنوز درخواست نمی‌پذیرد.")
    return found


def _person(national_code: str, birth_date: Any) -> Applicant:
    try:
        person = identity.living_person(national_code, birth_date)
    except identity.RegistryUnavailable as refusal:
        later = {"Retry-After": RETRY_AFTER}
        raise Problem(503, refusal.code, str(refusal), headers=later) from refusal
    except identity.IdentityRefused as refusal:
        detail = str(refusal)
        errors = [FieldError(field, code, detail) for field, code in refusal.fields.items()]
        raise Problem(422, refusal.code, detail, errors) from refusal
    return Applicant(
        national_code, birth_date, person.given_name, person.family_name, person.gender
    )


def track(request: HttpRequest) -> dict[str, Any]:
    """The state of a case for who knows both codes; what is sensitive stays out."""
    body = bodies.json_object(request)
    codes = _codes(body)
    misses = [
        ("track_miss_by_address", client_address(request)),
        ("track_miss_by_person", codes[0]),
    ]
    quotas.check(*misses)
    case = queries.tracked(*codes)
    if case is None:
        for name, subject in misses:
            quotas.spend(name, subject)
        detail = "درخواستی با این کد ملی و کد پیگیری یافت نشد."
        slip = identities.slip(identities.clean(codes[0]))
        errors = [FieldError("national_code", "length", slip)] if slip else []
        raise Problem(404, "case_not_found", detail, errors)
    looks.told(by=_asker(request), subject=f"case:{case.pk}", door=Door.API)
    return _tracked(case)


def _asker(request: HttpRequest) -> Actor:
    """The machine that names itself; both codes are enough without."""
    secret = _secret(request)
    token = tokens.find(secret) if secret else None
    return token.as_actor() if token else BY_API


def _codes(body: dict[str, Any]) -> tuple[str, str]:
    cleaned, errors = [], []
    for field, clean in (
        ("national_code", lambda text: identities.clean(text).code),
        ("tracking_code", tracking_codes.clean),
    ):
        value = body.get(field)
        try:
            cleaned.append(clean(value if isinstance(value, str) else ""))
        except ValueError as error:
            errors.append(FieldError(field, "invalid", str(error)))
    if errors:
        raise Problem(422, "validation_failed", "برخی موردها درست نیست.", errors)
    return cleaned[0], cleaned[1]


def _tracked(case: queries.Tracked) -> dict[str, Any]:
    answer = {
        "tracking_code": case.tracking_code,
        "applicant": case.masked_name,
        "state": case.state,
        "state_label": case.state.label,
        "responsible_unit": case.unit,
        "submitted_at": case.submitted_at.isoformat(),
        "answer_due_at": case.due_at.isoformat(),
        "answered_at": case.answered_at.isoformat() if case.answered_at else None,
        "content_hidden": case.sensitive,
        "stages": [
            {
                "title": stage.title,
                "state": stage.state,
                "at": stage.at.isoformat() if stage.at else None,
                "holder": stage.holder or None,
                "until": stage.until.isoformat() if stage.until else None,
            }
            for stage in case.stages
        ],
    }
    if not case.sensitive:
        answer["entries"] = [_entry(entry) for entry in case.entries]
    return answer


def _entry(entry: queries.Said) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "label": Entry.Kind(entry.kind).label,
        "text": entry.text,
        "at": entry.at.isoformat(),
        "unit": entry.unit_name,
    }


__all__ = ["KeyReused", "send", "track"]
