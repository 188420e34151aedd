"""Makes a view of the sandbox misbehave as its system's switch says."""

import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from . import switches
from .switches import Fault, System

# What a proxy says in front of a system that is being worked on.
MAINTENANCE = "<!doctype html><title>در دست تعمیر</title><p>این سامانه در دست تعمیر است.</p>"

View = Callable[..., HttpResponseBase]


def faulty(system: System) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            switch = switches.get(system)
            fault = switch.draw()
            if fault is Fault.SLOW:
                time.sleep(switch.delay)
            elif fault is Fault.UNAVAILABLE:
                return HttpResponse("service unavailable", status=503)
            elif fault is Fault.CUT_BEFORE:
                return cut()
            return _after(fault, view(request, *args, **kwargs))

        return wrapper

    return decorate


def cut() -> HttpResponseBase:
    """Close the connection without a byte: the server gives up when the body cannot be read."""
    return StreamingHttpResponse(_broken(), headers={"Content-Length": "1"})


def _after(fault: Fault | None, answer: HttpResponseBase) -> HttpResponseBase:
    if fault is Fault.CUT_AFTER:
        return cut()
    if fault is Fault.MALFORMED:
        return HttpResponse('{"return": {"status": 2', content_type="application/json")
    if fault is Fault.WRONG_TYPE:
        return HttpResponse(MAINTENANCE, content_type="text/html; charset=utf-8")
    if fault is Fault.DRIP and isinstance(answer, HttpResponse):
        return _dripping(answer)
    return answer


def _dripping(answer: HttpResponse) -> HttpResponseBase:
    """The answer byte by byte: no wait is long, all of them outlast everybody's patience."""
    dripping = StreamingHttpResponse(_drops(answer.content), status=answer.status_code)
    dripping["Content-Type"] = answer["Content-Type"]
    dripping["Content-Length"] = len(answer.content)
    return dripping


def _drops(content: bytes) -> Iterator[bytes]:
    pause = switches.LONGEST_DELAY / max(len(content), 1)
    for drop in content:
        time.sleep(pause)
        yield bytes([drop])


def _broken() -> Iterator[bytes]:
    raise ConnectionAbortedError
    yield b""
