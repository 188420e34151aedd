"""Reads for screens: the citizen's view of a case, the desk's inbox."""

import dataclasses
import datetime

from django.db.models import QuerySet

from miz.catalogue import queries as catalogue
from miz.processes import engine

from .models import Attachment, Case, Entry, Rating


@dataclasses.dataclass(frozen=True)
class StageView:
    """One milestone on the road: state is passed, present or to_come; `at` when it began."""

    title: str
    state: str
    at: datetime.datetime | None
    note: str = ""


@dataclasses.dataclass
class Conversation:
    """The entries of a case with their attachments; those of the request itself under None."""

    entries: list[Entry]
    attachments: dict[int | None, list[Attachment]]

    def __post_init__(self) -> None:
        for entry in self.entries:
            entry.files = self.attachments.get(entry.pk, [])  # type: ignore[attr-defined]

    @property
    def of_request(self) -> list[Attachment]:
        return self.attachments.get(None, [])


def by_codes(national_code: str, tracking_code: str) -> Case | None:
    """The case of this person with this code; both must fit, or it does not exist."""
    return with_people().filter(tracking_code=tracking_code, national_code=national_code).first()


def with_people() -> QuerySet[Case]:
    """Cases with unit, organisation and rating: what a page about one case shows."""
    return Case.objects.select_related("unit", "organisation", "rating")


def stages(case: Case) -> list[StageView]:
    """The road as the citizen sees it: what was passed in its order, then what is surely ahead."""
    process = catalogue.version(case.version_id).process
    marked = engine.stages(process) if process else ()
    titles = {stage.code: stage.title for stage in marked}
    passed = list(case.stages.all())
    road = [
        StageView(titles.get(stage.code, stage.code), "passed", stage.entered_at)
        for stage in passed
    ]
    if road and case.state != "closed":
        road[-1] = dataclasses.replace(road[-1], state="present")
    seen = {stage.code for stage in passed}
    ahead = [stage for stage in marked if stage.always and stage.code not in seen]
    return road + [StageView(stage.title, "to_come", None) for stage in ahead]


def conversation(case: Case, *, internal: bool) -> Conversation:
    """What was said; `internal` adds what only staff may read."""
    entries = case.entries.all() if internal else case.entries.exclude(kind__in=Entry.INTERNAL)
    rows = case.attachments.select_related("upload").defer("upload__content")
    grouped: dict[int | None, list[Attachment]] = {}
    for row in rows:
        grouped.setdefault(row.entry_id, []).append(row)
    return Conversation(list(entries), grouped)


def rating(case: Case) -> Rating | None:
    return Rating.objects.filter(case=case).first()
