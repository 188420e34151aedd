"""A post: a role in a place. A person has a home post and may be given further ones.

What a person may do with a case is asked of each post by itself: the permission and the place
must come from the same post, or a clerk here who is a supervisor there would be one here too.
"""

import dataclasses

from .permissions import ROLE_PERMISSIONS, Permission, Role


@dataclasses.dataclass(frozen=True)
class Post:
    """`province` and `unit` None are all of the organisation, `services` empty all services.

    The unit bounds where the work is; only of a `narrow` post it also bounds what is seen.
    `place` names it for people, empty for the home post, whose unit the person knows.
    """

    role: Role
    province: str | None
    unit: int | None
    services: frozenset[str] = frozenset()
    narrow: bool = False
    place: str = dataclasses.field(default="", compare=False)

    @property
    def permissions(self) -> frozenset[Permission]:
        return ROLE_PERMISSIONS[self.role]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def seen_unit(self) -> int | None:
        """Whose cases alone it sees; None where the unit does not matter."""
        return self.unit if self.narrow else None

    @property
    def worked_unit(self) -> int | None:
        """In which unit alone it works; None where the unit does not matter."""
        wide = {Permission.ALL_UNITS_OF_PROVINCE, Permission.SEE_CONFIDENTIAL} & self.permissions
        return self.seen_unit if wide else self.unit

    def reaches(self, *, province: str, unit: int, service: str) -> bool:
        """Whether a case of this place and service is in sight."""
        return (
            self.province in (None, province)
            and self.seen_unit in (None, unit)
            and (not self.services or service in self.services)
        )

    def covers(self, other: "Post", permissions: frozenset[Permission]) -> bool:
        """Whether all that `other` may do of `permissions` can be done from here as well."""
        return (
            other.permissions & permissions <= self.permissions
            and self.province in (None, other.province)
            and self.seen_unit in (None, other.unit)
            and self.worked_unit in (None, other.unit)
            and (not self.services or (bool(other.services) and other.services <= self.services))
        )
