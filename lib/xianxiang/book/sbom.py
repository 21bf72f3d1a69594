"""Bills of materials (CycloneDX 1.6): what the book is built with, what its pages run, what the Python in the browser consists of.

Each is made from the list of pins that the build itself obeys, with the hashes that it checks; the same pins give the same bytes.

========== =================================================================================
python     ``requirements.txt``; licences and needs from the environment, as far as it has them
npm        ``live/web/package-lock.json``, what the scripts of the pages are bundled from
browser    ``lite/pins``, and Pyodide's own lock, which names the native wheels
========== =================================================================================
"""

import base64
import json
import re
import uuid
from importlib import metadata
from pathlib import Path

import xianxiang
from xianxiang.live import bundle

from .lite import supplies

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
HASH = re.compile(r"sha256:(\w{64})")


def named(name):
    """A Python package's name as indexes spell it.

    >>> named("Jupyter_Core")
    'jupyter-core'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def component(kind, name, version, hashes=(), licence=None, files=()):
    """A package in the words of CycloneDX.

    Parameters
    ----------
    kind : {"pypi", "npm"}
    name, version : str
    hashes : iterable of (str, str)
        Algorithm and digits, of the one file that is used.
    licence : str, optional
        An expression of SPDX.
    files : iterable of str
        SHA-256 of the files of which one is used, according to the machine.

    Returns
    -------
    dict
    """
    address = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    made = {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address}
    if hashes:
        made["hashes"] = [{"alg": algorithm, "content": digits} for algorithm, digits in hashes]
    if licence:
        made["licenses"] = [{"expression": licence}]
    if files:
        made["externalReferences"] = [{"type": "distribution", "url": f"https://pypi.org/simple/{name}/", "hashes": [{"alg": "SHA-256", "content": digits} for digits in files]}]
    return made


def bill(name, components, needs):
    """A whole bill.

    Parameters
    ----------
    name : str
        Of what consists of the components.
    components : list of dict
    needs : dict of str to set of str
        What a component needs, by their `bom-ref`; what is not among the components is left out.

    Returns
    -------
    dict
    """
    parts = {part["bom-ref"]: part for part in components}
    top = f"pkg:generic/{name}@{xianxiang.__version__}"
    wanted = {reference: sorted(set(needs.get(reference, ())) & parts.keys() - {reference}) for reference in sorted(parts)}
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": top, "name": name, "version": xianxiang.__version__, "purl": top}},
        "components": [parts[reference] for reference in sorted(parts)],
        "dependencies": [{"ref": top, "dependsOn": sorted(parts)}, *({"ref": reference, "dependsOn": found} for reference, found in wanted.items())],
    }
    return {**document, "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True))}"}


def python(requirements):
    """The bill of a list of pins with hashes.

    Parameters
    ----------
    requirements : str
        The text of a ``requirements.txt``.
    """
    pins = _pins(requirements)
    installed = {named(dist.metadata["Name"]): dist for dist in metadata.distributions()}
    references = {name: f"pkg:pypi/{name}@{version}" for name, (version, _) in pins.items()}
    components, needs = [], {}
    for name, (version, files) in pins.items():
        dist = installed.get(name)
        components.append(component("pypi", name, version, files=files, licence=dist and dist.metadata.get("License-Expression")))
        asked = {named(re.match(r"[\w.-]+", line)[0]) for line in (dist and dist.requires or ())}
        needs[references[name]] = {references[other] for other in asked if other in references}
    return bill("xianxiang-book", components, needs)


def _pins(text):
    """The packages of a list of pins, {name: (version, hashes)}."""
    return {named(name): (version, HASH.findall(rest)) for name, version, rest in PIN.findall(text)}


def npm(lock):
    """The bill of a ``package-lock.json``.

    Parameters
    ----------
    lock : dict
    """
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    components, needs = [], {}
    for path, entry in packages.items():
        part = component("npm", _title(path), entry["version"], _digits(entry), entry.get("license"))
        components.append(part)
        asked = {name for kind in ("dependencies", "optionalDependencies", "peerDependencies") for name in entry.get(kind, ())}
        found = {_found(packages, path, name) for name in asked} - {None}
        needs.setdefault(part["bom-ref"], set()).update(component("npm", _title(other), packages[other]["version"])["bom-ref"] for other in found)
    return bill(lock["name"], components, needs)


def _title(path):
    """A package's name, by its place in the tree."""
    return path.rpartition("node_modules/")[2]


def _digits(entry):
    """The hash of a package's file, as npm writes it, in hexadecimal digits."""
    algorithm, _, text = entry.get("integrity", "").partition("-")
    return [(algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(text).hex())] if text else []


def _found(packages, path, name):
    """Where node finds what the package at `path` asks for: beside it, or further up."""
    while True:
        place = f"{path}/node_modules/{name}" if path else f"node_modules/{name}"
        if place in packages or not path:
            return place if place in packages else None
        path = path.rpartition("node_modules/")[0].rstrip("/")


def browser(official):
    """The bill of the Python that runs in browsers.

    Parameters
    ----------
    official : dict
        The ``pyodide-lock.json`` of the release of Pyodide that the pins name.
    """
    native = official["packages"]
    parts, asked = {}, {}
    shell = _pins((supplies.PINS / "environment.txt").read_text(encoding="utf-8"))
    for name in _pins((supplies.PINS / "environment.in").read_text(encoding="utf-8")):  # JupyterLite, and what shows widgets in it
        version, files = shell[name]
        parts[name], asked[name] = component("pypi", name, version, files=files), ()
    for name in supplies.closure(native, supplies.ROOTS):
        if name not in supplies.UNNEEDED:
            parts[name] = component("pypi", name, native[name]["version"], [("SHA-256", native[name]["sha256"])])
            asked[name] = native[name]["depends"]
    for pins in ("pure.txt", "stripped.txt"):
        for name, (version, digits) in supplies.pinned(pins).items():
            parts[named(name)] = component("pypi", named(name), version, [("SHA-256", digits)])
            asked[named(name)] = supplies.NEEDS[name]
    core = npm(json.loads((supplies.PINS / "package-lock.json").read_text(encoding="utf-8")))
    needs = {parts[name]["bom-ref"]: {parts[named(other)]["bom-ref"] for other in others if named(other) in parts} for name, others in asked.items()}
    needs |= {entry["ref"]: set(entry["dependsOn"]) for entry in core["dependencies"][1:]}
    return bill("xianxiang-lite", [*parts.values(), *core["components"]], needs)


def write_all(root, folder, cache):
    """Write the three bills.

    Parameters
    ----------
    root : pathlib.Path
        The folder of ``requirements.txt``.
    folder : pathlib.Path
        Where they go.
    cache : pathlib.Path
        What the lite site's build keeps; the core of Pyodide is fetched into it if it is not there.
    """
    web = json.loads((bundle.WEB / "package-lock.json").read_text(encoding="utf-8"))
    bills = {
        "python": python((root / "requirements.txt").read_text(encoding="utf-8")),
        "npm": npm(web),
        "browser": browser(supplies.official_lock(supplies.core(cache, print))),
    }
    for name, made in bills.items():
        path = Path(folder) / f"xianxiang-{xianxiang.__version__}-{name}.cdx.json"
        path.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
