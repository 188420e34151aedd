"""Every door under its address."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("miz.web.api.urls")),
    path("office/", include("miz.web.office.urls")),
    path("counter/", include("miz.web.counter.urls")),
    path("", include("miz.web.portal.urls")),
]

handler400 = "miz.web.shared.views.bad_request"
handler403 = "miz.web.shared.views.forbidden"
handler404 = "miz.web.shared.views.not_found"
handler500 = "miz.web.shared.views.server_error"
