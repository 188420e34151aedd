"""Pages of the sandbox for what is not online: the banks' files and the ministry's letters."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods

from miz.connectors.agent_banks import sandbox as agent_banks
from miz.connectors.agent_banks.banks import NAMES
from miz.connectors.agent_banks.made import LABELS
from miz.connectors.foreign_ministry import sandbox as foreign_ministry

from .pages import page

VERDICTS = {"": "در انتظار رسید", "taken": "پذیرفته شد", "refused": "برگردانده شد"}


@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """The files the banks hold, and the form that makes another."""
    error = ""
    if request.method == "POST":
        try:
            agent_banks.prepare(request.POST.dict())
        except agent_banks.Unmade as reason:
            error = str(reason)
        else:
            return HttpResponseRedirect(request.path)
    rows = [
        {"file": file, "bank": NAMES[file.bank], "verdict": VERDICTS.get(file.verdict, "")}
        for file in agent_banks.shelf.newest()
    ]
    context = {"rows": rows, "error": error, "banks": NAMES, "troubles": LABELS}
    return page(request, "batches", **context)


@require_http_methods(["POST", "DELETE"])
def batches_json(request: HttpRequest) -> HttpResponse:
    """The form again for programs: answers the file that was made."""
    if request.method == "DELETE":
        agent_banks.shelf.clear()
        return HttpResponse(status=204)
    try:
        held = agent_banks.prepare(request.POST.dict())
    except agent_banks.Unmade as reason:
        return JsonResponse({"message": str(reason)}, status=400)
    return JsonResponse({"name": held.made.name, "sequence": held.sequence})


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    received = foreign_ministry.received()
    rows = [{"name": name, "number": foreign_ministry.number(name)} for name in received]
    return page(request, "letters", rows=rows)


@require_GET
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """The scanned answer of a letter, for download."""
    scan = foreign_ministry.scan(name)
    if scan is None:
        return HttpResponse(status=404)
    response = HttpResponse(scan, content_type="image/png")
    response["Content-Disposition"] = 'attachment; filename="answer.png"'
    return response
