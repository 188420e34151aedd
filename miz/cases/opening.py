"""The rows of a new case. Called by `actions.open` inside its transaction."""

import dataclasses
import datetime
import functools
import hashlib
import json
import time
from collections.abc import Sequence

from django.db import connection, models

from miz.accounts.models import Unit
from miz.catalogue import queries as catalogue
from miz.catalogue.errors import UnknownService
from miz.catalogue.packages import FACTS
from miz.catalogue.queries import PublishedService, Topic
from miz.citizens.identities import Kind
from miz.citizens.queries import LANGUAGE
from miz.documents.models import Upload
from miz.lib import persian, tracking_code
from miz.outbox import actions as outbox
from miz.outbox.models import Message
from miz.processes import engine
from miz.processes.engine import Clock, Process, Progress

from . import deadlines, messages, progress, together
from .errors import KeyReused, NotNow
from .models import Attachment, Case

SEARCHABLE = 2000
_REACHING = {"serviceTask", "callActivity"}

_FIND = f"""
select version_id, exists (select from cases_case where idempotency_key = %s), {LANGUAGE}
from catalogue_service, (values ('national', %s, %s)) w(kind, code, mobile)
where slug = %s and withdrawn_at is null
"""  # noqa: S608 - no value in it


@dataclasses.dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks, in the words of the civil registry; never typed into a request. `national_code` is
    the code of its `kind`; of a foreigner name and birth date are those of the account.

    Of a letter only `family_name` is known, as its sender signs; the rest is empty.
    """

    national_code: str
    birth_date: datetime.date | None
    given_name: str
    family_name: str
    gender: str
    kind: Kind = Kind.NATIONAL


@dataclasses.dataclass(frozen=True, slots=True)
class Filing:
    """Who sends a request in the place of the applicant, and the row that lets them."""

    filed_by: Case.FiledBy
    filed_by_name: str
    filed_by_code: str
    relation: str = ""
    consent_id: int | None = None
    representation_id: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class NewAttachment:
    """An upload with its title; one that is not saved yet is saved with the case."""

    title: str
    upload: Upload


@dataclasses.dataclass(frozen=True, slots=True)
class NewRequest:
    """A whole request, cleaned: codes and numbers in ASCII digits, `province` a code."""

    service: PublishedService
    applicant: Applicant
    topic: Topic
    province: str
    mobile: str
    area_code: str
    landline: str
    text: str
    email: str = ""
    attachments: Sequence[NewAttachment] = ()
    channel: Case.Channel = Case.Channel.PORTAL
    filing: Filing | None = None
    # In which the messages are, where the door has asked that already.
    language: str = ""

    def digest(self) -> bytes:
        """What tells a resend from another request under the same key."""
        content = [
            self.service.slug, self.applicant.national_code,
            str(self.applicant.birth_date), self.topic.code, self.province,
            self.mobile, self.area_code, self.landline, self.text, self.email,
            [[a.title, a.upload.name, bytes(a.upload.sha256).hex()] for a in self.attachments],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content).encode()).digest()


def find(
    slug: str, key: str | None, national_code: str, mobile: str
) -> tuple[PublishedService, bool, str]:
    """The service to ask, whether `key` made a case before, and the language of the applicant;
    raises UnknownService.

    One question instead of three: a machine asks them before every request.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [key, national_code, mobile, slug])
        version, used, language = cursor.fetchone() or (None, False, "")
    if version is None:
        raise UnknownService(slug)
    return catalogue.version(version), used, language


def replay(request: NewRequest, key: str) -> Case | None:
    """The case that `key` made before; raises KeyReused when it was another request."""
    earlier = Case.objects.select_related("unit").filter(idempotency_key=key).first()
    if earlier and bytes(earlier.request_digest or b"") != request.digest():
        raise KeyReused
    return earlier


