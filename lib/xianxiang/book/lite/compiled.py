"""Compile what lies in a zip; runs inside Pyodide, whose compiler it is.

``/desk/jobs.json`` lists [source, target, options]. Each target is the same zip with .pyc for .py. The options, all of which
may be left out: ``stay``, the sources stay beside what was compiled; ``bare``, docstrings go; ``drop``, a pattern of names that go.
"""

import io
import json
import re
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

EPOCH = (1980, 1, 1, 0, 0, 0)
TAG = "cpython-312"


def compiled(name, source, bare):
    """A module's .pyc, never checked against a source, with the module's own name in what it reports."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=2 if bare else 0)
    return bytes(_code_to_hash_pyc(code, source_hash(source), False))


def turned(files, stay=False, bare=False, drop=r"(?!)"):
    """The files with modules compiled: in the place of their sources, or beside them."""
    for name, data in files.items():
        if re.search(drop, name):
            continue
        if not name.endswith(".py"):
            yield name, data
            continue
        try:
            code = compiled(name, data, bare)
        except (SyntaxError, ValueError):  # a template or a test of something else
            yield name, data
            continue
        if stay:
            folder, _, stem = name.rpartition("/")
            yield name, data
            yield f"{folder}/__pycache__/{stem[:-3]}.{TAG}.pyc", code
        else:
            yield name + "c", code


def turn(source, target, options):
    """Write the zip `target` from the zip `source`."""
    with zipfile.ZipFile(io.BytesIO(open(source, "rb").read())) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    made = dict(turned(files, **options))
    for name in made:
        if name.endswith(".dist-info/RECORD"):
            made[name] = "".join(f"{other},,\n" for other in sorted(made)).encode()
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(made):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, made[name])
    with open(target, "wb") as file:
        file.write(memory.getvalue())


for job in json.load(open("/desk/jobs.json")):
    turn(*job)
