"""The pages of the catalogue: importing, reviewing, deciding, withdrawing; strangers stay out."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from miz.accounts.days import today
from miz.accounts.models import User
from miz.catalogue import archives, drafts, packages, readings, records
from miz.catalogue.models import Draft, Service
from miz.lib import jalali
from tests.catalogue.drawing import TITLE, approved, package, proposed, published

DOUBT = {"value": None, "raw": "ملی استانی", "place": {"line": 37}, "confidence": 0.2}
READ = {"service": {"level": {**DOUBT, "reason": "تیک‌ها از دست رفته است."}}}


def words(answer: Any) -> str:
    page = html.fromstring(answer.content.decode()).get_element_by_id("main")
    return " ".join(" ".join(page.itertext()).split())


def at(name: str, *args: object) -> str:
    return reverse(f"office:{name}", args=args)


def act(browser: Client, draft: Draft, what: str, **said: object) -> HttpResponse:
    body = {"revision": draft.revision, **said}
    return browser.post(at("draft-act", draft.pk, what), body)  # type: ignore[return-value]


def day(when: Any) -> dict[str, str]:
    year, month, number = jalali.to_iso(when).split("-")
    return {"effective_year": year, "effective_month": month, "effective_day": number}


def page_of(browser: Client, draft: Draft, kind: str = "service") -> dict[str, str]:
    """The fields of the record's page as a browser would send them back."""
    answer = browser.get(at("draft-record", draft.pk, kind))
    form = html.fromstring(answer.content.decode()).xpath("//form[contains(@class, 'c-record')]")[0]
    fields = dict(form.form_values())
    return {name: value for name, value in fields.items() if name not in ("confirm", "next")}


