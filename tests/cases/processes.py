"""Small processes for the tests of cases."""

from tests.processes.drawing import draw, node

STAGES = {"stage.work": "بررسی"}
WORK = {"state": "in_review", "stage": "work"}
AMOUNT = {"data.amount": "integer?", "title.amount": "مبلغ"}
DECIDE = WORK | {"data.decision": "ask | answer | reject"}


def reminded(after: str = "P3D", *, cycle: str = "", working: bool = False) -> bytes:
    """A task with a reminder beside it that tells the citizen and leaves the task alone."""
    kind, text = ("timeCycle", cycle) if cycle else ("timeDuration", after)
    timer = f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"
    clock = {"clock": "working"} if working else {}
    late = node("boundaryEvent", "late", clock, timer, attachedToRef="work", cancelActivity="false")
    tell = node("sendTask", "tell", messageRef="message_ping")
    told = node("endEvent", "told", {"state": "in_review"})
    return draw(
        node("userTask", "work", DECIDE), late, tell, told,
        roads="start>work work>end late>tell tell>told", properties=STAGES,
    )  # fmt: skip


def lapsing(after: str = "P3D", task: str = "work") -> bytes:
    """A task that is taken away when its time is over."""
    timer = f"<timerEventDefinition><timeDuration>{after}</timeDuration></timerEventDefinition>"
    late = node("boundaryEvent", "late", {}, timer, attachedToRef=task)
    check = node("userTask", "check", {"state": "objected", "data.decision": "answer | reject"})
    return draw(
        node("userTask", task, DECIDE), late, check,
        roads=f"start>{task} {task}>end late>check check>end", properties=STAGES,
        lane=f"{task} check",
    )  # fmt: skip


def stepping(step: str, gate: bool = False) -> bytes:
    """A step, then a task; with `gate` a choice between them that needs `amount`."""
    nodes = [
        node(
            "serviceTask", "act", {"step": step, "data.amount": "integer?", "title.amount": "مبلغ"}
        ),
        node("userTask", "work", DECIDE),
    ]
    if not gate:
        return draw(*nodes, roads="start>act act>work work>end", properties=STAGES)
    return draw(
        *nodes, node("exclusiveGateway", "gate"),
        roads="start>act act>gate gate>work gate>end work>end",
        conditions={"gate>work": "amount > 5", "gate>end": "amount <= 5"},
        properties=STAGES,
    )  # fmt: skip
