"""Who may do what, as data: roles and the permissions they carry.

The scope (which organisation, province, unit, service) is not here: a person has posts, each a
role in a place (`miz.accounts.posts`), and every query keeps to them, see
`miz.cases.models.CaseQuerySet.visible_to`.
"""

import enum
from collections.abc import Iterable


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
    FILE_AT_COUNTER = "file_at_counter"
    DESIGN_SERVICES = "design_services"
    APPROVE_SERVICES = "approve_services"
    SEE_CONNECTIONS = "see_connections"
    OVERSEE_BATCHES = "oversee_batches"
    MANAGE_STAFF = "manage_staff"
    READ_AUDIT = "read_audit"


class Role(enum.StrEnum):
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    HEADQUARTERS = "headquarters"
    INSPECTOR = "inspector"
    DESIGNER = "designer"
    APPROVER = "approver"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    COUNTER_OPERATOR = "counter_operator"


ROLE_LABELS = {
    Role.CLERK: "کارشناس",
    Role.SUPERVISOR: "سرپرست استان",
    Role.HEADQUARTERS: "ستاد",
    Role.INSPECTOR: "بازرس",
    Role.DESIGNER: "طراح خدمت",
    Role.APPROVER: "تأییدکنندهٔ خدمت",
    Role.PUBLISHER: "مسئول اطلاع‌رسانی",
    Role.AUDITOR: "ممیز",
    Role.ADMINISTRATOR: "مدیر سامانه",
    Role.COUNTER_OPERATOR: "متصدی پیشخوان",
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
            P.SEE_CONNECTIONS,
            P.OVERSEE_BATCHES,
        }
    ),
    Role.INSPECTOR: frozenset(
        {P.SEE_CONFIDENTIAL, P.WORK_ON_CASES, P.ALL_PROVINCES, P.SEE_BOARD, P.RESOLVE_INCIDENTS}
    ),
    Role.DESIGNER: frozenset({P.DESIGN_SERVICES}),
    Role.APPROVER: frozenset({P.APPROVE_SERVICES}),
    Role.PUBLISHER: frozenset({P.PUBLISH_NOTICES}),
    Role.AUDITOR: frozenset({P.READ_AUDIT}),
    # An administrator keeps the system, and cannot see what is in a case.
    Role.ADMINISTRATOR: frozenset(
        {P.RECORD_DOWNTIME, P.SEE_CONNECTIONS, P.OVERSEE_BATCHES, P.MANAGE_STAFF}
    ),
    Role.COUNTER_OPERATOR: frozenset({P.FILE_AT_COUNTER}),
}

# What one person must not have both of, whatever the days and the places: who reads the audit
# would judge himself, who keeps the staff could make himself a reader of cases.
CASES = frozenset({P.SEE_REQUESTS, P.SEE_CONFIDENTIAL})
APART = (
    CASES,
    frozenset({P.DESIGN_SERVICES, P.APPROVE_SERVICES}),
    *(frozenset({P.MANAGE_STAFF, other}) for other in (P.READ_AUDIT, *sorted(CASES))),
)


def go_together(roles: Iterable[Role]) -> bool:
    """May one person have all these roles?"""
    held = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
    return not any(both <= held for both in APART)
