"""All routes: screens and pages, REST, signing in, health."""

from __future__ import annotations

from django.urls import include, path

from base.health import livez, readyz
from base.metrics import metrics
from base.pages.density import set_density
from base.pages.urls import urls as page_urls
from base.rest.urls import urls as rest_urls
from base.signing_in import choose_tenant, demo_sign_in, set_language
from scheduling.views.wall import kiosk
from shopfloor.views.signing_in import leave, sign_in

handler500 = "base.middleware.failed"
urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include(rest_urls())),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/demo/", demo_sign_in, name="demo-sign-in"),
    path("tenants/", choose_tenant, name="choose-tenant"),
    path("language/", set_language, name="set-language"),
    path("density/", set_density, name="set-density"),
    path("floor/sign-in/", sign_in, name="tablet-sign-in"),
    path("floor/leave/", leave, name="tablet-leave"),
    path("floor/wall/", kiosk, name="kiosk"),
    *page_urls(),
]
