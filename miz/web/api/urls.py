"""The machine door: OpenAPI at /api/v1/openapi.json."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from miz.accounts.errors import QuotaExceeded
from miz.cases.errors import CaseError, KeyReused

from . import catalogue, inbound, papers, requests, schemas, services
from .problems import Problem

FAILURES = dict.fromkeys((400, 401, 404, 413, 422, 429, 503), schemas.ProblemDocument)
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/NewRequest"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "description": "the fields of NewRequest, files as attachments, their titles "
                    "as titles in the same order",
                    "properties": {
                        "attachments": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                        },
                        "titles": {"type": "array", "items": {"type": "string"}},
                    },
                    "additionalProperties": {"type": "string"},
                }
            },
        },
    },
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "schema": {"type": "string", "maxLength": 200},
            "description": "The same key and body make one case; another body is refused",
        },
        {
            "in": "header",
            "name": "Authorization",
            "schema": {"type": "string"},
            "description": "Bearer and the token of a machine",
        },
        {
            "in": "header",
            "name": "X-Robot-Check",
            "schema": {"type": "string"},
            "description": "A solved challenge of /robot/challenge.json, instead of a token",
        },
    ],
}


class Api(NinjaAPI):
    """Describes the bodies that `bodies` reads, which the framework does not see."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        described = super().get_openapi_schema(*args, **kwargs)
        for methods in described["paths"].values():
            methods.pop("head", None)  # what answers GET answers HEAD, under the same name
        known = described["components"]["schemas"]
        for body in (schemas.NewRequest, schemas.Codes):
            shape = body.model_json_schema(ref_template="#/components/schemas/{model}")
            known |= shape.pop("$defs", {})
            known[body.__name__] = shape
        return described


api = Api(title="Miz", version="1", urls_namespace="api", docs_url=None)


api.add_router("", services.router)
api.add_router("", papers.router)
api.add_router("", catalogue.router)


@api.post(
    "requests",
    response={201: schemas.Sent, **FAILURES},
    summary="Send a request",
    openapi_extra=BODY,
)
def send_request(request: HttpRequest) -> HttpResponse:
    answer, created = requests.send(request)
    response = JsonResponse(answer, status=201, json_dumps_params={"ensure_ascii": False})
    if not created:
        response["Idempotency-Replayed"] = "true"
    return response


@api.post(
    "requests/track",
    response={200: schemas.Tracked, **FAILURES},
    summary="Follow a request",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Codes"}}},
        }
    },
)
def track_request(request: HttpRequest) -> HttpResponse:
    return JsonResponse(requests.track(request), json_dumps_params={"ensure_ascii": False})


@api.post("inbound/sms", include_in_schema=False)
def take_sms(request: HttpRequest) -> HttpResponse:
    return JsonResponse(inbound.take_sms(request))


@api.post("inbound/delivery", include_in_schema=False)
def take_report(request: HttpRequest) -> HttpResponse:
    return JsonResponse(inbound.take_report(request))


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return error.response()


@api.exception_handler(KeyReused)
def on_key_reused(request: HttpRequest, error: KeyReused) -> HttpResponse:
    return Problem(422, "idempotency_key_reused", str(error)).response()


@api.exception_handler(CaseError)
def on_case_error(request: HttpRequest, error: CaseError) -> HttpResponse:
    return Problem(409, "not_now", str(error)).response()


@api.exception_handler(QuotaExceeded)
def on_quota(request: HttpRequest, error: QuotaExceeded) -> HttpResponse:
    headers = {"Retry-After": str(error.retry_after)}
    return Problem(429, "too_many_requests", str(error), headers=headers).response()


@api.exception_handler(ValidationError)
def on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return Problem(422, "validation_failed", "برخی موردها درست نیست.").response()


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return Problem(error.status_code, "refused", "درخواست پذیرفته نشد.").response()


urlpatterns = [path("", api.urls)]
