"""The catalogue itself as DCAT-AP: who publishes it, and where to fetch it in which format."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from . import codes, cpsv
from .entries import Agency
from .rdf import Node, is_address, link, node, typed, words

_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPE = "http://www.iana.org/assignments/media-types/"
_DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
_GOVERNMENT = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
_TITLE = "فهرست خدمات {name}"
_DESCRIPTION = (
    "خدمات منتشرشدهٔ {name} با شناسنامهٔ هر خدمت: عنوان، شناسه، مخاطبان، مدارک لازم، "
    "مراحل، هزینه و زمان، به قالب‌های باز."
)


@dataclass(frozen=True)
class Download:
    """One format of the catalogue: the ending of its address, its types, what is in it."""

    ending: str
    media_type: str
    file_type: str
    title: str


DOWNLOADS = (
    Download("json", "application/json", "JSON", "همهٔ فیلدهای شناسنامه‌ها (JSON)"),
    Download("csv", "text/csv", "CSV", "همهٔ فیلدهای شناسنامه‌ها، جدولی (CSV)"),
    Download("jsonld", "application/ld+json", "JSON_LD", "CPSV-AP 3.2 (JSON-LD)"),
    Download("ttl", "text/turtle", "RDF_TURTLE", "CPSV-AP 3.2 (Turtle)"),
)


def nodes(publisher: Agency, base: str, modified: datetime | None) -> Iterator[Node]:
    """The catalogue, its one dataset, and a distribution for each download.

    `modified` is when a service was published last, none when there is none.
    """
    root = f"{base}/api/v1/catalogue"
    agent = cpsv.organisation(base, publisher.code)
    title = words(_TITLE.format(name=publisher.name))
    common = {
        "dct:title": title,
        "dct:description": words(_DESCRIPTION.format(name=publisher.name)),
        "dct:publisher": link(agent),
        "dct:language": link(codes.PERSIAN),
        "dct:spatial": link(codes.IRAN),
        "dct:modified": typed(modified.isoformat(), "xsd:dateTime") if modified else None,
    }
    yield node(root, "dcat:Catalog", common | {
        "foaf:homepage": link(f"{base}/services/"),
        "dcat:dataset": link(f"{root}#dataset"),
        "dcat:service": link(f"{root}#api"),
        "dcat:themeTaxonomy": link(_GOVERNMENT.rpartition("/")[0]),
    })  # fmt: skip
    yield node(f"{root}#dataset", "dcat:Dataset", common | {
        "dct:identifier": f"{publisher.code}-services",
        "dcat:theme": link(_GOVERNMENT),
        "dcat:keyword": [words("خدمات دولتی"), words("شناسنامهٔ خدمت")],
        "dct:accrualPeriodicity": link(_DAILY),
        "dct:conformsTo": link("http://data.europa.eu/m8g/"),
        "dcat:landingPage": link(f"{base}/services/"),
        "dcat:distribution": [link(f"{root}.{each.ending}#file") for each in DOWNLOADS],
    })  # fmt: skip
    yield from (_distribution(each, root) for each in DOWNLOADS)
    yield _api(base, root, title)
    yield from _spoken_of(publisher, base, agent)


def _distribution(each: Download, root: str) -> Node:
    return node(f"{root}.{each.ending}#file", "dcat:Distribution", {
        "dct:title": words(each.title),
        "dcat:accessURL": link(f"{root}.{each.ending}"),
        "dcat:downloadURL": link(f"{root}.{each.ending}"),
        "dcat:mediaType": link(f"{_MEDIA_TYPE}{each.media_type}"),
        "dct:format": link(f"{_FILE_TYPE}{each.file_type}"),
        "dct:language": link(codes.PERSIAN),
    })  # fmt: skip


def _api(base: str, root: str, title: object) -> Node:
    return node(f"{root}#api", "dcat:DataService", {
        "dct:title": title,
        "dcat:endpointURL": link(f"{base}/api/v1/"),
        "dcat:endpointDescription": link(f"{base}/api/v1/openapi.json"),
        "dcat:servesDataset": link(f"{root}#dataset"),
    })  # fmt: skip


def _spoken_of(publisher: Agency, base: str, agent: str) -> Iterator[Node]:
    yield node(agent, ["foaf:Agent", "org:Organization"], {
        "dct:identifier": publisher.code,
        "dct:title": words(publisher.name),
        "foaf:name": words(publisher.name),
        "foaf:homepage": link(publisher.portal_url) if is_address(publisher.portal_url) else None,
    })  # fmt: skip
    yield node(f"{base}/services/", "foaf:Document", {"dct:title": words("خدمات")})
    yield node(codes.PERSIAN, "dct:LinguisticSystem", {})
    yield node(codes.IRAN, "dct:Location", {"skos:prefLabel": words("ایران")})
    yield codes.known(_GOVERNMENT, "دولت و بخش عمومی")
    yield node(_DAILY, "dct:Frequency", {})
    for each in DOWNLOADS:
        yield node(f"{_MEDIA_TYPE}{each.media_type}", "dct:MediaType", {})
        yield node(f"{_FILE_TYPE}{each.file_type}", "dct:MediaTypeOrExtent", {})
