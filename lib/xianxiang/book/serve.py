"""Serve a built book on this machine: `python -m xianxiang.book.serve FOLDER [PORT]`."""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Quiet(SimpleHTTPRequestHandler):
    """A file server that speaks of trouble only, and lets no browser keep an old page."""

    def end_headers(self):
        """Have the browser ask anew each time."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_request(self, *args):
        """Say nothing of what went well."""


def server(folder, port=0):
    """A server of a folder, on this machine only; port 0 takes any free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=folder))


def main(folder, port="8000"):
    """Serve until interrupted, or say why not."""
    try:
        site = server(folder, int(port))
    except OSError as error:
        sys.exit(f"Port {port} cannot be had ({error.strerror}). Another program may use it; choose another: make serve PORT=8001")
    print(f"The book is at http://localhost:{port} (Ctrl-C ends)", flush=True)
    try:
        site.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main(*sys.argv[1:])
