"""The official form's options in Persian, by their names in service.yaml and process.yaml."""

SERVICE_TYPES = {
    "G2C": "خدمت به شهروندان",
    "G2B": "خدمت به کسب‌وکار",
    "G2G": "خدمت به دیگر دستگاه‌های دولتی",
}
NATURES = {"sovereign": "حاکمیتی", "operational": "تصدی‌گری"}
LEVELS = {
    "national": "ملی",
    "regional": "منطقه‌ای",
    "provincial": "استانی",
    "urban": "شهری",
    "rural": "روستایی",
}
LIFE_EVENTS = {
    "birth": "تولد",
    "education": "آموزش",
    "health": "سلامت",
    "tax": "مالیات",
    "business": "کسب‌وکار",
    "social_security": "تأمین اجتماعی",
    "property_registration": "ثبت مالکیت",
    "urban_utilities": "تأسیسات شهری",
    "insurance": "بیمه",
    "marriage": "ازدواج",
    "retirement": "بازنشستگی",
    "documents_and_certificates": "مدارک و گواهینامه‌ها",
    "death": "وفات",
    "other": "سایر",
}
TRIGGERS = {
    "recipient_request": "تقاضای گیرندهٔ خدمت",
    "scheduled_time": "فرارسیدن زمانی مشخص",
    "specific_event": "رخداد رویدادی مشخص",
    "agency_decision": "تشخیص دستگاه",
    "other": "سایر",
}
PERIODS = {"month": "ماه", "season": "فصل", "year": "سال"}
UNITS = {
    "minute": "دقیقه",
    "hour": "ساعت",
    "day": "روز",
    "working_day": "روز کاری",
    "week": "هفته",
    "month": "ماه",
    "year": "سال",
}
STAGES = {
    "information": "اطلاع‌رسانی خدمت",
    "request": "درخواست خدمت",
    "production": "تولید خدمت",
    "delivery": "ارائهٔ خدمت",
}
MEDIA = {
    "internet": "اینترنتی",
    "intranet": "اینترانتی",
    "mobile_app": "برنامهٔ تلفن همراه",
    "email": "پست الکترونیک",
    "post": "ارسال پستی",
    "ivr_call_centre": "تلفن گویا یا مرکز تماس",
    "sms": "پیام کوتاه",
    "pishkhan": "دفاتر پیشخوان",
    "similar_offices": "دفترهای مشابه پیشخوان",
    "other": "سایر",
}
REASONS = {
    "identity": "احراز اصالت فرد",
    "document": "احراز اصالت مدرک",
    "no_infrastructure": "نبود زیرساخت ارتباطی مناسب",
    "other": "سایر",
}
PLACES = {"national": "ملی", "provincial": "استانی", "county": "شهرستانی"}
EXCHANGES = {"online": "برخط", "batch": "دسته‌ای", "non_electronic": "غیرالکترونیکی"}
INQUIRERS = {"agency": "دستگاه", "applicant": "مراجعه‌کننده"}
PROCESS_TYPES = {"core": "اصلی", "support": "پشتیبانی", "management": "مدیریتی"}
DESK_STEPS = (
    "تاریخ تولد و کد ملی خود را می‌نویسید تا هویت شما با اطلاعات ثبت احوال سنجیده شود.",
    "موضوع و شرح را می‌نویسید و اگر مدرکی دارید پیوست می‌کنید.",
    "رسید، کد پیگیری و موعد پاسخ را همان‌جا می‌گیرید.",
    "رسیدگی این مرحله‌ها را دارد، که برخی تنها در صورت نیاز پیش می‌آید: {stages}.",
    "اگر چیز دیگری از شما لازم باشد به شما خبر می‌دهیم.",
    "پاسخ را در صفحهٔ پیگیری می‌خوانید و اگر قانع نشدید اعتراض می‌کنید.",
)
