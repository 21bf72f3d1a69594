"""Build hook: a wheel carries the bundled scripts, so that an installed library needs neither node nor npm."""

import runpy
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = Path(__file__).parent / "lib" / "xianxiang" / "live" / "bundle.py"


class BundleHook(BuildHookInterface):
    """Bundle the scripts before a wheel is packed; an editable install bundles them when a book is built."""

    def initialize(self, version, build_data):
        """Called by hatchling before it packs."""
        if version == "standard":
            runpy.run_path(str(BUNDLE))["ensure"](log=self.app.display_info)
