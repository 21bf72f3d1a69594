"""Serve a built book on this machine as a host will: `python -m xianxiang.book.serve FOLDER [PORT]`."""

import gzip
import io
import re
import sys
from email.utils import parsedate_to_datetime
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PACKED = {".css", ".html", ".ipynb", ".js", ".json", ".mjs", ".svg", ".wasm"}
"""Kinds of file that travel packed, as web hosts send them; the others are packed already."""

NAMED_BY_CONTENT = re.compile(r"[.-][0-9a-f]{7,}(/[^/]+|\.(js|css|woff2))$")
"""Files whose name, or whose folder's name, changes with what they hold, so that a browser need not ask again."""

SMALL = 1000  # bytes below which packing saves nothing


@lru_cache(maxsize=500)
def packed(path, _changed):
    """A file as it travels; packed once for each state of the file."""
    return gzip.compress(Path(path).read_bytes(), compresslevel=4, mtime=0)


def sent(text, path):
    """What a host sends with a file, by the text of the site's `_headers`.

    Parameters
    ----------
    text : str
        Lines with a path, which may end in a star, each followed by indented headers.
    path : str
        The file's, from the site's root, with a stroke before it.

    Returns
    -------
    dict of str to str
        Where two rules set the same header, hosts send both.
    """
    found, meant = {}, False
    for line in text.splitlines():
        if line.startswith("/"):
            meant = path == line or (line.endswith("*") and path.startswith(line[:-1]))
        elif meant:
            name, _, value = line.strip().partition(": ")
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


@lru_cache(maxsize=10)
def rules(path, _changed):
    """The text of a `_headers`; read once for each state of the file."""
    return Path(path).read_text(encoding="utf-8")


class Quiet(SimpleHTTPRequestHandler):
    """A file server that speaks of trouble only, and lets no browser keep an old page."""

    protocol_version = "HTTP/1.1"  # one connection for many files

    def send_head(self):
        """Send what stands before a file's bytes, and return these: packed, if the browser takes them so."""
        path = Path(self.translate_path(self.path))
        takes = "gzip" in self.headers.get("Accept-Encoding", "") and "Range" not in self.headers
        state = path.stat() if takes and path.suffix in PACKED and path.is_file() else None
        if state is None or state.st_size < SMALL:
            return super().send_head()
        if self.unchanged_since(state.st_mtime):
            self.send_response(304)
            self.end_headers()
            return None
        data = packed(str(path), state.st_mtime_ns)
        self.send_response(200)
        for name, value in (
            ("Content-Type", self.guess_type(str(path))),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(data))),
            ("Last-Modified", self.date_time_string(state.st_mtime)),
            ("Vary", "Accept-Encoding"),
        ):
            self.send_header(name, value)
        self.end_headers()
        return io.BytesIO(data)

    def unchanged_since(self, changed):
        """Whether the browser says that it has a file of this time."""
        try:
            return int(changed) <= parsedate_to_datetime(self.headers.get("If-Modified-Since", "")).timestamp()
        except (TypeError, ValueError):
            return False

    def end_headers(self):
        """Have the browser ask anew each time, but for what cannot have changed; beside this send what the book's hosts send."""
        path, own = urlsplit(self.path).path, Path(self.directory) / "_headers"
        if own.is_file():
            for name, value in sent(rules(str(own), own.stat().st_mtime_ns), path).items():
                if name != "Cache-Control":
                    self.send_header(name, value)
        fixed = NAMED_BY_CONTENT.search(path)
        self.send_header("Cache-Control", "max-age=604800, immutable" if fixed else "no-cache")
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
