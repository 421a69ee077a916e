"""Finds the service of a request without reading a folder.

moto lists its own package's folder, and tries a regular expression for each of 180 services, for every single request.
Neither answer ever changes.
"""

from functools import cache

from moto import backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication


def remember_services() -> None:
    modules = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    DomainDispatcherApplication.get_backend_for_host = cache(DomainDispatcherApplication.get_backend_for_host)
