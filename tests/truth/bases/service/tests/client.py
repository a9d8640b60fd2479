"""Asks the application as a server would."""

import io
import json
from wsgiref.util import setup_testing_defaults


def ask(app, method, path, body=None):
    """Return the status number and what was answered."""
    path, _, query = path.partition("?")
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    setup_testing_defaults(environ)
    environ["wsgi.input"] = io.BytesIO(b"" if body is None else json.dumps(body).encode())
    seen = []
    answer = b"".join(app(environ, lambda status, headers: seen.append(status)))
    return int(seen[0].split()[0]), json.loads(answer)
