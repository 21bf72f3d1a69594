"""Build hook: a wheel carries the bundled scripts, so that an installed library needs neither node nor npm.

It carries the chapters' sources and data too: the ledger's table reads them.
"""

import runpy
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
BUNDLE = ROOT / "lib" / "xianxiang" / "live" / "bundle.py"
SOLUTIONS = ROOT / "lib" / "xianxiang" / "book" / "solutions.py"
CARRIED = (".md", ".csv", ".bib")


class BundleHook(BuildHookInterface):
    """Bundle the scripts before a wheel is packed; an editable install bundles them when a book is built."""

    def initialize(self, version, build_data):
        """Called by hatchling before it packs."""
        self.scratch = tempfile.TemporaryDirectory(prefix="xianxiang-")
        if version == "standard":
            runpy.run_path(str(BUNDLE))["ensure"](log=self.app.display_info)
            homes = {"": ROOT / "chapters"} | {f"{path.parent.name}/": path.parent / "chapters" for path in sorted(ROOT.glob("*/edition.yml"))}
            chapters = {path: below for below, folder in homes.items() for path in sorted(folder.glob("*.*")) if path.suffix in CARRIED}
            build_data["force_include"].update({str(self.shown(path)): f"xianxiang/chapters/{below}{path.name}" for path, below in chapters.items()})

    def finalize(self, version, build_data, artifact_path):
        """Called by hatchling when it has packed."""
        self.scratch.cleanup()

    def shown(self, path):
        """A chapter's file, or a copy of it without what the book's configuration hides."""
        config, solutions = ROOT / "_config.yml", runpy.run_path(str(SOLUTIONS))
        if path.suffix != ".md" or not config.exists() or not solutions["hidden"](config.read_text(encoding="utf-8")):
            return path
        copy = Path(self.scratch.name) / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(solutions["without"](path.read_text(encoding="utf-8")), encoding="utf-8")
        return copy