def rows(
    request: NewRequest, key: str | None, at: datetime.datetime
) -> tuple[Case, list[models.Model]]:
    """A new case, and all its rows with itself; nothing is written yet."""
    if request.service.process is None:
        raise NotNow("این خدمت هنوز درخواست الکترونیکی نمی‌پذیرد.")
    case = _case(request, key, at)
    uploads = [a.upload for a in request.attachments if a.upload._state.adding]
    together.reserve([case, *uploads])
    started = _started(request.service.process, facts(case), progress.clock(case, at))
    case.state = progress.last_state(started) or case.state
    attachments = [
        Attachment(case=case, upload=a.upload, title=a.title) for a in request.attachments
    ]
    stages = progress.stages(case, started, at)
    rest = [*progress.rows(case, started, at), *_news(request, case, started)]
    return case, [case, *uploads, *attachments, *stages, *rest]


def _news(request: NewRequest, case: Case, started: Progress) -> list[Message]:
    language = request.language or messages.language(case)
    received = messages.drafts(case, "received", language)
    told = progress.told(case, started, language)
    return [*told, *outbox.rows(drafts=received, reference=case.subject)]


def _started(process: Process, facts: dict[str, str], at: Clock) -> Progress:
    return _timeless(process, tuple(facts.items())) or engine.start(process, facts, at)


@functools.lru_cache(maxsize=1024)
def _timeless(
    process: engine.Process, facts: tuple[tuple[str, str], ...]
) -> engine.Progress | None:
    """The start of every case of a process with these facts, which a rush asks for again and
    again; None where it hangs on the moment (a timer) or on more than the process (a step)."""
    if any(element.tag in _REACHING for element in process.diagram.elements.values()):
        return None
    started = engine.start(process, dict(facts))
    return None if started.due_at or started.failures else started


def facts(case: Case) -> dict[str, str]:
    """What the process of a new case wants to know of it, of the names in FACTS."""
    process = progress.process(case)
    return {f.name: getattr(case, f.name) for f in engine.fields(process) if f.name in FACTS}


def _case(request: NewRequest, key: str | None, at: datetime.datetime) -> Case:
    service, applicant, topic = request.service, request.applicant, request.topic
    return Case(
        tracking_code=tracking_code.draw(),
        version_id=service.version_id,
        organisation_id=service.organisation_id,
        unit=responsible_unit(service, request.province),
        province=request.province,
        confidential=service.confidential,
        sensitive=service.sensitive or topic.sensitive,
        channel=request.channel,
        applicant_kind=applicant.kind,
        national_code=applicant.national_code,
        birth_date=applicant.birth_date,
        given_name=applicant.given_name,
        family_name=applicant.family_name,
        gender=applicant.gender,
        mobile=request.mobile,
        email=request.email,
        area_code=request.area_code,
        landline=request.landline,
        main_topic=topic.main_code,
        topic=topic.code,
        topic_title=f"{topic.main_title}، {topic.title}",
        text=request.text,
        search_text=_searchable(request),
        state="received",
        submitted_at=at,
        due_at=deadlines.promise(service.office_hours, service.working_days, at),
        idempotency_key=key,
        request_digest=request.digest() if key else None,
        **(dataclasses.asdict(request.filing) if request.filing else {}),
    )


def _searchable(request: NewRequest) -> str:
    person, topic = request.applicant, request.topic
    words = f"{person.given_name} {person.family_name} {topic.title} {request.text}"
    return persian.for_matching(words)[:SEARCHABLE]


def responsible_unit(service: PublishedService, province: str) -> Unit:
    """The owner unit of the service in the province, or the one unit of that code.

    What is known of it is a minute old at most.
    """
    minute = int(time.monotonic() // catalogue.KEPT_SECONDS)
    return _unit(service.version_id, province, minute)


@functools.lru_cache(maxsize=4096)
def _unit(version_id: int, province: str, minute: int) -> Unit:
    service = catalogue.version(version_id)
    units = Unit.objects.filter(
        organisation=service.organisation_id, code=service.owner_unit, province__in=[province, ""]
    )
    return units.order_by("-province")[:1].get()
