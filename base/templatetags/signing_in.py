"""What the sign-in page shows besides its form."""

from __future__ import annotations

from django import template

from base.signing_in import demo_people

register = template.Library()
register.simple_tag(demo_people)
