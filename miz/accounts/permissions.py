"""Who may do what, as data: roles and the permissions they carry.

The scope (which organisation, which province) is not here: it is in every query, see
`miz.cases.models.CaseQuerySet.visible_to`.
"""

import enum


class Permission(enum.StrEnum):
    SEE_REQUESTS = "see_requests"
    SEE_CONFIDENTIAL = "see_confidential"
    WORK_ON_CASES = "work_on_cases"
    REVIEW_OBJECTIONS = "review_objections"
    ANSWER_REFERRALS = "answer_referrals"
    ALL_UNITS_OF_PROVINCE = "all_units_of_province"
    ALL_PROVINCES = "all_provinces"
    PUBLISH_NOTICES = "publish_notices"
    SEE_BOARD = "see_board"
    RESOLVE_INCIDENTS = "resolve_incidents"
    RECORD_DOWNTIME = "record_downtime"
    MANAGE_LEAVES = "manage_leaves"


class Role(enum.StrEnum):
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    HEADQUARTERS = "headquarters"
    INSPECTOR = "inspector"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.CLERK: "کارشناس",
    Role.SUPERVISOR: "سرپرست استان",
    Role.HEADQUARTERS: "ستاد",
    Role.INSPECTOR: "بازرس",
    Role.PUBLISHER: "مسئول اطلاع‌رسانی",
    Role.ADMINISTRATOR: "مدیر سامانه",
}

P = Permission
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset({P.SEE_REQUESTS, P.WORK_ON_CASES}),
    Role.SUPERVISOR: frozenset(
        {
            P.SEE_REQUESTS,
            P.WORK_ON_CASES,
            P.REVIEW_OBJECTIONS,
            P.ANSWER_REFERRALS,
            P.ALL_UNITS_OF_PROVINCE,
            P.SEE_BOARD,
            P.RESOLVE_INCIDENTS,
            P.MANAGE_LEAVES,
        }
    ),
    Role.HEADQUARTERS: frozenset(
        {
            P.SEE_REQUESTS,
            P.WORK_ON_CASES,
            P.REVIEW_OBJECTIONS,
            P.ANSWER_REFERRALS,
            P.ALL_UNITS_OF_PROVINCE,
            P.ALL_PROVINCES,
            P.PUBLISH_NOTICES,
            P.SEE_BOARD,
            P.RESOLVE_INCIDENTS,
            P.RECORD_DOWNTIME,
            P.MANAGE_LEAVES,
        }
    ),
    Role.INSPECTOR: frozenset(
        {P.SEE_CONFIDENTIAL, P.WORK_ON_CASES, P.ALL_PROVINCES, P.SEE_BOARD, P.RESOLVE_INCIDENTS}
    ),
    Role.PUBLISHER: frozenset({P.PUBLISH_NOTICES}),
    # An administrator keeps the system, and cannot see what is in a case.
    Role.ADMINISTRATOR: frozenset({P.RECORD_DOWNTIME}),
}
