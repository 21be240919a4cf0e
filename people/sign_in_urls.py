"""The pages of signing in that this service uses; allauth's others don't exist here.

Whoever could change the address they sign in with would change who the record says they are: that is for
administrators.
"""

from allauth.account import views
from django.urls import include, path, re_path

from people.views import links

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("link/", links.ask, name="account_link"),
    path("link/sent/", links.sent, name="account_link_sent"),
    path("link/<str:token>/", links.use, name="account_link_use"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
