"""Whether plain data fits a JSON Schema, said in words for people instead of the standard's."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .findings import Path, Slip

# A JSON type in English and in Persian.
_KINDS = {
    "string": ("text", "متن"),
    "integer": ("a whole number", "عدد صحیح"),
    "number": ("a number", "عدد"),
    "boolean": ("true or false", "true یا false"),
    "array": ("a list", "فهرست"),
    "object": ("names and values", "نام و مقدار"),
    "null": ("null", "null"),
}
_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "minItems": "in number at least",
    "maxLength": "in letters at most",
    "maxItems": "in number at most",
}


def slips(data: Any, validator: Draft202012Validator) -> Iterator[Slip]:
    """Where and how `data` does not fit, a slip for each."""
    for error in validator.iter_errors(data):
        yield from _slips(error)


def name_of(path: Path) -> str:
    """`escalation.1.after`: lists count from 1, as people do."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def _slips(error: ValidationError) -> Iterator[Slip]:
    path: Path = tuple(error.absolute_path)
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    here: Any = error.instance
    match error.validator:
        case "additionalProperties":
            for key in _strange(here, schema):
                yield _slip((*path, key), "unknown_key")
        case "required":
            for key in sorted(set(schema["required"]) - here.keys()):
                yield _slip((*path, key), "missing", schema["properties"][key])
        case _:
            code, values = _judged(error, schema)
            yield _slip(path, code, schema, **values)


def _slip(path: Path, code: str, schema: Mapping[str, Any] | None = None, **values: object) -> Slip:
    name = name_of(path) or "this file"
    label = (schema or {}).get("title") or name_of(path) or "این پرونده"
    return Slip(path, code, {"name": name, "label": label, **values})


def _judged(error: ValidationError, schema: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    wanted: Any = error.validator_value
    match error.validator:
        case "enum" | "const":
            options = wanted if isinstance(wanted, list) else [wanted]
            return "option", {"options": ", ".join(str(o) for o in options if o is not None)}
        case "minLength" | "minItems" if wanted == 1:
            return "empty", {}
        case "pattern":
            return "pattern", {"pattern": wanted}
        case "type":
            return "shape", _wanted([wanted] if isinstance(wanted, str) else wanted)
        case "anyOf":
            return "shape", _wanted(kind for each in wanted for kind in _types(each))
    return "range", {"bound": f"not {_BOUNDS.get(str(error.validator), error.validator)} {wanted}"}


def _wanted(kinds: Any) -> dict[str, object]:
    """Null is how to say unknown, not what is wanted."""
    named = [_KINDS[kind] for kind in dict.fromkeys(kinds) if kind != "null"] or [_KINDS["null"]]
    return {
        "wanted": " or ".join(english for english, _ in named),
        "wanted_fa": " یا ".join(persian for _, persian in named),
    }


def _types(schema: Mapping[str, Any]) -> list[str]:
    kinds = schema.get("type", "object")
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _strange(instance: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    patterns = schema.get("patternProperties", {})
    return [
        key
        for key in instance
        if key not in schema.get("properties", {})
        and not any(re.search(pattern, key) for pattern in patterns)
    ]
