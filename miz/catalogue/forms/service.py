"""The service identity form (شناسنامه خدمت), Annex 1 of the instruction, with its 10 sections.

What agencies' portals publish beside the paper (hours, who answers, questions) stands in the last
section, without a number. The keys of service.yaml that are not the form's stand in `running`.
"""

from .shapes import (
    Choice,
    Field,
    Form,
    Group,
    Number,
    Option,
    Rows,
    Section,
    Text,
    Texts,
    Tick,
    Ticks,
)

CODE = Text(pattern="1[0-9]{10}")

SERVICE_TYPES = (
    Option("G2C", "خدمت به شهروندان (G2C)", ("خدمت به مردم", "شهروندان")),
    Option("G2B", "خدمت به کسب‌وکار (G2B)", ("خدمت به کسب و کارها", "کسب و کار")),
    Option(
        "G2G",
        "خدمت به دیگر دستگاه‌های دولتی (G2G)",
        ("خدمت به سایر دستگاه های دولتی", "دستگاه های دولتی", "دولت"),
    ),
)
NATURES = (Option("sovereign", "حاکمیتی"), Option("operational", "تصدی‌گری", ("تصدی",)))
LEVELS = (
    Option("national", "ملی", ("کشوری",)),
    Option("regional", "منطقه‌ای"),
    Option("provincial", "استانی", ("استان",)),
    Option("urban", "شهری"),
    Option("rural", "روستایی"),
)
LIFE_EVENTS = (
    Option("birth", "تولد"),
    Option("education", "آموزش"),
    Option("health", "سلامت"),
    Option("tax", "مالیات"),
    Option("business", "کسب‌وکار"),
    Option("social_security", "تأمین اجتماعی"),
    Option("property_registration", "ثبت مالکیت"),
    Option("urban_utilities", "تأسیسات شهری"),
    Option("insurance", "بیمه"),
    Option("marriage", "ازدواج"),
    Option("retirement", "بازنشستگی"),
    Option("documents_and_certificates", "مدارک و گواهینامه‌ها", ("مدارک و گواهی نامه ها",)),
    Option("death", "وفات", ("فوت",)),
    Option("other", "سایر"),
)
TRIGGERS = (
    Option("recipient_request", "تقاضای گیرندهٔ خدمت", ("درخواست متقاضی", "تقاضای متقاضی")),
    Option("scheduled_time", "فرارسیدن زمانی مشخص"),
    Option("specific_event", "رخداد رویدادی مشخص"),
    Option("agency_decision", "تشخیص دستگاه"),
    Option("other", "سایر"),
)
PERIODS = (Option("month", "ماه"), Option("season", "فصل"), Option("year", "سال"))
UNITS = (
    Option("minute", "دقیقه"),
    Option("hour", "ساعت"),
    Option("day", "روز"),
    Option("working_day", "روز کاری"),
    Option("week", "هفته"),
    Option("month", "ماه"),
    Option("year", "سال"),
)
INTERNET = Option("internet", "اینترنتی (مانند وبگاه دستگاه)", ("اینترنتی",))
MOBILE_APP = Option("mobile_app", "تلفن همراه (برنامهٔ کاربردی)", ("تلفن همراه",))
EMAIL = Option("email", "پست الکترونیک", ("ایمیل",))
POST = Option("post", "ارسال پستی", ("پست",))
CALLS = Option("ivr_call_centre", "تلفن گویا یا مرکز تماس", ("تلفن گویا", "مرکز تماس"))
SMS = Option("sms", "پیام کوتاه", ("پیامک",))
PISHKHAN = Option("pishkhan", "دفاتر پیشخوان", ("دفاتر پیشخوان خدمات دولت",))
SIMILAR_OFFICES = Option("similar_offices", "عناوین مشابه دفاتر پیشخوان")
OTHER_MEDIUM = Option("other", "سایر (با ذکر نحوهٔ دسترسی)", ("سایر",))
TOLD_BY = (INTERNET, MOBILE_APP, EMAIL, POST, CALLS, SMS, OTHER_MEDIUM)
ASKED_BY = (*TOLD_BY[:-1], PISHKHAN, SIMILAR_OFFICES, OTHER_MEDIUM)
MADE_BY = (
    Option("internet", "اینترنتی (مانند درگاه دستگاه)", ("اینترنتی",)),
    Option("intranet", "اینترانتی (مانند اینترانت داخلی دستگاه یا ERP)", ("اینترانتی",)),
    EMAIL,
    OTHER_MEDIUM,
)
REASONS = (
    Option("identity", "جهت احراز اصالت فرد", ("احراز اصالت فرد", "احراز هویت فرد")),
    Option("document", "جهت احراز اصالت مدرک", ("احراز اصالت مدرک",)),
    Option("no_infrastructure", "نبود زیرساخت ارتباطی مناسب"),
    Option("other", "سایر"),
)
PLACES = (
    Option("national", "ملی"),
    Option("provincial", "استانی"),
    Option("county", "شهرستانی"),
)
INQUIRERS = (Option("agency", "دستگاه"), Option("applicant", "مراجعه‌کننده"))


