"""Who listens, and for what: it follows from where the tokens are, nothing of it is kept.

An element that waits, the events behind a gateway that waits, the boundary events of an activity
at work, the event sub-processes of an open scope.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .diagram import ACTIVITIES, Element
from .timers import Due, due, following
from .tokens import Status, Token
from .tree import Tree

_AT_WORK = (Status.WAITING, Status.OPEN, Status.FAILED)


@dataclass(frozen=True)
class Listening:
    """That `token` hears news for `element`: itself, an event behind its gateway, a boundary of
    its activity, or the start of an event sub-process of its scope."""

    token: Token
    element: Element


class Ears(Tree):
    def listening(self) -> Iterator[Listening]:
        """Everything that hears news, the oldest token first."""
        for token in self.all():
            yield from self._listens(token)

    def earliest(self) -> datetime | None:
        """When the next timer is due."""
        return next((timer.at for timer, _ in self._timed()), None)

    def _listens(self, token: Token) -> Iterator[Listening]:
        element, diagram = self.element(token), self.diagram(token)
        open_scope = token.status == Status.OPEN and not self._is_loop(token)
        if open_scope and not any(self._takes_over(child) for child in self._children(token)):
            for _, start in diagram.event_scopes(token.element):
                yield Listening(token, start)
        if element is None:
            return
        if token.status == Status.WAITING and element.tag == "eventBasedGateway":
            for flow in diagram.out_of(element.id):
                yield Listening(token, diagram.elements[flow.target])
        elif token.status == Status.WAITING and element.event.kind != "none":
            yield Listening(token, element)
        if element.tag in ACTIVITIES and not token.body and token.status in _AT_WORK:
            for boundary in diagram.boundaries(element.id):
                yield Listening(token, boundary)

    def _takes_over(self, token: Token) -> bool:
        """Whether a token is an event sub-process that has interrupted its scope."""
        element = self.element(token)
        if element is None or not element.by_event:
            return False
        return all(start.interrupting for start in self.diagram(token).starts(element.id))

    def _catcher(self, kind: str, code: str, token: Token) -> Listening | None:
        here = token
        while True:
            caught = [h for h in self._listens(here) if h.element.event.kind == kind]
            for name in (code, ""):
                for heard in caught:
                    if heard.element.event.name == name:
                        return heard
            if not here.parent:
                return None
            here = self.tokens[here.parent]

    def _arm(self, token: Token) -> None:
        """Starts the timers of a token that came to rest."""
        for heard in self._listens(token):
            timer = heard.element.event.timer
            if timer and heard.element.id not in token.due:
                working = heard.element.properties.get("clock") == "working"
                moment = due(timer, self.clock, self.data(token), working=working)
                token.due[heard.element.id] = moment.dump()

    def _timed(self) -> list[tuple[Due, Listening]]:
        """The timers that run and that somebody still listens to, the earliest first."""
        timed = [token for token in self.all() if token.due]
        heard = [h for token in timed for h in self._listens(token) if h.element.id in token.due]
        found = [(Due.load(h.token.due[h.element.id]), h) for h in heard]
        return sorted(found, key=lambda each: each[0].at)

    def _late(self) -> list[Listening]:
        return [heard for timer, heard in self._timed() if timer.at <= self.clock.now]

    def _again(self, heard: Listening, fired: Due) -> None:
        """Winds up the next round of a cycle that interrupts nothing."""
        token, element = heard.token, heard.element
        del token.due[element.id]
        working = element.properties.get("clock") == "working"
        coming = following(fired, self.clock, working=working)
        if coming and not element.interrupting:
            token.due[element.id] = coming.dump()
