"""JSON Schema (2020-12) of service.yaml and process.yaml, made from the forms' descriptions."""

from .process import FORM as PROCESS
from .process import MEASURING
from .running import RUNNING
from .service import FORM as SERVICE
from .shapes import Form, Schema, object_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def service() -> Schema:
    fields = (*RUNNING, *SERVICE.fields.values())
    return _schema(SERVICE, object_of(fields), ["slug", "kind", "title"])


def process() -> Schema:
    fields = (*PROCESS.fields.values(), MEASURING)
    return _schema(PROCESS, object_of(fields), ["process_name"])


def _schema(form: Form, body: Schema, required: list[str]) -> Schema:
    for key in required:  # what must be told is not null
        told = body["properties"][key]
        if isinstance(told.get("type"), list):
            told["type"] = [kind for kind in told["type"] if kind != "null"]
        if "enum" in told:
            told["enum"] = [option for option in told["enum"] if option is not None]
    return {"$schema": DIALECT, "title": form.title} | body | {"required": required}
