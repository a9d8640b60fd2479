"""The WSGI application: routes, statuses, JSON in and out."""

import json
from urllib.parse import parse_qs

from service.store import Store


def make_app(store: Store):
    """Return the application over a store."""

    def app(environ, start_response):
        status, body = _answer(store, environ)
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    return app


def _answer(store: Store, environ: dict):
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if path == "/notes" and method == "GET":
        word = parse_qs(environ.get("QUERY_STRING", "")).get("q", [""])[0]
        return "200 OK", store.search(word)
    if path == "/notes" and method == "POST":
        return _create(store, environ)
    if path.startswith("/notes/") and method == "GET":
        number = path.removeprefix("/notes/")
        note = store.find(int(number)) if number.isdigit() else None
        return ("200 OK", note) if note else ("404 Not Found", {"error": "no such note"})
    return "405 Method Not Allowed" if path == "/notes" else "404 Not Found", {"error": "no such page"}


def _create(store: Store, environ: dict):
    try:
        sent = json.loads(environ["wsgi.input"].read() or b"null")
        return "201 Created", store.add(sent["text"])
    except (ValueError, KeyError, TypeError) as error:
        return "400 Bad Request", {"error": str(error)}
