"""A package while it is looked at: its files, what was read of them, what was found so far."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator

from . import fitting
from .findings import Finding, Slip, find
from .library import Files, Library
from .yaml_text import MAX_BYTES, Document, YamlRefused, parse

KINDS_WITH_PROCESS = ("desk", "complaints", "access")


@dataclass
class Examination:
    """`documents` are the YAML files that could be read; `called`: see packages.Package."""

    files: Files
    where: str = ""
    library: Library | None = None
    documents: dict[str, Document] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    called: list[dict[str, str]] = field(default_factory=list)

    def say(self, code: str, file: str, line: int | None = 1, /, **values: object) -> None:
        self.findings.append(find(code, file, line or 1, self.where, **values))

    def say_all(self, file: str, slips: Iterable[Slip]) -> None:
        """Slips in a YAML file, at the lines of their paths."""
        for slip in slips:
            self.say(slip.code, file, self.documents[file].line(slip.path), **slip.values)

    def parse(self, file: str) -> bool:
        """Parses a YAML file; whether it could be."""
        try:
            self.documents[file] = parse(self.files[file])
        except YamlRefused as refused:
            self.say(refused.code, file, refused.line, **refused.values)
        return file in self.documents

    def read(self, file: str, validator: Draft202012Validator) -> bool:
        """Parses a YAML file and holds it against a schema; whether more may be asked of it."""
        if self.parse(file):
            self.say_all(file, fitting.slips(self.documents[file].data, validator))
        return self.is_sound(file)

    def read_json(self, file: str, validator: Draft202012Validator) -> None:
        text = self.files[file]
        if len(text) > MAX_BYTES:
            self.say("too_large", file, most=MAX_BYTES // 1024)
            return
        try:
            content = json.loads(text)
        except json.JSONDecodeError as error:
            self.say("json", file, error.lineno, why=error.msg)
        except RecursionError:
            self.say("too_deep", file)
        else:
            for slip in fitting.slips(content, validator):
                self.say(slip.code, file, **slip.values)

    def is_sound(self, file: str) -> bool:
        """Whether a file is there, could be read and has the right shape."""
        wrong = any(f.file == file and f.level == "refused" for f in self.findings)
        return file in self.documents and not wrong

    @property
    def takes_requests(self) -> bool:
        """Whether cases run through it; only of a form that is sound."""
        sound = self.is_sound("service.yaml")
        return sound and self.data("service.yaml")["kind"] in KINDS_WITH_PROCESS

    def data(self, file: str, default: Any = None) -> Any:
        return self.documents[file].data if file in self.documents else default

    def line(self, file: str, *path: str | int) -> int:
        return self.documents[file].line(path) if file in self.documents else 1
