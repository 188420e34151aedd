"""Addresses of the staff door."""

from django.urls import path

from . import cases, inbox, notices, sessions

app_name = "office"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("login/", sessions.login, name="login"),
    path("logout/", sessions.logout, name="logout"),
    path("board/", inbox.board, name="board"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/attachments/<uuid:key>/", cases.attachment, name="attachment"),
    path("cases/<int:pk>/claim/", cases.claim, name="claim"),
    path("cases/<int:pk>/release/", cases.release, name="release"),
    path("cases/<int:pk>/close/", cases.close, name="close"),
    path("cases/<int:pk>/note/", cases.note, name="note"),
    path("cases/<int:pk>/ask/", cases.complete, {"outcome": "ask"}, name="ask"),
    path("cases/<int:pk>/answer/", cases.complete, {"outcome": "answer"}, name="answer"),
    path("cases/<int:pk>/reject/", cases.complete, {"outcome": "reject"}, name="reject"),
    path("cases/<int:pk>/hand-over/", cases.hand_over, name="hand_over"),
    path("cases/<int:pk>/incidents/<int:number>/retry/", cases.resolve, {"how": "retry"}, "retry"),
    path("cases/<int:pk>/incidents/<int:number>/skip/", cases.resolve, {"how": "skip"}, "skip"),
    path(
        "cases/<int:pk>/incidents/<int:number>/repair/", cases.resolve, {"how": "repair"}, "repair"
    ),
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.write, name="notice-new"),
    path("notices/<int:pk>/", notices.write, name="notice"),
    path("notices/<int:pk>/publish/", notices.publish, name="notice-publish"),
    path("notices/<int:pk>/withdraw/", notices.withdraw, name="notice-withdraw"),
]
