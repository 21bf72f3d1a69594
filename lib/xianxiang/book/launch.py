"""Buttons that open a chapter on other people's machines: Binder, a JupyterHub, Colab.

They need the repository's address, `repository: url:` in `_config.yml`, and are off while it is empty. Where each leads:

========== ===========================================================================================================
Binder     a container built from the repository (`binder/`), in which a chapter's source opens as a notebook
JupyterHub the hub pulls the repository (nbgitpuller) and opens the chapter; without an address of a hub in
           `xianxiang_jupyterhub` (`sphinx: config:`) the reader is asked for it on the page "Run it"
Colab      opens `.ipynb` files on GitHub only, so it gets the published notebook, from the branch `gh-pages` of the site
========== ===========================================================================================================
"""

from html import escape
from urllib.parse import quote, urlencode, urlsplit

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from xianxiang.language import say

from . import downloads, editions

BINDER = "https://mybinder.org"
COLAB = "https://colab.research.google.com"
SITE_BRANCH = "gh-pages"
ASK = "chapters/run"
ASK_ANCHOR = "your-hub"
FORM = """\
<form id="your-hub" class="xx-hub" data-link="{link}" style="display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end">
<label style="flex: 1 1 16rem">{address}<br><input type="url" required placeholder="https://hub.example.edu" style="width: 100%"></label>
<label>{chapter}<br><select>{choices}</select></label>
<button type="submit">{button}</button>
</form>
<script>
document.currentScript.previousElementSibling.addEventListener("submit", (event) => {{
  event.preventDefault();
  const form = event.target, hub = form.querySelector("input").value.replace(/\\/+$/, "");
  window.open(form.dataset.link.replace("HUB", hub).replace("SOURCE", encodeURIComponent(form.querySelector("select").value)), "_blank", "noopener");
}});
</script>"""


def binder(address, branch, chapter):
    """Address that opens a chapter's source on Binder; any git repository will do.

    >>> binder("https://github.com/someone/book", "main", "chapters/turn.md")
    'https://mybinder.org/v2/gh/someone/book/main?urlpath=lab/tree/chapters/turn.md'
    """
    parts = urlsplit(address)
    path = parts.path.strip("/").removesuffix(".git")
    kind = {"github.com": f"gh/{path}", "gitlab.com": f"gl/{quote(path, safe='')}"}.get(parts.netloc, f"git/{quote(address, safe='')}")
    return f"{BINDER}/v2/{kind}/{quote(branch, safe='')}?urlpath=lab/tree/{chapter}"


def hub(server, address, branch, chapter):
    """Address that has a JupyterHub pull the repository and open a chapter.

    >>> hub("https://hub.example.edu/", "https://github.com/someone/book", "main", "chapters/turn.md")
    'https://hub.example.edu/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Fbook&branch=main&urlpath=lab%2Ftree%2Fbook%2Fchapters%2Fturn.md'
    """
    folder = urlsplit(address).path.rstrip("/").rpartition("/")[2].removesuffix(".git")
    query = urlencode({"repo": address, "branch": branch, "urlpath": f"lab/tree/{folder}/{chapter}"})
    return f"{server.rstrip('/')}/hub/user-redirect/git-pull?{query}"


def colab(address, notebook):
    """Address that opens a chapter's published notebook on Colab, or None: it reads from GitHub only.

    >>> colab("https://github.com/someone/book", "en/notebooks/turn.ipynb")
    'https://colab.research.google.com/github/someone/book/blob/gh-pages/en/notebooks/turn.ipynb'
    """
    parts = urlsplit(address)
    if parts.netloc != "github.com":
        return None
    return f"{COLAB}/github/{parts.path.strip('/').removesuffix('.git')}/blob/{SITE_BRANCH}/{notebook}"


def settings(app):
    """The repository's address and branch, and the hub's address if the book has one."""
    return downloads.repository(app), app.config.html_theme_options["repository_branch"], app.config.xianxiang_jupyterhub


class HubForm(SphinxDirective):
    """Asks for the address of a JupyterHub and opens a chapter there; says why not where the book has no address itself."""

    def run(self):
        """The form, or a sentence."""
        app = self.env.app
        address, branch, _ = settings(app)
        if not address:
            return [nodes.paragraph("", say("This copy of the book was built without the address of a public repository, so it has no links to hubs."))]
        choices = "".join(f'<option value="{escape(editions.native(app, stem))}">{escape(stem)}</option>' for stem in downloads.chapters(app))
        words = {"address": say("The hub's address"), "chapter": say("Chapter"), "button": say("Open it there")}
        return [nodes.raw("", FORM.format(link=escape(hub("HUB", address, branch, "SOURCE")), choices=choices, **words), format="html")]


def offer(app, pagename, templatename, context, doctree):
    """Put the menu into the header of a chapter's page."""
    address, branch, server = settings(app)
    stem = downloads.chapter(app, pagename)
    if not address or stem is None:
        return
    source = editions.native(app, stem)
    ways = [("Binder", say("Opens in a container that Binder builds; the first start takes minutes"), binder(address, branch, source))]
    if server:
        ways.append(("JupyterHub", say("Opens on the class's hub"), hub(server, address, branch, source)))
    elif ASK in app.env.found_docs:
        ways.append((say("Your JupyterHub …"), say("Asks for the hub's address"), f"{context['pathto'](ASK)}#{ASK_ANCHOR}"))
    if link := colab(address, f"{app.config.xianxiang_edition}/{downloads.FOLDER}/{stem}.ipynb".lstrip("/")):
        ways.append(("Colab", say("Opens at Google; needs an account there"), link))
    buttons = [{"type": "link", "text": text, "tooltip": tip, "icon": "fas fa-arrow-up-right-from-square", "url": url, "label": "xx-launch"} for text, tip, url in ways]
    context["header_buttons"].append({"type": "group", "tooltip": say("Open this chapter on a hub"), "icon": "fas fa-rocket", "buttons": buttons, "label": "xx-launches"})


def setup(app):
    """Offer the ways on each chapter's page, after its downloads; give pages the form that asks for a hub."""
    app.add_config_value("xianxiang_jupyterhub", "", "env", [str])
    app.add_directive("hub-form", HubForm)
    app.connect("html-page-context", offer, priority=610)
