"""Cases: requests from submission to answer, their tasks, stages and conversation.

Every query that serves staff begins with `Case.objects.visible_to(user)`: the scope is there and
nowhere else. What must always hold is a constraint; who may act is in `permissions`; every write
is in `actions`.
"""

from .case import OPEN_STATES, Case, CaseQuerySet, State
from .conversation import Correction, Visit
from .downtimes import CaseDowntime, Downtime
from .escalations import Escalation
from .inbound import Inbound
from .process import Incident, Migrated, Migration, ProcessState, Stage, Task, Turn
from .talk import Attachment, Entry, Rating

__all__ = [
    "OPEN_STATES",
    "Attachment",
    "Case",
    "CaseDowntime",
    "CaseQuerySet",
    "Correction",
    "Downtime",
    "Entry",
    "Escalation",
    "Inbound",
    "Incident",
    "Migrated",
    "Migration",
    "ProcessState",
    "Rating",
    "Stage",
    "State",
    "Task",
    "Turn",
    "Visit",
]
