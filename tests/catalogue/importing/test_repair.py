"""Lines that were read in the order of the eye, and lines that must be left alone."""

import pytest

from miz.catalogue.importing import repair

# As a program took them out of a PDF whose letter ی came from a second font.
CHUNKS = {
    "  یکیالکترون زخدمتیم قیاز طر رخدمتیبه ز یدسترس تیقابل -2": (
        "2- قابلیت دسترسی به زیرخدمت از طریق میزخدمت الکترونیکی"
    ),
    " مدارک،ثبت درخواست و ..( ی)بارگزاریکیبه صورت الکترون رخدمتیدرخواست ز رشیپذ تیقابل -4": (
        "4- قابلیت پذیرش درخواست زیرخدمت به صورت الکترونیکی(بارگزاری مدارک،ثبت درخواست و ..)"
    ),
    " رخدمتیزمان صدور پاسخ ز نییو تع یکیالکترون دیارائه رس تیقابل -5": (
        "5- قابلیت ارائه رسید الکترونیکی و تعیین زمان صدور پاسخ زیرخدمت"
    ),
    " درخواست رشیمنحصر به فرد در لحظه پذ یریکد رهگ یکیارائه الکترون تیقابل -6": (
        "6- قابلیت ارائه الکترونیکی کد رهگیری منحصر به فرد در لحظه پذیرش درخواست"
    ),
    " رخدمتیمراحل گردش کار ز یکیالکترون یریرهگ تیقابل -7": (
        "7- قابلیت رهگیری الکترونیکی مراحل گردش کار زیرخدمت"
    ),
    " با ارباب رجوع در مراحل مختلف انجام خدمت یکیتعامل الکترون تیقابل -8": (
        "8- قابلیت تعامل الکترونیکی با ارباب رجوع در مراحل مختلف انجام خدمت"
    ),
    " یکیبه صورت الکترون رخدمتیارائه پاسخ ز -9": "9- ارائه پاسخ زیرخدمت به صورت الکترونیکی",
    " رخدمتیدر مورد ز یکینظر ارباب رجوع به صورت الکترون افتیدر تیقابل -11": (
        "11- قابلیت دریافت نظر ارباب رجوع به صورت الکترونیکی در مورد زیرخدمت"
    ),
    " )مانند:متوسط زمان ارائه خدمت و...(یکیالکترون رخدمتیمتنوع از ز یلیتحل یگزارش ها"
    " هیته تیقابل -11": (
        "11- قابلیت تهیه گزارش های تحلیلی متنوع از زیرخدمت الکترونیکی"
        " (مانند:متوسط زمان ارائه خدمت و...)"
    ),
    " یدر صورت لزوم به مراجعه حضور ازیزمان،محل و مدارک مورد ن یاطلاع رسان تیقابل -12 -1": (
        "1- 12- قابلیت اطلاع رسانی زمان،محل و مدارک مورد نیاز در صورت لزوم به مراجعه حضوری"
    ),
    " رخدمتیاز مراحل انجام ز یانجام تعداد یالزام به حضور ارباب رجوع برا -13": (
        "13- الزام به حضور ارباب رجوع برای انجام تعدادی از مراحل انجام زیرخدمت"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("damaged", "right"), CHUNKS.items())
def test_a_line_cut_by_a_second_font_is_put_together(damaged: str, right: str) -> None:
    assert repair.lines([damaged]) == [right]


@pytest.mark.parametrize("letter", "یک")
def test_any_letter_of_a_second_font_is_found_out(letter: str) -> None:
    # «این مدرک از طریق سامانه ارائه می شود», cut at every ک or ی and read from the left.
    damaged = {
        "ی": "شود یسامانه ارائه م قیمدرک از طر نیا",
        "ک": "از طریق سامانه ارائه می شود کاین مدر",
    }
    assert repair.lines([damaged[letter]]) == ["این مدرک از طریق سامانه ارائه می شود"]


def test_a_ligature_whose_letters_came_in_reverse_is_turned_only_where_that_makes_a_word() -> None:
    damaged = ["اطالعات خدمت", "سال مالی", "سامانه فعال"]
    assert repair.lines(damaged) == ["اطلاعات خدمت", *damaged[1:]]


def test_a_number_that_was_left_at_the_end_leads_again() -> None:
    assert repair.lines([" علت مراجعه حضوری -16"]) == ["16- علت مراجعه حضوری"]


def test_pieces_between_hyphens_are_read_from_the_right() -> None:
    damaged = " روستا( -بخش -شهرستان -استان -منطقه -سطح ارائه خدمت )ستاد -14"
    right = "14- سطح ارائه خدمت (ستاد - منطقه - استان - شهرستان - بخش - روستا)"
    assert repair.lines([damaged]) == [right]


def test_words_in_reverse_order_are_turned_and_marks_change_sides() -> None:
    damaged = [
        " رزرواسیون روز از قبل سامانه در افراد نام ثبت  بندي گروه",
        ".کند می ها آن از یکی انتخاب به اقدام و مشاهده را خود نظر مورد هاي کاروان و شده",
        " برخی و گذاري ودیعه سند فاقد فرزندان اعزام براي سازمان که است تسهیلاتی  سهمیه",
        " . گیرد می نظر در ها",
        " .گردد",
        ".شود می نامیده اولویت فاقد صورت این غیر در و دار اولویت",
    ]
    assert repair.lines(damaged) == [
        "گروه بندی  ثبت نام افراد در سامانه قبل از روز رزرواسیون",
        "شده و کاروان های مورد نظر خود را مشاهده و اقدام به انتخاب یکی از آن ها می کند.",
        "سهمیه  تسهیلاتی است که سازمان برای اعزام فرزندان فاقد سند ودیعه گذاری و برخی",
        "ها در نظر می گیرد .",
        "گردد.",
        "اولویت دار و در غیر این صورت فاقد اولویت نامیده می شود.",
    ]


def test_brackets_inside_turned_words_close_again() -> None:
    damaged = ". باشد می) مقیم( کشور در که سازمان نماینده  سازمان کاربر"
    assert repair.lines([damaged]) == ["کاربر سازمان  نماینده سازمان که در کشور (مقیم) می باشد ."]


def test_a_label_behind_its_value_leads_where_the_whole_file_is_so() -> None:
    damaged = [
        " 19011332000              :شناسه خدمت -2",
        "  سازمان امور دانشجویان :نام دستگاه اجرایی  ",
        "  فرهنگ و ارشاد اسلامیوزارت  :نام دستگاه مادر",
        "  تصدي گري      حاکمیتی      ماهیت خدمت ",
        "005/17041326000کد فرآیند:",
        "معاونت آموزش ظر فرایند:نا",
    ]
    assert repair.lines(damaged) == [
        "2- شناسه خدمت: 19011332000",
        "نام دستگاه اجرایی: سازمان امور دانشجویان",
        "نام دستگاه مادر: وزارت فرهنگ و ارشاد اسلامی",
        "ماهیت خدمت   حاکمیتی   تصدی گری",
        "کد فرآیند: 005/17041326000",
        "ناظر فرایند: معاونت آموزش",
    ]


def test_a_label_at_the_end_of_one_line_proves_nothing() -> None:
    lines = ["نام دستگاه اجرایی: سازمان بیمه", "حداکثر زمان انجام خدمت:", "حوزه کار: آموزش"]
    assert repair.lines(lines) == lines


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("هامدارك و گواهینامه", "مدارک و گواهینامه‌ها"),
        ("مالکیتثبت", "ثبت مالکیت"),
        ("الکترونیکیغیر", "غیرالکترونیکی"),
        (")BPMNنمودار فرآیند( براساس", "نمودار فرایند (بر اساس BPMN)"),
        ("اینترنتی )مانند وبگاه دستگاه(", "اینترنتی (مانند وبگاه دستگاه)"),
    ],
)
def test_phrases_of_the_form_are_put_together(damaged: str, right: str) -> None:
    repaired = repair.lines([damaged])[0]
    assert repaired.replace("گواهی نامه ها", "گواهینامه‌ها") == right


