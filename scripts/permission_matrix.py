"""Print docs/reference/permissions.md from the roles and permissions in the code.

    .venv/bin/python scripts/permission_matrix.py > docs/reference/permissions.md

tests/house/test_docs.py fails when the page is older than the code.
"""

import sys
from collections.abc import Iterator

from miz.accounts.permissions import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role

HEAD = """\
# Roles and permissions

Printed by `scripts/permission_matrix.py`; the truth is `miz/accounts/permissions.py`.

A permission says what a role may do. Where it may do it is the scope. A person has a home post and
may be given further ones for some days (`miz/accounts/posts.py:Post`): a role in a province, a
unit, for a service. Every query of the staff door begins with `Case.objects.visible_to(user)` in
`miz/cases/models/case.py`, which keeps to the user's organisation and to what one of the posts
reaches; `miz/cases/permissions.py` decides for one case, and asks permission and place of the same
post. Roles that must not meet in one person are in `APART`.
"""
MEANINGS = {
    Permission.SEE_REQUESTS: "read requests (never complaints)",
    Permission.SEE_CONFIDENTIAL: "read complaints (and nothing else)",
    Permission.WORK_ON_CASES: "claim, end tasks, hand over, note, close; write, correct, invite",
    Permission.REVIEW_OBJECTIONS: "answer an objection: tasks of the lane `supervisor`",
    Permission.ANSWER_REFERRALS: "answer what the own unit is asked: tasks of the lane `unit`",
    Permission.ALL_UNITS_OF_PROVINCE: "work on cases of other units, take a case from a colleague",
    Permission.ALL_PROVINCES: "see every province",
    Permission.PUBLISH_NOTICES: "write, publish and withdraw notices",
    Permission.SEE_BOARD: "see the figures of the board",
    Permission.RESOLVE_INCIDENTS: "try, skip or mend a step that failed",
    Permission.RECORD_DOWNTIME: "record that the desk stood still, which extends the deadlines",
    Permission.MANAGE_LEAVES: "enter leaves of the people of the own scope",
    Permission.FILE_AT_COUNTER: "enter a request for a person who is present",
    Permission.DESIGN_SERVICES: "draw up a service: import its form, edit and propose a draft",
    Permission.APPROVE_SERVICES: "approve or send back what another drew up, withdraw a service",
    Permission.SEE_CONNECTIONS: "see how the connections to other agencies do",
    Permission.OVERSEE_BATCHES: "look after files and letters exchanged with other agencies",
    Permission.MANAGE_STAFF: "enter, move and dismiss staff, give further roles, reset factors",
    Permission.READ_AUDIT: "search the audit: who did what, never what is in a case",
}


def page() -> str:
    return "\n".join([HEAD, *_matrix(), "", *_roles(), ""])


def _matrix() -> Iterator[str]:
    yield f"| permission | means | {' | '.join(Role)} |"
    yield f"|---|---|{':-:|' * len(Role)}"
    for permission in Permission:
        marks = ["yes" if permission in ROLE_PERMISSIONS[role] else "–" for role in Role]
        yield f"| `{permission}` | {MEANINGS[permission]} | {' | '.join(marks)} |"


def _roles() -> Iterator[str]:
    yield "| role | on screen |"
    yield "|---|---|"
    for role in Role:
        yield f"| `{role}` | {ROLE_LABELS[role]} |"


if __name__ == "__main__":
    sys.stdout.write(page())
