"""Build hook: a wheel carries the bundled scripts, so that an installed library needs neither node nor npm.

It carries the chapters' sources and data too: the ledger's table reads them.
"""

import runpy
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
BUNDLE = ROOT / "lib" / "xianxiang" / "live" / "bundle.py"
CARRIED = (".md", ".csv", ".bib")


class BundleHook(BuildHookInterface):
    """Bundle the scripts before a wheel is packed; an editable install bundles them when a book is built."""

    def initialize(self, version, build_data):
        """Called by hatchling before it packs."""
        if version == "standard":
            runpy.run_path(str(BUNDLE))["ensure"](log=self.app.display_info)
            chapters = sorted(path for path in (ROOT / "chapters").iterdir() if path.suffix in CARRIED)
            build_data["force_include"].update({str(path): f"xianxiang/chapters/{path.name}" for path in chapters})