def test_a_number_between_two_pieces_parts_them() -> None:
    assert repair.lines(["  دقیقه 1کمتر از  "]) == ["کمتر از 1 دقیقه"]


def test_letters_in_reverse_and_presentation_forms_become_words() -> None:
    assert repair.lines(["تمدخ ناونع"]) == ["عنوان خدمت"]
    assert repair.lines(["ﻋﻨﻮاﻥ ﺧﺪﻣﺖ"]) == ["عنوان خدمت"]
    assert repair.lines(["ﺖﻣﺪﺧ ﻥﺍﻮﻨﻋ"]) == ["عنوان خدمت"]


@pytest.mark.parametrize(
    "line",
    [
        "این خدمت برای کلیه متقاضیان در سراسر کشور ارائه می شود.",
        "متقاضیان اعزام به عمره مفرده ، کارگزاران دفاتر خدمات زیارتی",
        "پاسخگویی به استعلامات قضایی ، آزادی مشروط، عفو، مرخصی و پیگیری پرونده)",
        ". . .  بار در:       ماه        فصل          سال",
        "استعلام الکترونیکی استعلام غیر الکترونیکی",
        "تاریخ و ساعت درخواست",
        "خانم زهرا مشکانی‌پور، کارشناس مسئول",
        "تلفن: 021-88",
        "www.example.ir",
        "    تصدی گری",
        "۱۰:۴۶ ساعت ۱۳۹۷/۱۱/۱۶",
        "۳۰۰,۰۰۰ ریال (سیصد هزار ریال)",
        "۱- کارت ملی",
    ],
)
def test_a_line_that_reads_well_is_left_as_it_is(line: str) -> None:
    assert repair.lines([line]) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "☐ خدمت به کسب و کار (G2B) ☑ خدمت به دیگر دستگاه های دولتی (G2G)",
        "خدمت به کسب و کار (G2B) خدمت به دیگر دستگاه های دولتی",
        "مسئول پایش و اندازه گیری | دوره پایش | معیار پذیرش",
        "دوره پایش و اندازه گیری مسئول پایش",
    ],
)
def test_phrases_side_by_side_are_not_taken_for_pieces_of_one(line: str) -> None:
    assert repair.lines([line]) == [line]


def test_the_head_of_a_torn_word_goes_back_to_it() -> None:
    assert repair.lines([" دمات بیمه ایخ ارائه -2"]) == ["2- ارائه خدمات بیمه ای"]


def test_values_that_met_in_a_word_change_places_where_the_whole_file_is_so() -> None:
    damaged = [
        " 19011332000              :شناسه خدمت -2",
        "  سازمان امور دانشجویان :نام دستگاه اجرایی  ",
        "  آموزش عالی :نام دستگاه مادر",
        "همچنین تسریع در استفادهبه منظور کاهش تردد افراد به",
    ]
    assert repair.lines(damaged)[-1] == "به منظور کاهش تردد افراد به همچنین تسریع در استفاده"


def test_letters_are_stored_in_persian_and_spaces_as_they_were() -> None:
    assert repair.lines(["\u00a0\u00a0 تصدي گري\u200f"]) == ["\u00a0\u00a0 تصدی گری"]
    assert repair.lines(["می‌باشد \ufeff"]) == ["می‌باشد "]


def test_a_very_long_line_costs_no_time() -> None:
    line = "تیقابل یدسترس " * 5_000
    assert repair.lines([line]) == [line]
