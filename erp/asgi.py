"""One port: Django's WSGI application in a fixed pool of threads, a database connection each."""

from __future__ import annotations

from a2wsgi import WSGIMiddleware

from erp.environment import environment
from erp.wsgi import application as django

application = WSGIMiddleware(django, workers=environment().web_threads)
