"""The keys of service.yaml that are not the official form's: how Miz runs the service."""

from .service import ASKED_BY, CODE, MADE_BY
from .shapes import Choice, Field, Option, Raw

KINDS = (
    Option("desk", "میز خدمت"),
    Option("complaints", "شکایت، انتقاد و پیشنهاد"),
    Option("access", "دسترسی به اطلاعات"),
    Option("information", "اطلاع‌رسانی"),
)

_TEXT = {"type": "string", "minLength": 1}
_CRITERION = {
    "type": "object",
    "properties": {
        "title": {"type": ["string", "null"]},
        "answer": {"type": ["string", "boolean", "null"]},
        "applicable": {"type": ["boolean", "null"]},
        "note": {"type": ["string", "null"]},
    },
    "additionalProperties": False,
}
_RUNG = {
    "type": "object",
    "properties": {
        "after": {"type": "integer", "minimum": 0, "maximum": 250},
        "to": {"enum": ["supervisor", "headquarters"]},
    },
    "required": ["after", "to"],
    "additionalProperties": False,
}
_MEDIA_KEYS = sorted({option.key for option in (*ASKED_BY, *MADE_BY)})
_DESK = {
    "type": ["object", "null"],
    "properties": {
        "owner_unit": {"type": "string", "description": "Code of a unit of organisation.yaml."},
        "who_may_apply": {"type": ["string", "null"]},
        "answer_within": {
            "type": "object",
            "properties": {"working_days": {"type": "integer", "minimum": 1, "maximum": 365}},
            "additionalProperties": False,
        },
        "escalation": {
            "type": "array",
            "items": _RUNG,
            "description": "After so many working days past the deadline, who is told.",
        },
        "sensitive": {"type": "boolean", "description": "Only the owner unit reads it."},
        "evidence_required": {"type": "array", "items": _TEXT},
        "channels": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"enum": _MEDIA_KEYS}},
        },
        "capacity_pool": {"type": ["string", "null"]},
        "module": {"type": ["string", "null"]},
    },
    "additionalProperties": False,
}

RUNNING = (
    Field(
        "slug", "نام کوتاه",
        Raw({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 50}),
        "Unique among all packages, never changed: cases and addresses keep it.",
    ),
    Field(
        "kind", "گونه", Choice(KINDS),
        "desk takes requests, complaints takes them in confidence, access takes requests for "
        "information, information only shows the form.",
    ),
    Field(
        "parent_code", "شناسهٔ خدمت مادر", CODE,
        "Identifier of the parent service; identifiers alone do not tell it.",
    ),
    Field(
        "criteria", "معیارهای میز خدمت",
        Raw(
            {
                "type": "object",
                "patternProperties": {"^([1-9]|1[0-8])$": _CRITERION},
                "additionalProperties": False,
            }
        ),
        "The criteria of the electronic service desk by number; applicable false is «عدم مصداق» "
        "and the note its reason.",
    ),
    Field("desk", "میز خدمت", Raw(_DESK), "How Miz runs the service; null for information only."),
)  # fmt: skip
