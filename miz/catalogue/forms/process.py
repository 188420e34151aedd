"""The process identity form (شناسنامه فرایند): who owns a process and how it is watched.

MEASURING is the key of process.yaml that is not the form's: how Miz measures its criteria.
"""

from .service import CODE
from .shapes import Choice, Field, Form, Option, Raw, Rows, Section, Text, Texts

TYPES = (
    Option("core", "اصلی"),
    Option("support", "پشتیبانی"),
    Option("management", "مدیریتی"),
)
# What is measured of a control; `miz.insights.recovery` says from which moment to which.
MEASURES = ("recovery.password_set", "recovery.sms")
TOLD = ("supervisor", "headquarters")

_LUNAR_DAY = {
    "type": "object",
    "properties": {
        "month": {"type": "integer", "minimum": 1, "maximum": 12},
        "day": {"type": "integer", "minimum": 1, "maximum": 30},
    },
    "required": ["month", "day"],
    "additionalProperties": False,
}
_ACCEPTANCE = {
    "anyOf": [
        {"type": ["string", "null"], "minLength": 1},
        {
            "type": "object",
            "properties": {
                "text": {"type": "string", "minLength": 1},
                "seconds": {"type": "integer", "minimum": 1},
            },
            "required": ["text", "seconds"],
            "additionalProperties": False,
        },
    ]
}
MEASURING = Field(
    "measuring", "سنجش",
    Raw(
        {
            "type": "object",
            "properties": {
                "operation": {
                    "type": "object",
                    "properties": {"opens": _LUNAR_DAY, "closes": _LUNAR_DAY},
                    "required": ["opens", "closes"],
                    "additionalProperties": False,
                },
                "alarm": {
                    "type": "object",
                    "properties": {
                        "share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
                        "p99_seconds": {"type": "number", "exclusiveMinimum": 0},
                        "least": {"type": "integer", "minimum": 1},
                        "to": {"type": "array", "items": {"enum": [*TOLD]}, "minItems": 1},
                    },
                    "required": ["share", "p99_seconds", "least", "to"],
                    "additionalProperties": False,
                },
            },
            "required": ["operation", "alarm"],
            "additionalProperties": False,
        }
    ),
    "When the operation opens and closes by the lunar calendar, and from where on a breach alarms.",
)  # fmt: skip

FORM = Form(
    "process",
    "شناسنامهٔ فرایند",
    (
        Section(
            "1", "مشخصات فرایند",
            (
                Field("process_name", "نام فرایند", Text(), synonyms=("عنوان فرایند",)),
                Field(
                    "process_code", "کد فرایند", Text(pattern="[0-9]{3}/1[0-9]{10}"),
                    "Running number of the process within its service / identifier of the service.",
                    ("شناسه فرایند",),
                ),
                Field(
                    "produced_service", "خدمت تولیدشده", Text(), synonyms=("خدمت تولید شده",)
                ),
                Field(
                    "produced_service_code", "شناسهٔ خدمت تولیدشده", CODE,
                    synonyms=("شناسه خدمت تولید شده", "شناسه خدمت"),
                ),
                Field(
                    "goal", "هدف فرایند (نیازها و انتظارات مشتری فرایند)", Text(long=True),
                    synonyms=("هدف فرایند",),
                ),
                Field("type", "نوع فرایند", Choice(TYPES)),
                Field(
                    "strategic_goals", "اهداف استراتژیک مرتبط", Texts(),
                    synonyms=("اهداف راهبردی مرتبط",),
                ),
                Field(
                    "parent_process", "فرایند بالادستی", Text(), synonyms=("فرایند بالا دستی",)
                ),
                Field(
                    "sub_processes", "زیرفرایندهای مرتبط", Texts(),
                    synonyms=("زیر فرایندهای مرتبط",),
                ),
                Field("scope", "دامنهٔ کاربرد", Text(long=True)),
                Field(
                    "owner", "متولی و پاسخگوی نتایج فرایند (صاحب فرایند)", Text(),
                    synonyms=("صاحب فرایند", "مالک فرایند", "متولی فرایند"),
                ),
                Field("supervisor", "ناظر فرایند", Text()),
                Field("stakeholders", "ذی‌نفعان فرایند", Texts(), synonyms=("ذینفعان فرایند",)),
                Field("trigger", "محرک فرایند", Text(), "The event that starts it."),
                Field(
                    "laws", "قوانین و آیین‌نامه‌های مرتبط با فرایند", Texts(),
                    synonyms=("قوانین و آیین نامه ها",),
                ),
                Field(
                    "systems", "سیستم‌ها و منابع اطلاعاتی مرتبط", Texts(),
                    synonyms=("سیستم ها و منابع اطلاعاتی", "سامانه های مرتبط"),
                ),
            ),
        ),
        Section(
            "2", "تعاریف و اصطلاحات",
            (
                Field(
                    "glossary", "تعاریف و اصطلاحات",
                    Rows(
                        (
                            Field("term", "اصطلاح", Text()),
                            Field("definition", "تعریف", Text(long=True)),
                        )
                    ),
                    synonyms=("تعاریف و اصلاحات", "واژه نامه"),
                ),
            ),
        ),
        Section(
            "3", "دریافتی‌ها و خروجی‌ها",
            (
                Field(
                    "inputs", "دریافتی‌ها / تأمین‌کنندگان",
                    Rows(
                        (
                            Field("input", "دریافتی", Text()),
                            Field("supplier", "تأمین‌کننده", Text()),
                        )
                    ),
                    synonyms=("ورودی ها/ تامین کنندگان",),
                ),
                Field(
                    "outputs", "خروجی‌ها / مشتریان",
                    Rows(
                        (
                            Field("output", "خروجی", Text()),
                            Field("customer", "مشتری", Text()),
                        )
                    ),
                ),
            ),
        ),
        Section(
            "4", "شرح فرایند و فعالیت‌های اصلی آن",
            (
                Field(
                    "description", "شرح فرایند و فعالیت‌های اصلی آن", Text(long=True),
                    synonyms=("شرح فرایند",),
                ),
            ),
        ),
        Section(
            "5", "نقاط نظارتی و کنترلی فرایند",
            (
                Field(
                    "controls", "نقاط نظارتی و کنترلی فرایند",
                    Rows(
                        (
                            Field(
                                "indicator", "شاخص‌های پایش و اندازه‌گیری", Text(),
                                synonyms=("شاخص",),
                            ),
                            Field(
                                "acceptance", "معیارهای پذیرش", Raw(_ACCEPTANCE),
                                "Text; of a control that is measured {text, seconds}.",
                                ("معیار پذیرش",),
                            ),
                            Field(
                                "responsible", "مسئول پایش و اندازه‌گیری", Text(),
                                synonyms=("مسئول پایش",),
                            ),
                            Field(
                                "period", "دورهٔ پایش و اندازه‌گیری", Text(),
                                synonyms=("دوره پایش",),
                            ),
                            Field(
                                "measure", "سنجه", Raw({"enum": [*MEASURES, None]}),
                                "What Miz measures of it; null or absent when nothing.",
                            ),
                        )
                    ),
                    synonyms=("نقاط کنترلی",),
                ),
            ),
        ),
        Section(
            "6", "نمودار فرایند (بر اساس BPMN)",
            (
                Field(
                    "diagram", "نمودار فرایند (بر اساس BPMN)", Text(long=True),
                    synonyms=("نمودار فرایند",),
                ),
            ),
        ),
    ),
)  # fmt: skip