def _stage(media: tuple[Option, ...]) -> Group:
    return Group(
        (
            Field("electronic", "الکترونیکی", Tick(), synonyms=("الکترونیک",)),
            Field("media", "رسانهٔ ارتباطی خدمت", Ticks(media)),
            Field("other_text", "نحوهٔ دسترسی (سایر)", Text(), "What «سایر» is among the media."),
            Field(
                "contract_no", "شمارهٔ قرارداد واگذاری خدمات به دفاتر پیشخوان", Text(),
                "Contract under which counter offices do this stage.",
            ),
            Field("non_electronic", "غیرالکترونیکی", Tick(), synonyms=("غیر الکترونیک",)),
            Field("reasons", "ذکر ضرورت مراجعهٔ حضوری", Ticks(REASONS)),
            Field(
                "reason_text", "علت مراجعهٔ حضوری (سایر)", Text(),
                "What «سایر» is among the reasons; of production, all that its cell says.",
            ),
            Field("places", "مراجعه به دستگاه", Ticks(PLACES), synonyms=("محل مراجعه",)),
        )
    )  # fmt: skip


FORM = Form(
    "service",
    "فرم شناسنامهٔ خدمت دستگاه اجرایی",
    (
        Section(
            "1", "عنوان خدمت",
            (
                Field(
                    "title", "عنوان خدمت", Text(),
                    synonyms=("نام خدمت", "عنوان فرایند", "عنوان کامل خدمت"),
                ),
                Field(
                    "subservice_title", "عنوان زیرخدمت", Text(),
                    "The unit that is delivered, where the form is of a sub-service.",
                    ("نام زیرخدمت",),
                ),
            ),
        ),
        Section(
            "2", "شناسهٔ خدمت",
            (
                Field(
                    "service_code", "شناسهٔ خدمت", CODE,
                    "11 digits, the first a 1, given by the administrative and employment "
                    "organisation. Not a key: one code may stand for two titles.",
                    ("کد خدمت", "شناسه", "کد شناسه خدمت", "کد شناسایی خدمت"),
                ),
                Field("subservice_code", "شناسهٔ زیرخدمت", CODE, synonyms=("کد زیرخدمت",)),
            ),
        ),
        Section(
            "3", "ارائه‌دهندهٔ خدمت",
            (
                Field(
                    "agency_name", "نام دستگاه اجرایی", Text(),
                    synonyms=(
                        "دستگاه اجرایی", "نام سازمان", "نام دستگاه", "دستگاه ارائه دهنده خدمت",
                        "نام دستگاه ارائه دهنده خدمت", "سازمان ارائه کننده خدمت",
                        "سازمان ارائه دهنده", "دستگاه ارائه دهنده", "دستگاه متولی", "سازمان متولی",
                        "متولی خدمت",
                    ),
                ),
                Field(
                    "parent_agency_name", "نام دستگاه مادر", Text(),
                    synonyms=(
                        "دستگاه مادر", "سازمان مادر", "دستگاه بالاتر", "دستگاه بالادستی",
                        "سازمان بالادستی", "وزارتخانه متبوع", "وزارتخانه مربوطه",
                    ),
                ),
            ),
        ),
        Section(
            "4", "مشخصات خدمت",
            (
                Field(
                    "description", "شرح خدمت", Text(long=True),
                    synonyms=("توضیحات خدمت", "توضیح خدمت"),
                ),
                Field("service_type", "نوع خدمت", Ticks(SERVICE_TYPES)),
                Field(
                    "audience", "نوع مخاطبین", Text(long=True),
                    synonyms=(
                        "خدمت گیرندگان", "مخاطبین", "مخاطبان", "واجدین شرایط", "گیرندگان خدمت",
                        "جامعه هدف", "گروه هدف", "استفاده کنندگان خدمت", "مخاطب خدمت",
                        "مشمولین خدمت", "بهره برداران خدمت", "ذی نفعان خدمت", "گروه مخاطب",
                    ),
                ),
                Field("nature", "ماهیت خدمت", Choice(NATURES)),
                Field("level", "سطح خدمت", Ticks(LEVELS)),
                Field(
                    "life_event", "رویداد مرتبط با", Ticks(LIFE_EVENTS),
                    "Groups services on portals.", ("رویداد خدمت", "رویداد مرتبط", "رویداد زندگی"),
                ),
                Field(
                    "trigger", "نحوهٔ آغاز خدمت", Ticks(TRIGGERS, other_text=True),
                    synonyms=("نحوه شروع خدمت", "نحوه شروع", "شیوه آغاز خدمت", "نقطه شروع خدمت"),
                ),
                Field(
                    "required_documents", "مدارک لازم برای انجام خدمت", Texts(),
                    synonyms=(
                        "مدارک لازم", "مدارک مورد نیاز",
                        "مستندات و مدارک مورد نیاز برای خدمت",
                    ),
                ),
                Field(
                    "governing_laws", "قوانین و مقررات بالادستی", Texts(),
                    synonyms=("قوانین و مقررات", "مستندات قانونی", "مستند قانونی", "مبنای قانونی"),
                ),
            ),
            ("مشخصات",),
        ),
        Section(
            "5", "جزئیات خدمت",
            (
                Field(
                    "recipients_count", "آمار تعداد خدمت‌گیرندگان",
                    Group((Field("raw", "به گفتهٔ فرم", Text()), Field("value", "تعداد", Number()))),
                    synonyms=(
                        "تعداد خدمت گیرندگان", "آمار سالانه خدمت گیرندگان", "آمار خدمت گیرندگان",
                        "تعداد متقاضیان", "تعداد مراجعان",
                    ),
                ),
                Field("recipients_period", "خدمت‌گیرندگان در", Choice(PERIODS)),
                Field(
                    "average_duration", "متوسط مدت‌زمان ارائهٔ خدمت",
                    Group(
                        (
                            Field("raw", "به گفتهٔ فرم", Text()),
                            Field("value", "مقدار", Number(), "The longest of a range."),
                            Field("unit", "واحد", Choice(UNITS)),
                        )
                    ),
                    synonyms=(
                        "زمان انجام خدمت", "زمانبندی انجام خدمت", "مدت زمان ارائه خدمت",
                        "مدت زمان انجام خدمت", "مدت انجام خدمت", "مدت زمان پاسخگویی",
                        "زمان پاسخگویی", "زمان ارائه خدمت", "حداکثر زمان ارائه خدمت", "مدت زمان",
                    ),
                ),
                Field(
                    "frequency", "تواتر",
                    Group(
                        (
                            Field("raw", "به گفتهٔ فرم", Text()),
                            Field("once", "یکبار برای همیشه", Tick()),
                            Field("times", "بار", Number()),
                            Field("period", "در", Choice(PERIODS)),
                        )
                    ),
                    synonyms=("تواتر خدمت", "تعداد تکرار"),
                ),
                Field(
                    "in_person_visits", "تعداد بار مراجعهٔ حضوری",
                    Group(
                        (
                            Field("raw", "به گفتهٔ فرم", Text()),
                            Field("min", "کم‌ترین", Number()),
                            Field("max", "بیش‌ترین", Number()),
                        )
                    ),
                    synonyms=(
                        "تعداد مراجعه حضوری", "دفعات مراجعه حضوری", "مراجعه حضوری", "تعداد مراجعه",
                        "دفعات مراجعه", "تعداد دفعات مراجعه", "تعداد دفعات مراجعه حضوری",
                    ),
                ),
                Field(
                    "fees", "هزینهٔ ارائهٔ خدمت (ریال) به خدمت‌گیرندگان",
                    Rows(
                        (
                            Field("raw", "به گفتهٔ فرم", Text()),
                            Field(
                                "amount_rial", "مبلغ (مبالغ)", Number(),
                                "Rial, also where the form counts in toman; 0 is free.",
                            ),
                            Field("account_number", "شماره حساب (های) بانکی", Text()),
                            Field("electronic_payment", "پرداخت به‌صورت الکترونیک", Tick()),
                        )
                    ),
                    synonyms=("هزینه ها", "هزینه", "هزینه خدمت", "هزینه انجام خدمت", "تعرفه",
                              "میزان هزینه", "مبلغ هزینه", "هزینه قابل پرداخت", "کارمزد"),
                ),
            ),
            ("جزییات خدمت",),
        ),
        Section(
            "6", "نحوهٔ دسترسی به خدمت",
            (
                Field(
                    "service_url",
                    "آدرس دقیق و مستقیم خدمت در وبگاه در صورت الکترونیکی بودن همه یا بخشی از آن",
                    Text(),
                    synonyms=(
                        "آدرس دقیق و مستقیم خدمت در وبگاه", "آدرس اینترنتی خدمت", "آدرس سامانه",
                        "آدرس اینترنتی", "نشانی اینترنتی خدمت", "نشانی وبگاه", "آدرس وب سایت",
                        "وب سایت", "لینک خدمت",
                    ),
                ),
                Field(
                    "system_name",
                    "نام سامانهٔ مربوط به خدمت در صورت الکترونیکی بودن همه یا بخشی از آن",
                    Text(), synonyms=(
                        "نام سامانه مربوط به خدمت", "نام سامانه", "عنوان سامانه", "سامانه مرتبط",
                    ),
                ),
                Field(
                    "stages", "مراحل خدمت",
                    Group(
                        (
                            Field(
                                "information", "در مرحلهٔ اطلاع‌رسانی خدمت", _stage(TOLD_BY),
                                synonyms=(
                                    "مرحله اطلاع رسانی خدمت", "مرحله اطلاع رسانی", "اطلاع رسانی",
                                ),
                            ),
                            Field(
                                "request", "در مرحلهٔ درخواست خدمت", _stage(ASKED_BY),
                                synonyms=(
                                    "مرحله درخواست خدمت", "مرحله درخواست", "درخواست خدمت",
                                    "درخواست",
                                ),
                            ),
                            Field(
                                "production", "مرحلهٔ تولید خدمت", _stage(MADE_BY),
                                "Inside the agency or with other agencies.",
                                ("در مرحله تولید خدمت", "مرحله تولید", "تولید خدمت", "تولید"),
                            ),
                            Field(
                                "delivery", "در مرحلهٔ ارائهٔ خدمت", _stage(ASKED_BY),
                                synonyms=("مرحله ارائه خدمت", "مرحله ارائه", "ارائه خدمت", "ارائه"),
                            ),
                        )
                    ),
                ),
            ),
            ("نحوه دسترسی",),
        ),
        Section(
            "7", "ارتباط خدمت با سایر سامانه‌ها (بانک‌های اطلاعاتی) در دستگاه",
            (
                Field(
                    "internal_systems", "سامانه‌های دیگر دستگاه",
                    Rows(
                        (
                            Field(
                                "name", "نام سامانه‌های دیگر", Text(),
                                synonyms=("نام سامانه", "عنوان سامانه"),
                            ),
                            Field("fields", "فیلدهای مورد تبادل", Text(long=True)),
                            Field("online", "برخط (online)", Tick(), synonyms=("برخط",)),
                            Field("batch", "دسته‌ای (Batch)", Tick(), synonyms=("دسته ای",)),
                            Field(
                                "non_electronic", "استعلام غیرالکترونیکی", Tick(),
                                synonyms=("غیرالکترونیکی",),
                            ),
                        )
                    ),
                ),
            ),
            ("ارتباط خدمت با سایر سامانه ها", "ارتباط با سایر سامانه ها"),
        ),
        Section(
            "8", "ارتباط خدمت با سایر دستگاه‌های دیگر",
            (
                Field(
                    "external_inquiries", "استعلام از دستگاه‌های دیگر",
                    Rows(
                        (
                            Field(
                                "agency", "نام دستگاه دیگر", Text(),
                                synonyms=("نام دستگاه", "عنوان دستگاه", "دستگاه"),
                            ),
                            Field(
                                "system", "نام سامانه‌های دستگاه دیگر", Text(),
                                synonyms=("نام سامانه", "عنوان سامانه", "سامانه"),
                            ),
                            Field("fields", "فیلدهای مورد تبادل", Text(long=True)),
                            Field(
                                "fee", "مبلغ (در صورت پرداخت هزینه)", Text(),
                                synonyms=("مبلغ", "هزینه"),
                            ),
                            Field("online", "برخط (online)", Tick(), synonyms=("برخط",)),
                            Field("batch", "دسته‌ای (Batch)", Tick(), synonyms=("دسته ای",)),
                            Field(
                                "by", "اگر استعلام غیرالکترونیکی است، استعلام توسط",
                                Ticks(INQUIRERS),
                            ),
                        )
                    ),
                ),
            ),
            (
                "ارتباط خدمت با دستگاه های دیگر", "ارتباط خدمت با سایر دستگاه ها",
                "ارتباط با سایر دستگاه ها",
            ),
        ),
        Section(
            "9", "عناوین فرایندهای خدمت",
            (
                Field("process_titles", "عناوین فرایندهای خدمت", Texts()),
                Field(
                    "projects", "پروژه‌های خدمت", Texts(),
                    "In the print of Annex 8, in place of the processes.",
                ),
            ),
            ("فرایندهای خدمت",),
        ),
        Section(
            "10", "نمودار ارتباطی فرایندهای خدمت",
            (
                Field(
                    "process_diagram", "نمودار ارتباطی فرایندهای خدمت", Text(long=True),
                    "One box a line, in the order of work.",
                    ("مراحل گردش کار", "مراحل انجام کار", "مراحل انجام خدمت",
                     "فرآیند و مراحل انجام خدمت", "نمودار مراحل"),
                ),
            ),
        ),
        Section(
            "", "تکمیل‌کنندهٔ فرم",
            (
                Field(
                    "completed_by", "تکمیل‌کنندهٔ فرم",
                    Group(
                        (
                            Field(
                                "name", "نام و نام خانوادگی تکمیل‌کنندهٔ فرم", Text(),
                                synonyms=("تکمیل کننده فرم", "تکمیل کننده", "نام تکمیل کننده"),
                            ),
                            Field("phone", "تلفن", Text(), synonyms=("شماره تماس", "تلفن تماس")),
                            Field(
                                "email", "پست الکترونیک", Text(),
                                synonyms=("پست الکترونیکی", "ایمیل", "رایانامه"),
                            ),
                            Field(
                                "unit", "واحد مربوط", Text(),
                                synonyms=("واحد مربوطه", "واحد سازمانی"),
                            ),
                        )
                    ),
                ),
            ),
        ),
        Section(
            "", "پاسخگویی",
            (
                Field(
                    "service_hours", "ساعات ارائهٔ خدمت", Text(),
                    synonyms=("ساعت کاری", "ساعت ارائه خدمت"),
                ),
                Field(
                    "contact", "مسئول پاسخگویی",
                    Group(
                        (
                            Field(
                                "responsible", "مسئول پاسخگویی", Text(),
                                synonyms=("مسئول خدمت", "کارشناس مسئول", "نام مسئول"),
                            ),
                            Field(
                                "phone", "تلفن", Text(),
                                synonyms=(
                                    "شماره تماس", "تلفن تماس", "تلفن پاسخگویی",
                                    "شماره تلفن پاسخگو",
                                ),
                            ),
                            Field(
                                "address", "نشانی", Text(long=True),
                                synonyms=("آدرس محل مراجعه", "نشانی محل مراجعه", "آدرس"),
                            ),
                        )
                    ),
                ),
                Field(
                    "complaint_channels", "نحوهٔ دسترسی به شکایت از خدمت", Texts(),
                    synonyms=("نحوه شکایت", "شکایت از خدمت", "نحوه ثبت شکایت"),
                ),
                Field(
                    "faq", "سؤالات متداول",
                    Rows(
                        (
                            Field("question", "پرسش", Text()),
                            Field("answer", "پاسخ", Text(long=True)),
                        )
                    ),
                    synonyms=("سوالات متداول", "پرسش های متداول"),
                ),
                Field("sla", "توافقنامهٔ سطح خدمت", Text(long=True), synonyms=("SLA",)),
            ),
        ),
    ),
)  # fmt: skip
