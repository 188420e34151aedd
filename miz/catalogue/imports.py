"""What an importer read becomes drafts, one for each form of the file, waiting to be reviewed.

A form of a service that is published already is a draft of that service: what the form tells
replaces what was known, what it leaves open stays, and how Miz runs the service is not touched.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from miz.accounts.models import Organisation, User
from miz.lib import digits, persian

from . import drafts, readings, records
from .draft_errors import NotNow, NotYours, OpenAlready
from .forms.shapes import Field, leaves
from .models import Draft, Service, ServiceVersion

SERVICE = "service.yaml"
UNTITLED = "خدمت بی‌نام"
# Readings of forms by their kind, as `miz.catalogue.readings` has them.
Read = dict[str, Any]

_LETTERS: Final = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SOUNDS: Final = "a b p t s j ch h kh d z r z zh s sh s z t z a gh f gh k g l m n v h y"
_LATIN: Final = str.maketrans(dict(zip(_LETTERS, _SOUNDS.split(), strict=True)))


@transaction.atomic
def take(*, by: User, forms: Iterable[Mapping[str, Any]], source: str) -> list[Draft]:
    """A draft for each of `forms`, each as `miz forms import --json` gives it; `source` is the name
    of the file. The form of a process goes to the service of the same file that it makes.

    A form of a service that has an open draft stops no other: it is set aside, see `again`.
    """
    key = uuid.uuid4()
    return [_take(by, read, source, key) for read in _paired(forms)]


@transaction.atomic
def again(*, draft: Draft, revision: int, by: User) -> Draft:
    """A draft of what was set aside, on what is published by now. Raises OpenAlready while the
    service has another."""
    if draft.organisation_id != by.organisation_id:
        raise NotYours
    if not draft.is_set_aside or draft.revision != revision:
        raise NotNow
    made = _take(by, draft.readings, draft.source, draft.source_key)
    if made.is_set_aside:
        raise OpenAlready
    return made


def _paired(forms: Iterable[Mapping[str, Any]]) -> list[Read]:
    """The readings of each draft: a service, a process, or a service and the process it makes."""
    found: list[Read] = []
    for form in forms:
        kind, entries = str(form["kind"]), {key: form[key] for key in form if key != "kind"}
        pair = _made_by(entries, found) if kind == "process" else None
        if pair is None:
            found.append({kind: entries})
        else:
            pair[kind] = entries
    return found


def _made_by(process: Mapping[str, Any], found: list[Read]) -> Read | None:
    """The service that a process makes, where this file holds both."""
    produced = _produced(readings.record(process))
    same = (read for read in found if _is_same(_identity(read), produced))
    return next((read for read in same if "process" not in read), None)


def _identity(read: Read) -> dict[str, Any]:
    if "service" in read:
        return readings.record(read["service"])
    return _produced(readings.record(read["process"]))


def _take(by: User, read: Read, source: str, key: uuid.UUID | None) -> Draft:
    base = _published(by.organisation, _identity(read))
    files = drafts.files_of(base) if base else _new(by.organisation, _identity(read))
    for kind, entries in read.items():
        files = _with(f"{kind}.yaml", files, readings.record(entries))
    aside = base is not None and Draft.objects.open().filter(slug=base.service.slug).exists()
    return drafts.create(
        by=by, files=files, base=base, read=read, source=source, source_key=key, aside=aside
    )


def _with(name: str, files: Mapping[str, str], found: dict[str, Any]) -> dict[str, str]:
    text = files.get(name, "")
    return {**files, name: records.written(name, _merged(name, records.read(text), found), text)}


def _produced(process: Mapping[str, Any]) -> dict[str, Any]:
    """The service that a process makes, as far as its form names it."""
    title = process.get("produced_service") or process.get("process_name")
    return {"title": title, "service_code": process.get("produced_service_code")}


def _published(organisation: Organisation, identity: Mapping[str, Any]) -> ServiceVersion | None:
    """The version in force of the same service."""
    own = Service.objects.known().filter(organisation=organisation)
    for service in own.select_related("version__service").order_by("pk"):
        known = {"title": service.title, "service_code": service.service_code}
        if _is_same(known, identity):
            return service.version
    return None


def _is_same(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """By title; an identifier may be left out, but where both tell one it must be the same."""
    titles = {persian.for_matching(each.get("title") or "") for each in (known, told)}
    codes = {each.get("service_code") or "" for each in (known, told)} - {""}
    return len(titles) == 1 and titles != {""} and len(codes) <= 1


def _new(organisation: Organisation, identity: Mapping[str, Any]) -> dict[str, str]:
    """A package of its own: it tells of the service and takes no requests yet."""
    title = identity.get("title") or UNTITLED
    head = {
        "slug": free_slug(organisation, identity.get("service_code") or "", title),
        "kind": Service.Kind.INFORMATION.value,
        "title": title,
        "service_code": identity.get("service_code"),
    }
    return {SERVICE: records.written(SERVICE, head)}


def _merged(name: str, before: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    fields = records.FORMS[name].fields
    told = {
        key: value for key, value in found.items() if key not in before or _says(fields[key], value)
    }
    return {**before, **told}


def _says(field: Field, value: Any) -> bool:
    return any(leaf.value is not None for leaf in leaves(field, value))


def free_slug(organisation: Organisation, code: str, title: str) -> str:
    """Proposed from the identifier, or from the title in Latin letters; nobody else has it."""
    stem = f"{organisation.code}-{_latin(code or title) or 'service'}"[: drafts.MAX_SLUG - 3]
    stem = stem.strip("-")
    numbered = (f"{stem}-{number}" for number in range(2, 1000))
    return next(slug for slug in (stem, *numbered) if _is_free(slug))


def _is_free(slug: str) -> bool:
    taken = Service.objects.filter(slug=slug).exists()
    return not taken and not Draft.objects.open().filter(slug=slug).exists()


def _latin(words: str) -> str:
    """«ملاقات زندانیان» is mlaghat-zndanyan: unlovely, and a designer may change it."""
    folded = digits.to_ascii(persian.for_matching(words))
    return re.sub("[^a-z0-9]+", "-", folded.translate(_LATIN)).strip("-")


def begun(organisation: Organisation, *, title: str, slug: str = "") -> dict[str, str]:
    """A package that tells no more than its title; without a slug one is proposed."""
    files = _new(organisation, {"title": title})
    if not slug:
        return files
    return {SERVICE: records.written(SERVICE, records.read(files[SERVICE]) | {"slug": slug})}
