"""Addresses of the account, all under /account/."""

from django.urls import URLPattern, path

from . import changing, entering, joining, own, recovering, window

PAGES: list[URLPattern] = [
    path("account/", own.requests, name="account"),
    path("account/requests/<int:code>/", own.request_page, name="account-request"),
    path("account/messages/", own.inbox, name="account-messages"),
    path("account/security/", own.security, name="account-security"),
    path("account/security/end/", own.end_session, name="account-end"),
    path("account/profile/", own.profile, name="account-profile"),
    path("account/password/", changing.password, name="account-password"),
    path("account/mobile/", changing.mobile, name="account-mobile"),
    path("account/mobile/code/", changing.mobile_code, name="account-mobile-code"),
    path("account/mobile/cancel/", changing.mobile_cancel, name="account-mobile-cancel"),
    path("account/stop/<str:token>/", changing.stop, name="account-stop"),
    path("account/in/", entering.by_password, name="account-in"),
    path("account/in/ask/", entering.ask_code, name="account-in-ask"),
    path("account/in/code/", entering.code, name="account-in-code"),
    path("account/window/", window.leave, name="account-window"),
    path("account/window/back/", window.come_back, name="account-window-back"),
    path("account/out/", entering.out, name="account-out"),
    path("account/new/", joining.national, name="account-new"),
    path("account/new/foreign/", joining.foreign, name="account-new-foreign"),
    path("account/new/code/", joining.code, name="account-new-code"),
    path("account/recover/", recovering.ask, name="account-recover"),
    path("account/recover/code/", recovering.code, name="account-recover-code"),
    path("account/recover/password/", recovering.password, name="account-recover-password"),
]
