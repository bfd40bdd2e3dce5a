"""Global tables (tenants, people, sessions, tokens) and the kernel's own tenant tables."""

from base.models.alerts import Alert
from base.models.imports import ImportFile, ImportRun
from base.models.journal import AuditEntry, AuditSeal, Event, NumberCounter, StoredAnswer
from base.models.people import (
    Member,
    Membership,
    Role,
    RoleAssignment,
    Session,
    Site,
    Tenant,
    Token,
    TokenDigest,
    TwoFactorRule,
    User,
)
from base.models.views import SavedView
from base.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery
from base.models.work import Job

__all__ = [
    "Alert",
    "AuditEntry",
    "AuditSeal",
    "Event",
    "ImportFile",
    "ImportRun",
    "Job",
    "Member",
    "Membership",
    "NumberCounter",
    "Role",
    "RoleAssignment",
    "SavedView",
    "Session",
    "Site",
    "StoredAnswer",
    "Tenant",
    "Token",
    "TokenDigest",
    "TwoFactorRule",
    "User",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
]