def fresh(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_a_service_goes_all_the_way_through_the_pages(
    draws: Client, decides: Client, client: Client
) -> None:
    made = draws.post(at("catalogue-new"), {"way": "empty", "title": TITLE, "slug": "hajj-new"})
    draft = Draft.objects.get(slug="hajj-new")
    assert made["Location"] == at("draft-record", draft.pk, "service")
    body = page_of(draws, draft) | {"description": "شرح خدمت آزمایشی"}
    draws.post(at("draft-record", draft.pk, "service"), body)
    act(draws, fresh(draft), "propose")
    assert TITLE in words(decides.get(at("catalogue")))
    assert "شرح خدمت آزمایشی" in words(decides.get(at("draft-diff", draft.pk)))
    act(decides, fresh(draft), "approve", **day(today()))
    assert "شرح خدمت آزمایشی" in words(client.get("/services/hajj-new/"))
    version = Service.objects.get(slug="hajj-new").version
    assert version
    assert version.digest in words(decides.get(at("service", version.service_id)))


def test_a_file_becomes_drafts_that_are_reviewed(draws: Client, designer: User) -> None:
    text = "عنوان خدمت: صدور گواهی تازه\nنام دستگاه اجرایی: سازمان حج و زیارت\nشرح خدمت: گواهی\n"
    text += "مدارک لازم برای انجام خدمت: کارت ملی\nسطح خدمت: ملی استانی\n"
    file = SimpleUploadedFile("form.txt", text.encode())
    answer = draws.post(at("catalogue-new"), {"way": "import", "file": file}, follow=True)
    draft = Draft.objects.get(author=designer)
    assert (draft.title, draft.source) == ("صدور گواهی تازه", "form.txt")
    assert answer.redirect_chain[-1][0] == at("draft-record", draft.pk, "service")
    assert "متن فایل" in words(answer)


TWO = """\
فرم شناسنامه خدمت دستگاه اجرایی
عنوان خدمت: {}
نام دستگاه اجرایی: سازمان حج و زیارت
شرح خدمت: گواهی
مدارک لازم برای انجام خدمت: کارت ملی
فرم شناسنامه خدمت دستگاه اجرایی
عنوان خدمت: صدور گواهی تازه
نام دستگاه اجرایی: سازمان حج و زیارت
شرح خدمت: گواهی
مدارک لازم برای انجام خدمت: کارت ملی
"""


def test_one_page_tells_what_became_of_each_form_of_a_file(
    draws: Client, decides: Client, foreigner: Client, designer: User
) -> None:
    known = Service.objects.get(slug="hajj-insurance-health")
    assert known.version
    other = drafts.from_version(version=known.version, by=designer)
    file = SimpleUploadedFile("forms.txt", TWO.format(known.title).encode())
    answer = draws.post(at("catalogue-new"), {"way": "import", "file": file}, follow=True)
    page, told = answer.redirect_chain[-1][0], words(answer)
    aside = Draft.objects.set_aside().get()
    assert page == at("imported", aside.source_key)
    assert "۱ فرم پیش‌نویس نشد" in told
    assert "در دست designer" in told
    assert at("draft", other.pk) in answer.content.decode()
    assert "صدور گواهی تازه" in told
    assert "ساختن پیش‌نویس" not in told
    assert known.title in words(draws.get(at("catalogue")))
    assert "در دست designer" in words(decides.get(at("draft", aside.pk)))
    assert foreigner.get(page).status_code == 404
    act(draws, fresh(other), "discard")
    assert "ساختن پیش‌نویس" in words(draws.get(page))
    assert "طراح می‌تواند" in words(decides.get(page))
    assert act(decides, aside, "again").status_code == 404
    made = act(draws, aside, "again")
    draft = Draft.objects.latest("pk")
    assert made["Location"] == at("draft", draft.pk)
    assert (draft.slug, draft.state) == (known.slug, "draft")


def test_an_approver_sees_both_drawings_of_a_process(
    draws: Client, decides: Client, designer: User
) -> None:
    known = Service.objects.get(slug="hajj-desk").version
    assert known
    draft = drafts.from_version(version=known, by=designer)
    act(draws, draft, "discard")
    changed = known.process.replace('name="بررسی درخواست"', 'name="بررسی دوبارهٔ درخواست"')
    assert changed != known.process
    draft = drafts.create(by=designer, files=draft.files | {"process.bpmn": changed}, base=known)
    page = html.fromstring(decides.get(at("draft-diff", draft.pk)).content.decode())
    assert len(page.xpath("//*[local-name()='svg'][contains(@class, 'p-drawing')]")) == 2
    assert len(page.xpath("//*[local-name()='g'][contains(@class, 'm-altered')]")) >= 2
    assert page.xpath("count(//*[@id='p-arrow'])") == 1
    told = " ".join(page.xpath("//*[@class='c-facts']//text()"))
    assert "بررسی دوبارهٔ درخواست" in told
    assert page.xpath("//details[@class='c-whole']//*[contains(@class, 'c-text')]")


def test_an_identifier_of_another_title_is_told_and_kept(draws: Client, designer: User) -> None:
    taken = Service.objects.exclude(service_code="")[0]
    text = f"عنوان خدمت: صدور گواهی تازه\nشناسه خدمت: {taken.service_code}\nشرح خدمت: گواهی\n"
    file = SimpleUploadedFile("form.txt", f"{text}مدارک لازم برای انجام خدمت: کارت ملی".encode())
    answer = draws.post(at("catalogue-new"), {"way": "import", "file": file}, follow=True)
    assert f"این شناسه پیش‌تر برای «{taken.title}» آمده است" in words(answer)
    kept = records.read(Draft.objects.get(author=designer).files["service.yaml"])
    assert kept["service_code"] == taken.service_code


@pytest.mark.parametrize(("way", "field", "content"), [
    ("import", "file", b""), ("import", "file", "سلام، این فرم نیست.".encode()),
    ("archive", "archive", b"no zip"),
])  # fmt: skip
def test_a_file_that_is_none_is_said_so(
    draws: Client, way: str, field: str, content: bytes
) -> None:
    file = SimpleUploadedFile("a.bin", content)
    answer = draws.post(at("catalogue-new"), {"way": way, field: file})
    assert answer.status_code == 200
    assert "m-error-summary" in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_giant_file_is_refused_unread(draws: Client) -> None:
    answer = draws.post(at("catalogue-new"), {"way": "import"}, CONTENT_LENGTH=200 * 1024 * 1024)
    assert answer["Location"] == at("catalogue-new")
    assert "مگابایت" in words(draws.get(at("catalogue-new")))


def test_the_upload_is_checked_against_forgery(designer: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(designer)
    assert browser.post(at("catalogue-new"), {"way": "empty", "title": "الف"}).status_code == 403


def test_a_package_goes_out_and_comes_in(draws: Client, designer: User) -> None:
    service = Service.objects.get(slug="hajj-desk")
    assert service.version
    answer = draws.get(at("service-package", service.pk, service.version.number))
    files = packages.files(Path(settings.SERVICES) / "hajj" / "desk")
    assert archives.unpack(answer.content) == files
    archive = io.BytesIO(answer.content)
    archive.name = "hajj-desk.zip"
    draws.post(at("catalogue-new"), {"way": "archive", "archive": archive})
    draft = Draft.objects.get(slug="hajj-desk")
    assert (draft.files, draft.base) == (files, service.version)


def test_a_package_that_fails_the_check_stays_out(draws: Client) -> None:
    archive = io.BytesIO(archives.pack(package(kind="wish"), "a"))
    archive.name = "a.zip"
    answer = draws.post(at("catalogue-new"), {"way": "archive", "archive": archive})
    assert "سطر ۲" in words(answer)
    assert not Draft.objects.exists()


def test_doubtful_fields_come_first_with_what_the_file_says(draws: Client, designer: User) -> None:
    draft = drafts.create(by=designer, files=package(), read=READ)
    shown = words(draws.get(at("draft-record", draft.pk, "service")))
    assert shown.index("سطح خدمت") < shown.index("عنوان خدمت")
    assert shown.index("تیک‌ها از دست رفته است.") < shown.index("عنوان خدمت")
    assert "ملی استانی" in shown
    assert "سطر ۳۷" in shown
    assert "نیازمند بازبینی" in words(draws.get(at("draft", draft.pk)))


@pytest.mark.parametrize("said", [
    {"confirm": "service.level"}, {"confirm_all": "1"}, {"level.national": "true"},
])  # fmt: skip
def test_it_is_reviewed_by_confirming_or_by_changing(
    draws: Client, designer: User, said: dict[str, str]
) -> None:
    draft = drafts.create(by=designer, files=package(), read=READ)
    draws.post(at("draft-record", draft.pk, "service"), page_of(draws, draft) | said)
    assert readings.doubtful(fresh(draft).readings) == []


def test_saving_alone_confirms_nothing(draws: Client, designer: User) -> None:
    draft = drafts.create(by=designer, files=package(), read=READ)
    draws.post(at("draft-record", draft.pk, "service"), page_of(draws, draft))
    assert len(readings.doubtful(fresh(draft).readings)) == 1
    answer = act(draws, fresh(draft), "propose")
    assert "بازبینی نشده است" in words(answer)


def test_nothing_typed_is_lost_by_a_mistake(draws: Client, designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    body = page_of(draws, draft) | {"description": "نوشتهٔ من", "recipients_count.value": "چند"}
    answer = draws.post(at("draft-record", draft.pk, "service"), body)
    page = answer.content.decode()
    assert "نوشتهٔ من</textarea>" in page
    assert "تنها با رقم" in page
    assert fresh(draft).revision == 1


def test_nothing_typed_is_lost_when_a_colleague_was_faster(draws: Client, designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    body = page_of(draws, draft) | {"description": "نوشتهٔ من"}
    drafts.save(draft=draft, files=package(sla="نوشتهٔ او"), revision=1, by=designer)
    answer = draws.post(at("draft-record", draft.pk, "service"), body)
    page = answer.content.decode()
    assert "نوشتهٔ من</textarea>" in page
    assert "در این میان" in page
    assert records.read(fresh(draft).files["service.yaml"])["sla"] == "نوشتهٔ او"


def test_another_row_is_given_and_nothing_kept_yet(draws: Client, designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    body = page_of(draws, draft) | {"faq.0.question": "چند روز؟", "more": "faq"}
    page = draws.post(at("draft-record", draft.pk, "service"), body).content.decode()
    assert 'name="faq.1.question"' in page
    assert "چند روز؟" in page
    assert fresh(draft).revision == 1


def test_a_slug_of_somebody_else_is_told_beside_it(draws: Client, designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    body = page_of(draws, draft) | {"slug": "hajj-desk"}
    page = draws.post(at("draft-record", draft.pk, "service"), body).content.decode()
    assert 'href="#id_slug"' in page


def test_what_is_no_yaml_is_not_shown_as_a_form(draws: Client, designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    drafts.save(draft=draft, files={"service.yaml": "a: ["}, revision=1, by=designer)
    answer = draws.get(at("draft-record", draft.pk, "service"))
    assert "متن این پرونده درست نیست" in words(answer)
    assert "سطر" in words(draws.get(at("draft", draft.pk)))


def test_what_is_proposed_is_not_edited(draws: Client, designer: User) -> None:
    draft = proposed(designer)
    answer = draws.get(at("draft-record", draft.pk, "service"))
    assert answer["Location"] == at("draft", draft.pk)


def test_an_approver_sends_back_with_a_reason(
    draws: Client, decides: Client, designer: User
) -> None:
    draft = proposed(designer)
    assert "دلیل را بنویسید" in words(act(decides, draft, "send_back", reason=""))
    act(decides, draft, "send_back", reason="هزینه نوشته نشده است.")
    assert "هزینه نوشته نشده است." in words(draws.get(at("draft", draft.pk)))


def test_a_later_day_waits_for_the_worker(decides: Client, designer: User) -> None:
    draft = proposed(designer)
    act(decides, draft, "approve", **day(today() + timedelta(days=3)))
    assert fresh(draft).state == Draft.State.APPROVED
    assert "انتشار پیش از موعد" in words(decides.get(at("draft", draft.pk)))


def test_a_past_day_is_said_so(decides: Client, designer: User) -> None:
    draft = proposed(designer)
    answer = act(decides, draft, "approve", **day(today() - timedelta(days=1)))
    assert "روز اجرا گذشته است" in words(answer)


def test_who_decides_later_is_told(decides: Client, designer: User, approver: User) -> None:
    draft = proposed(designer)
    drafts.send_back(draft=draft, revision=2, by=approver, reason="نه")
    answer = act(decides, draft, "approve", **day(today()))
    assert "تغییر کرده است" in words(answer)


def test_a_withdrawn_service_says_so_to_the_public(
    decides: Client, client: Client, designer: User, approver: User
) -> None:
    service = Service.objects.get(slug="hajj-desk")
    assert "دلیل را بنویسید" in words(
        decides.post(at("service-withdraw", service.pk), {"reason": ""})
    )
    decides.post(at("service-withdraw", service.pk), {"reason": "ادغام در سامانهٔ دیگر"})
    page = words(client.get("/services/hajj-desk/"))
    assert "برداشته شده است" in page
    assert "ادغام در سامانهٔ دیگر" in page
    assert "hajj-desk" not in client.get("/services/").content.decode()
    assert client.get("/request/").status_code == 410


def test_the_public_page_is_seen_before(draws: Client, client: Client, designer: User) -> None:
    draft = drafts.create(by=designer, files=package(description="شرح تازه"))
    address = re.search(r'href="(/services/preview/[^"]+)"', draws.get(
        at("draft", draft.pk)).content.decode())  # fmt: skip
    assert address
    assert "شرح تازه" in words(client.get(address[1]))
    assert client.get(address[1] + "x").status_code == 404
    drafts.save(draft=draft, files=package(description="دیگر"), revision=1, by=designer)
    assert client.get(address[1]).status_code == 404


def test_versions_differ_on_their_page(draws: Client, designer: User, approver: User) -> None:
    first = published(designer, approver)
    assert first.version
    draws.post(at("service-draft", first.version.service_id, 1))
    draft = Draft.objects.open().get(slug="hajj-trial")
    record = records.read(draft.files["service.yaml"]) | {"sla": "توافق تازه"}
    files = {"service.yaml": records.written("service.yaml", record)}
    draft = drafts.save(draft=draft, files=files, revision=1, by=designer)
    approved(drafts.propose(draft=draft, revision=2, by=designer), approver, today())
    page = words(draws.get(at("service-version", first.version.service_id, 2)))
    assert "توافق تازه" in page
    assert TITLE not in page.replace(f"{TITLE}، نسخهٔ", "")


STRANGE = ["draft", "draft-diff", "draft-package"]


@pytest.mark.parametrize("name", STRANGE)
def test_a_draft_of_another_organisation_does_not_exist(
    foreigner: Client, designer: User, name: str
) -> None:
    draft = drafts.create(by=designer, files=package())
    assert foreigner.get(at(name, draft.pk)).status_code == 404
    assert foreigner.get(at("draft-record", draft.pk, "service")).status_code == 404
    assert foreigner.get(at("draft-file", draft.pk, "service.yaml")).status_code == 404
    assert act(foreigner, draft, "discard").status_code == 404
    assert fresh(draft).state == Draft.State.DRAFT


def test_a_service_of_another_organisation_does_not_exist(foreigner: Client) -> None:
    service = Service.objects.get(slug="hajj-desk")
    for name in ("service", "service-version", "service-package"):
        args = [service.pk] if name == "service" else [service.pk, 1]
        assert foreigner.get(at(name, *args)).status_code == 404
    assert foreigner.post(at("service-draft", service.pk, 1)).status_code == 404


def test_a_designer_does_not_decide_and_an_approver_does_not_draw(
    draws: Client, decides: Client, designer: User
) -> None:
    draft = proposed(designer)
    assert act(draws, draft, "approve", **day(today())).status_code == 404
    service = Service.objects.get(slug="hajj-desk")
    assert draws.post(at("service-withdraw", service.pk), {"reason": "نه"}).status_code == 403
    assert decides.get(at("catalogue-new")).status_code == 403
    assert decides.get(at("draft-record", draft.pk, "service")).status_code == 403
    assert decides.post(at("service-draft", service.pk, 1)).status_code == 403


def test_a_clerk_finds_no_catalogue(as_user: Any, narges: User) -> None:
    assert as_user(narges).get(at("catalogue")).status_code == 403
