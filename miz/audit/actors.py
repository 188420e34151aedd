"""Who does a thing: every action and every audit row names one."""

import dataclasses
import enum


class Kind(enum.StrEnum):
    CITIZEN = "citizen"
    STAFF = "staff"
    MACHINE = "machine"
    SYSTEM = "system"


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """`id` is stable (a user's number, a token's name), `label` is what people are shown.

    `post` is the role and the unit in which a member of staff acts: what a citizen may know of
    the person, and what holds at that time alone.
    """

    kind: Kind
    id: str
    label: str
    post: str = ""


SYSTEM = Actor(Kind.SYSTEM, "system", "سامانه")
CITIZEN = Actor(Kind.CITIZEN, "citizen", "متقاضی")
