"""The project. Its Celery application is loaded with it, so that the one task finds its broker."""

from erp.celery import app as celery_app

__all__ = ["celery_app"]
