"""scorm-again for the tests: what a learning platform runs in the browser to speak SCORM 1.2 with a package. `python tests/scorm_again.py` gets it."""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from xianxiang.live import bundle

VERSION = "3.4.3"
SHA512 = "Zbe+7ArMUbT1lVnqYxsbGRfI9JD9JVqEPzZLQdk0nfNmcDYJ404rMO9nbkQ0Hzwux5uACF9zKsvc29Q/ZzMOdg=="
KEPT = Path(__file__).resolve().parents[1] / "_build" / f"scorm-again-{VERSION}.js"


def script():
    """The script's text, from `_build` or, once, from the npm registry; a RuntimeError says what is missing."""
    if not KEPT.exists():
        KEPT.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT.parent) as scratch:  # of its own: several processes may want the script at once
            _, npm = bundle.tools()
            done = subprocess.run([*npm, "pack", f"scorm-again@{VERSION}", "--silent"], cwd=scratch, capture_output=True, text=True)
            archive = Path(scratch) / f"scorm-again-{VERSION}.tgz"
            if done.returncode or not archive.exists():
                raise RuntimeError(f"The tests of the SCORM package need scorm-again {VERSION} from the npm registry, once: is it within reach?\n{done.stderr[-800:]}")
            if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
                raise RuntimeError(f"{archive.name} is not what it was when the tests were written")
            made = Path(scratch) / KEPT.name
            with tarfile.open(archive) as files:
                made.write_bytes(files.extractfile("package/dist/scorm12.min.js").read())
            made.replace(KEPT)
    return KEPT.read_text(encoding="utf-8")


if __name__ == "__main__":
    try:
        script()
    except RuntimeError as error:
        sys.exit(str(error))
