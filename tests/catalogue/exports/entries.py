"""Entries for the tests: one that tells everything, and generated ones."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from miz.catalogue.exports import codes
from miz.catalogue.exports.entries import Agency, Entry
from miz.catalogue.forms import service
from miz.catalogue.forms.shapes import Rows
from miz.lib import persian

BASE = "https://desk.example"
AGENCY = Agency("hajj", "سازمان حج و زیارت", "وزارت فرهنگ و ارشاد اسلامی", "https://www.haj.ir")
Record = dict[str, Any]

_LETTERS = "ابپتکگیمه آئۀ ‌۰۱۲09abZ\"'\\<>«»{}.,;:#/@^|`\t\n"
texts = (
    st.text(st.sampled_from(_LETTERS) | st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
    .map(persian.for_storage)
    .filter(bool)
)
lists = st.lists(texts, max_size=12)
ticks = st.sampled_from([True, None])
official = st.from_regex("1[0-9]{10}", fullmatch=True)


def entry(slug: str = "visits", agency: Agency = AGENCY, **told: Any) -> Entry:
    """A service that tells its title and agency, and what is given."""
    identity = {
        "slug": slug, "kind": "information", "parent_code": None, **service.FORM.empty(),
        "title": "ملاقات زندانیان", "agency_name": agency.name,
        "parent_agency_name": agency.parent_name or None, "desk": None, **told,
    }  # fmt: skip
    return Entry(
        slug=slug, kind="information", agency=agency, identity=identity, topics=[],
        process_form=None, version=1, digest="d" * 64,
        published_at=datetime(2026, 5, 1, 8, 30, tzinfo=UTC),
    )  # fmt: skip


def row(key: str, **told: Any) -> Record:
    """A row of a table of the form."""
    shape = service.FORM.fields[key].shape
    assert isinstance(shape, Rows)
    return shape.row() | told


def stage(name: str, **told: Any) -> Record:
    """All stages, of which one tells something."""
    stages: Record = service.FORM.fields["stages"].shape.empty()
    media = stages[name]["media"] | told.pop("media", {})
    stages[name] |= {"media": media, **told}
    return stages


def of(key: str, *wanted: str, **more: Any) -> Record:
    """The boxes of a field, some of them ticked."""
    boxes: Record = service.FORM.fields[key].shape.empty()
    return boxes | dict.fromkeys(wanted, True) | more


def full() -> Entry:
    """A service of which the form tells everything that the vocabulary can say."""
    told = entry(
        service_code="17041326000",
        subservice_title="ملاقات حضوری",
        subservice_code="17041326100",
        description="برگزاری ملاقات زندانیان با خانواده",
        service_type=of("service_type", "G2C", "G2G"),
        audience="خانوادهٔ زندانیان",
        nature="sovereign",
        level=of("level", "national", "provincial"),
        life_event=of("life_event", "health", "business"),
        trigger=of("trigger", "recipient_request", "other", other_text="با دستور قاضی"),
        required_documents=["کارت ملی", *(f"مدرک {n}" for n in range(2, 13))],
        governing_laws=["آیین‌نامهٔ اجرایی سازمان زندان‌ها"],
        average_duration={"raw": None, "value": 90, "unit": "minute"},
        fees=[
            row("fees", raw="۱۵۰ هزار تومان", amount_rial=1_500_000),
            row("fees", raw="رایگان برای سالمندان", amount_rial=0),
            row("fees", raw="طبق تعرفهٔ سال"),
        ],
        service_hours="شنبه تا چهارشنبه، ۷:۳۰ تا ۱۴",
        service_url="https://visits.example/ملاقات",
        stages=stage(
            "request",
            electronic=True,
            media={"internet": True, "other": True},
            other_text="باجهٔ مجتمع",
            non_electronic=True,
            reasons={"identity": True, "document": None, "no_infrastructure": None, "other": True},
            reason_text="انگشت‌نگاری",
            places={"national": None, "provincial": True, "county": None},
        ),
        external_inquiries=[row("external_inquiries", agency="قوه قضائیه", fields="مشخصات")],
        process_titles=["نوبت‌دهی", "برگزاری"],
        process_diagram="درخواست\nبررسی\nملاقات",
        contact={"responsible": "دفتر ملاقات", "phone": "021-88000000", "address": "تهران"},
        complaint_channels=["سامانهٔ ۱۱۱", "دفتر بازرسی"],
    )
    outputs = {"outputs": [{"output": "برگهٔ ملاقات", "customer": "خانواده"}]}
    topics = [{"code": "visit", "title": "ملاقات", "topics": []}]
    return Entry(**{**vars(told), "process_form": outputs, "topics": topics})


@st.composite
def stages(draw: st.DrawFn) -> Record:
    said: Record = service.FORM.fields["stages"].shape.empty()
    for name, fields in codes.stages().items():
        media = {option.key: draw(ticks) for option in codes.options(fields["media"])}
        said[name] |= {
            "electronic": draw(ticks),
            "media": media,
            "other_text": draw(texts) if media["other"] and draw(st.booleans()) else None,
            "non_electronic": draw(ticks),
            "reasons": {o.key: draw(ticks) for o in codes.options(fields["reasons"])},
            "reason_text": draw(st.none() | texts),
            "places": {o.key: draw(ticks) for o in codes.options(fields["places"])},
        }
    return said


def boxes(key: str) -> st.SearchStrategy[Record]:
    options = codes.options(service.FORM.fields[key])
    return st.fixed_dictionaries({option.key: ticks for option in options})


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any record, as far as the vocabulary carries one."""
    title, above = draw(texts), draw(st.none() | texts)
    maybe = st.none() | texts
    return entry(
        title=title,
        subservice_title=draw(maybe.filter(lambda text: text != title)),
        service_code=draw(st.none() | official),
        subservice_code=draw(st.none() | official),
        agency_name=draw(texts),
        parent_agency_name=above,
        description=draw(maybe.filter(lambda text: text != title)),
        service_type=draw(boxes("service_type")),
        audience=draw(maybe),
        nature=draw(st.sampled_from([None, "sovereign", "operational"])),
        level=draw(boxes("level")),
        life_event=draw(boxes("life_event")),
        trigger={**draw(boxes("trigger")), "other_text": draw(maybe)},
        required_documents=draw(lists),
        governing_laws=draw(lists),
        fees=draw(st.lists(fees(), max_size=12)),
        service_hours=draw(maybe),
        service_url=draw(st.sampled_from([None, "https://a.example/ب?c=d&e=(f)", "http://g"])),
        stages=draw(stages()),
        process_titles=draw(lists),
        process_diagram=draw(maybe),
        contact={name: draw(maybe) for name in ("responsible", "phone", "address")},
        complaint_channels=draw(lists),
    )


def fees() -> st.SearchStrategy[Record]:
    return st.builds(
        lambda raw, amount: row("fees", raw=raw, amount_rial=amount),
        st.none() | texts,
        st.none() | st.integers(0, 10**14),
    )
