from erp.celery import app  # noqa: F401  Celery finds the task through it
