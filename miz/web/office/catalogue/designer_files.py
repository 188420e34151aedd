"""The files of a package as a designer meets them: order, names, what each begins as."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final
from xml.sax.saxutils import escape

from miz.catalogue import checks, records
from miz.catalogue.models import Draft

BLANK: Final = Path(__file__).with_name("blank")
PROCESS, RULES = "process.bpmn", "rules.dmn"
# A folder holds as many files of its kind as the author wants: what their names end with.
FOLDERS: Final = {"forms": ".json", "scenarios": ".yaml", "locale": ".yaml"}
TABS: Final = {
    "service.yaml": "شناسنامه",
    "process.yaml": "شناسنامهٔ فرایند",
    PROCESS: "فرایند",
    RULES: "قواعد",
    "forms": "فرم‌ها",
    "topics.yaml": "موضوع‌ها",
    "messages.yaml": "پیام‌ها",
    "answers.yaml": "پاسخ‌های آماده",
    "scenarios": "سناریوها",
    "locale": "ترجمه‌ها",
}


@dataclass(frozen=True)
class Tab:
    """`count` is how many files stand behind it; `kind` is set where a form edits the file."""

    name: str
    label: str
    count: int
    kind: str = ""

    @property
    def is_folder(self) -> bool:
        return self.name in FOLDERS


def tabs(names: Collection[str]) -> list[Tab]:
    return [
        Tab(
            name,
            label,
            sum(file == name or file.startswith(f"{name}/") for file in names),
            name.removesuffix(".yaml") if name in records.FORMS else "",
        )
        for name, label in TABS.items()
    ]


def in_folder(folder: str, names: Collection[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(f"{folder}/"))


def path(folder: str, name: str) -> str:
    """The path of a file called `name` in a folder, or empty when it cannot be called so."""
    stem = name.removeprefix(f"{folder}/").removesuffix(FOLDERS[folder])
    whole = f"{folder}/{stem}{FOLDERS[folder]}"
    return whole if checks.is_known(whole) else ""


def begun(draft: Draft, name: str) -> str:
    """What a file that is not there yet may begin as: small, and right as it stands."""
    if name in records.FORMS:
        key = "process_name" if name == "process.yaml" else "title"
        return records.written(name, {key: draft.title or draft.slug})
    blank = BLANK / (name if name in TABS else name.partition("/")[0])
    code = f"p_{draft.slug}" if draft.slug[:1].isdigit() else draft.slug
    title = escape(" ".join((draft.title or draft.slug).split()), {'"': "&quot;"})
    said = {"code": code.replace("-", "_")[:40], "title": title}
    return Template(blank.read_text(encoding="utf-8")).substitute(said)


def digest(text: str | None) -> str:
    """What a page has seen of a file; a file that is not there is told from an empty one."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()
