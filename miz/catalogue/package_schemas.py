"""JSON Schema of the files of a package beside its two forms, and of organisation.yaml.

The forms' own schemas are made from their descriptions: `forms.schema`.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
MAYBE: Schema = {"type": ["string", "null"], "minLength": 1}
CODE: Schema = {"type": "string", "pattern": "^[a-z0-9]+([-_][a-z0-9]+)*$", "maxLength": 50}
# Codes of two or three letters; «sms» is none of them.
LANGUAGE = "^(?!sms$)[a-z]{2,3}$"
PASSWORD_RECOVERY = ("code", "generated")
UNIT_KINDS = ("desk", "inspection", "headquarters", "other")
DAYS = ("saturday", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday")


def closed(properties: Schema, *required: str) -> Schema:
    """An object with these keys and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(items: Schema, **bounds: object) -> Schema:
    return {"type": "array", "items": items, **bounds}


def maybe(schema: Schema) -> Schema:
    """That, or null: nothing is told of it."""
    return schema | {"type": [schema["type"], "null"]}


_TIME: Schema = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_ADDRESS: Schema = MAYBE | {"pattern": "^https?://"}
_TITLE: Schema = TEXT | {"maxLength": 200}
_UNIT = closed(
    {
        "code": CODE,
        "name": TEXT,
        "kind": {"enum": list(UNIT_KINDS)},
        "per_province": {"type": "boolean"},
    },
    "code", "name", "kind",
)  # fmt: skip

ORGANISATION = closed(
    {
        "code": CODE,
        "name": TEXT,
        "short_name": TEXT,
        "parent": MAYBE,
        "portal_url": _ADDRESS,
        "news_url": _ADDRESS,
        "about": MAYBE,
        "notice": maybe(closed({"title": _TITLE, "text": TEXT}, "title", "text")),
        "phone": MAYBE,
        "address": MAYBE,
        "office_hours": maybe(
            closed({day: maybe(listed(_TIME, minItems=2, maxItems=2)) for day in DAYS})
        ),
        "password_recovery": {"enum": list(PASSWORD_RECOVERY)},
        "units": listed(_UNIT),
    },
    "code", "name", "short_name",
)  # fmt: skip

_SUB_TOPIC = closed(
    {"code": CODE, "title": TEXT, "hint": MAYBE, "sensitive": {"type": "boolean"}},
    "code", "title",
)  # fmt: skip
TOPICS = listed(
    closed(
        {"code": CODE, "title": TEXT, "topics": listed(_SUB_TOPIC, minItems=1)},
        "code", "title", "topics",
    ),
    minItems=1,
)  # fmt: skip

_WORDS: Schema = {
    "sms": TEXT,
    "email": closed({"subject": TEXT, "text": TEXT}, "subject", "text"),
}
MESSAGES: Schema = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": _WORDS,
        "patternProperties": {LANGUAGE: closed(_WORDS, "sms")},
        "required": ["sms"],
        "additionalProperties": False,
    },
}

ANSWERS = listed(closed({"code": CODE, "title": TEXT, "text": TEXT}, "code", "title", "text"))
# The words of a form in another language, by the keys of service.yaml.
LOCALE: Schema = {"type": "object", "additionalProperties": TEXT}
FORM: Schema = {
    "type": "object",
    "properties": {"components": {"type": "array", "items": {"type": "object"}}},
    "required": ["components"],
}
