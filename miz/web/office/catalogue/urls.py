"""Addresses of the catalogue, all under /office/catalogue/."""

from django.urls import URLPattern, path

from . import designer, drafts, lists, record, services

PAGES: list[URLPattern] = [
    path("catalogue/", lists.catalogue, name="catalogue"),
    path("catalogue/new/", lists.new, name="catalogue-new"),
    path("catalogue/imports/<uuid:key>/", lists.imported, name="imported"),
    path("catalogue/drafts/<int:pk>/", drafts.draft, name="draft"),
    path("catalogue/drafts/<int:pk>/diff/", drafts.diff, name="draft-diff"),
    path("catalogue/drafts/<int:pk>/package/", drafts.download, name="draft-package"),
    path("catalogue/drafts/<int:pk>/form/<slug:kind>/", record.record, name="draft-record"),
    path("catalogue/drafts/<int:pk>/edit/<path:name>", designer.edit, name="draft-edit"),
    path("catalogue/drafts/<int:pk>/folder/<slug:name>/", designer.folder, name="draft-folder"),
    path("catalogue/drafts/<int:pk>/rename/<path:name>", designer.rename, name="draft-file-rename"),
    path("catalogue/drafts/<int:pk>/remove/<path:name>", designer.remove, name="draft-file-remove"),
    path("catalogue/drafts/<int:pk>/do/<slug:what>/", drafts.act, name="draft-act"),
    path("catalogue/drafts/<int:pk>/files/<path:name>", drafts.file, name="draft-file"),
    path("catalogue/services/<int:pk>/", services.service, name="service"),
    path("catalogue/services/<int:pk>/withdraw/", services.withdraw, name="service-withdraw"),
    path("catalogue/services/<int:pk>/<int:number>/", services.version, name="service-version"),
    path(
        "catalogue/services/<int:pk>/<int:number>/package/",
        services.download,
        name="service-package",
    ),
    path("catalogue/services/<int:pk>/<int:number>/draft/", services.begin, name="service-draft"),
]
