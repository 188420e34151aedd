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
from .draft_errors import OpenAlready
from .forms.shapes import Field, leaves
from .models import Draft, Service, ServiceVersion

SERVICE, PROCESS = "service.yaml", "process.yaml"
UNTITLED = "خدمت بی‌نام"

_LETTERS: Final = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_SOUNDS: Final = "a b p t s j ch h kh d z r z zh s sh s z t z a gh f gh k g l m n v h y"
_LATIN: Final = str.maketrans(dict(zip(_LETTERS, _SOUNDS.split(), strict=True)))


@transaction.atomic
def take(*, by: User, forms: Iterable[Mapping[str, Any]], source: str) -> list[Draft]:
    """A draft for each of `forms`, each as `miz forms import --json` gives it; `source` is the name
    of the file. The form of a process goes to the service of the same file that it makes."""
    key, taken = uuid.uuid4(), list[Draft]()
    for form in forms:
        entries = {name: entry for name, entry in form.items() if name != "kind"}
        found = readings.record(entries)
        if form["kind"] == "process" and (draft := _made_by(found, taken)):
            _add(draft, found, entries, by)
        else:
            taken.append(_take(by, str(form["kind"]), found, entries, source, key))
    return taken


def _take(
    by: User,
    kind: str,
    found: dict[str, Any],
    entries: dict[str, Any],
    source: str,
    key: uuid.UUID,
) -> Draft:
    identity = found if kind == "service" else _produced(found)
    base = _published(by.organisation, identity)
    files = drafts.files_of(base) if base else _new(by.organisation, identity)
    files = _with(f"{kind}.yaml", files, found)
    read = {kind: entries}
    return drafts.create(by=by, files=files, base=base, read=read, source=source, source_key=key)


def _with(name: str, files: Mapping[str, str], found: dict[str, Any]) -> dict[str, str]:
    text = files.get(name, "")
    return {**files, name: records.written(name, _merged(name, records.read(text), found), text)}


def _made_by(process: Mapping[str, Any], taken: list[Draft]) -> Draft | None:
    """The draft of the service that a process makes, where this file holds both."""
    produced = _produced(process)
    same = (draft for draft in taken if _is_same(records.read(draft.files[SERVICE]), produced))
    return next((draft for draft in same if PROCESS not in draft.files), None)


def _add(draft: Draft, found: dict[str, Any], entries: dict[str, Any], by: User) -> None:
    files, read = _with(PROCESS, draft.files, found), {**draft.readings, "process": entries}
    kept = drafts.save(draft=draft, files=files, revision=draft.revision, by=by, read=read)
    draft.files, draft.readings, draft.revision = kept.files, kept.readings, kept.revision


def _produced(process: Mapping[str, Any]) -> dict[str, Any]:
    """The service that a process makes, as far as its form names it."""
    title = process.get("produced_service") or process.get("process_name")
    return {"title": title, "service_code": process.get("produced_service_code")}


def _published(organisation: Organisation, identity: Mapping[str, Any]) -> ServiceVersion | None:
    """The version in force of the same service. Raises OpenAlready, naming it."""
    own = Service.objects.filter(organisation=organisation, version__isnull=False)
    for service in own.select_related("version__service").order_by("pk"):
        known = {"title": service.title, "service_code": service.service_code}
        if _is_same(known, identity):
            if Draft.objects.open().filter(slug=service.slug).exists():
                raise OpenAlready(f"«{service.title}»: {OpenAlready.__doc__}")
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
