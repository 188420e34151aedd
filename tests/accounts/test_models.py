"""Staff, their roles and what these carry."""

import pytest
from django.db import IntegrityError, transaction

from miz.accounts.models import Organisation, Unit, User
from miz.accounts.permissions import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role

KNOWS = {Permission.SEE_REQUESTS, Permission.SEE_CONFIDENTIAL}


def test_every_role_has_a_name_and_permissions() -> None:
    assert set(ROLE_LABELS) == set(ROLE_PERMISSIONS) == set(Role)


def test_nobody_reads_both_requests_and_complaints() -> None:
    assert all(not permissions >= KNOWS for permissions in ROLE_PERMISSIONS.values())


def test_who_keeps_the_system_cannot_read_cases() -> None:
    assert not ROLE_PERMISSIONS[Role.ADMINISTRATOR] & KNOWS


def test_who_left_may_nothing(narges: User) -> None:
    assert narges.may(Permission.WORK_ON_CASES)
    narges.is_active = False
    assert not any(narges.may(permission) for permission in Permission)


def test_a_password_is_kept_as_argon2(narges: User) -> None:
    narges.set_password("یک گذرواژهٔ بلند")
    assert narges.password.startswith("argon2")
    assert narges.check_password("یک گذرواژهٔ بلند")
    assert not narges.check_password("دیگری")


def test_an_unknown_role_or_province_is_refused(narges: User, hajj: Organisation) -> None:
    with pytest.raises(IntegrityError, match="user_role_known"), transaction.atomic():
        User.objects.filter(pk=narges.pk).update(role="king")
    with pytest.raises(IntegrityError, match="unit_province_known"), transaction.atomic():
        Unit.objects.filter(organisation=hajj).update(province="atlantis")


def test_a_unit_says_where_it_is(narges: User, inspector: User) -> None:
    assert str(narges.unit).endswith("تهران")
    assert str(inspector.unit) == "دفتر بازرسی"
