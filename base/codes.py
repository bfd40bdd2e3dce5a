"""Codes of a second factor, by allauth: what it asks and says, and how its secrets are kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from base.models import User
from base.printing import code_to_scan
from base.two_factor import demanded_somewhere

GOOD_FOR_SECONDS = 90  # a code's own half minute, and one before and after


class CodeAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are encrypted with a key computed from the installation's: neither table nor backup opens them alone."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or no longer good: type the one your app shows now"),
        "cannot_delete_authenticator": _(
            "Your company asks for two-factor authentication. With a new phone, ask whoever manages people to reset it"
        ),
        "cannot_generate_recovery_codes": _("Set up the authenticator app first"),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What another key has written opens nothing: a secret nobody knows stands in for it."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        """As an image's address, which our template takes."""
        return code_to_scan(url)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not demanded_somewhere(authenticator.user)


def _cipher() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"two-factor", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class CodeInput:
    """The field of a code; each code is good once."""

    user: User
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.label
        field.widget.attrs |= {"placeholder": "", "autofocus": True, "maxlength": 20, "inputmode": "numeric"}

    label: Any = _("code of the app, or a recovery code")

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not cache.add(f"code:{self.user.pk}:{code}", 1, GOOD_FOR_SECONDS):
            raise CodeAdapter().validation_error("incorrect_code")
        return code


class SignInForm(CodeInput, forms.AuthenticateForm):  # type: ignore[misc]
    """After the password."""


class ConfirmForm(CodeInput, forms.ReauthenticateForm):  # type: ignore[misc]
    """Before something of consequence."""


class SetUpForm(CodeInput, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app proves that it has the secret."""

    label = _("code the app shows")
