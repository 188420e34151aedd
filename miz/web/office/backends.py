"""Who is signed in, fetched with the unit and organisation that all office pages ask for."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from miz.accounts.models import User


class StaffBackend(ModelBackend):
    """Django's own, for who is in service today, with the posts and the names beside them."""

    def get_user(self, user_id: Any) -> User | None:
        people = User.objects.in_service().select_related("unit", "organisation")
        return people.filter(pk=user_id).first()

    def user_can_authenticate(self, user: Any) -> bool:
        return User.objects.in_service().filter(pk=user.pk).exists()
