"""The code lists of linked data: the options of the official form, and the European ones.

An option of the form is a concept with an address of its own, `urn:miz:code:<list>:<key>`. The
lists are read from the form's description, never written a second time.
"""

import functools
from typing import Final

from miz.catalogue.forms.service import FORM
from miz.catalogue.forms.shapes import Choice, Field, Group, Option, Ticks

from .rdf import Node, link, node, words

ROOT: Final = "urn:miz:code:"
IRR: Final = "http://publications.europa.eu/resource/authority/currency/IRR"
PERSIAN: Final = "http://publications.europa.eu/resource/authority/language/FAS"
IRAN: Final = "http://publications.europa.eu/resource/authority/country/IRN"
COMPLETED: Final = "http://purl.org/adms/status/Completed"

# Of a channel that is no medium of the form: electronic without saying which, and in person.
ELECTRONIC: Final = Option("electronic", "الکترونیکی")
IN_PERSON: Final = Option("in_person", "مراجعهٔ حضوری")


def options(field: Field) -> tuple[Option, ...]:
    """The options a field of the form offers; none when it offers none."""
    shape = field.shape
    return shape.options if isinstance(shape, Ticks | Choice) else ()


@functools.cache
def stages() -> dict[str, dict[str, Field]]:
    """{stage: its fields by key}, in the order of the form."""
    shape = FORM.fields["stages"].shape
    if not isinstance(shape, Group):
        raise TypeError("stages is a group")
    return {
        stage.key: {field.key: field for field in stage.shape.fields}
        for stage in shape.fields
        if isinstance(stage.shape, Group)
    }


@functools.cache
def stage_options() -> dict[str, Option]:
    """{stage: the stage as a concept}."""
    shape = FORM.fields["stages"].shape
    fields = shape.fields if isinstance(shape, Group) else ()
    return {field.key: Option(field.key, field.label) for field in fields}


def address(code_list: str, key: str) -> str:
    return f"{ROOT}{code_list}:{key}"


@functools.cache
def concept(code_list: str, option: Option) -> Node:
    """An option as a concept that says of itself what it means."""
    said = {
        "skos:notation": option.key,
        "skos:prefLabel": words(option.label),
        "skos:inScheme": link(f"{ROOT}{code_list}"),
    }
    return node(address(code_list, option.key), "skos:Concept", said)


@functools.cache
def known(iri: str, label: str) -> Node:
    """A concept of another's list, with our word for it."""
    return node(iri, "skos:Concept", {"skos:prefLabel": words(label)})


def key_of(iri: str, code_list: str) -> str | None:
    """The key of an option by its address; None for anything else."""
    start = f"{ROOT}{code_list}:"
    return iri.removeprefix(start) if iri.startswith(start) else None
