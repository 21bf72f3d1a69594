"""What the web reads of the pages, with the site's address and without; and what publishes them: checked by reading it back."""

import doctest
import io
import json
import re
import shutil
import struct
import subprocess
import tarfile
import tomllib
import zipfile
from datetime import date
from html.parser import HTMLParser
from importlib import resources
from types import SimpleNamespace
from urllib.parse import quote
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from conftest import ROOT, build
from docutils import nodes
from PIL import Image
from sphinx.errors import ConfigError

import xianxiang
from xianxiang.book import cards, lite, publish, release, sbom, solutions
from xianxiang.live import bundle

ADDRESS = "https://x.example/book"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="640" height="300" viewBox="0 0 640 300"><rect x="40" y="40" width="560" height="200" fill="#d55e00"/>
<text x="40" y="280" font-family="Liberation Sans" font-size="20">Counties 县</text></svg>"""
STILL = f'<figure class="xx-still" data-for="one"><img alt="A bar" src="data:image/svg+xml,{quote(SVG)}"><figcaption><div><strong>Whose &amp; why</strong></div></figcaption></figure>'
PAGES = {
    "index": "---\ndescription: What this tiny book is.\n---\n# Tiny & small\n\nNot this sentence.\n",
    "one": f'# One "page" \\<here>\n\n```{{raw}} html\n{STILL}\n```\n\n```{{note}}\nA note comes first.\n```\n\nIt *says* this. And that: "so". Then $x^2$ follows. Not this.\n',
    "two": "# 县乡\n\n" + "A long sentence that says one thing after another " * 12 + "and ends.\n",
}
CONFIG = """\
title: Tiny
execute: {execute_notebooks: 'off'}
sphinx:
  extra_extensions: [xianxiang.book]
  recursive_update: true
  config:
    html_theme_options: {use_download_button: false, use_fullscreen_button: false} # they call what no policy lets run
"""


class Head(HTMLParser):
    """What a page says of itself: `meta` by name, the canonical address, data blocks, its title in the article."""

    def __init__(self, path):
        super().__init__()
        self.meta, self.canonical, self.data, self.heading, self.where = {}, [], [], "", []
        self.feed(path.read_text(encoding="utf-8"))
        self.heading = self.heading.strip().removesuffix("#").strip()

    def handle_starttag(self, tag, attributes):
        own = dict(attributes)
        if tag == "meta" and (name := own.get("name") or own.get("property")):
            self.meta.setdefault(name, []).append(own["content"])
        if tag == "link" and own.get("rel") == "canonical":
            self.canonical.append(own["href"])
        if tag == "article":
            self.where.append("article")
        if tag == "h1" and self.where == ["article"]:
            self.where.append("h1")
        if tag == "script":
            self.where.append("data" if own.get("type") == "application/ld+json" else "script")

    def handle_endtag(self, tag):
        if tag == "script" or (tag == "h1" and self.where[-1:] == ["h1"]):
            self.where.pop()

    def handle_data(self, data):
        if self.where[-1:] == ["data"]:
            self.data.append(json.loads(data))
        elif self.where[-1:] == ["h1"]:
            self.heading += data

    def said(self, name):
        """The one content of a name."""
        (content,) = self.meta[name]
        return content


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A book of three pages, built with an address; what a second build left as it was; and the same book built without one."""
    root = tmp_path_factory.mktemp("tiny")
    (root / "chapters").mkdir()
    for stem, text in PAGES.items():
        (root / f"chapters/{stem}.md").write_text(text, encoding="utf-8")
    (root / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\nchapters: [{file: chapters/one}, {file: chapters/two}]\n")
    (root / "_config.yml").write_text(CONFIG)
    shutil.copy(ROOT / "CITATION.cff", root)

    def built(address):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(publish.VARIABLE, address)
            done = build(root)
        assert done.returncode == 0, done.stdout + done.stderr
        return root / "_build/html"

    def everything(site):
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}

    site = built(ADDRESS)
    first, painted = everything(site), {path: path.stat().st_mtime_ns for path in (root / "_build/.cards").iterdir()}
    shutil.copytree(site, root / "with")
    (root / "chapters/two.md").write_text(PAGES["two"] + "\n", encoding="utf-8")
    second = everything(built(ADDRESS))
    again = {path: path.stat().st_mtime_ns for path in (root / "_build/.cards").iterdir()}
    citation = (root / "CITATION.cff").read_text(encoding="utf-8")
    (root / "CITATION.cff").write_text(citation.replace("name: the xianxiang authors", "name: Somebody Else"), encoding="utf-8")
    shutil.copytree(built(""), root / "without")
    return SimpleNamespace(root=root, site=root / "with", without=root / "without", same=(first, second), painted=(painted, again))


@pytest.mark.parametrize("module", [publish, cards, sbom])
def test_examples(module):
    assert doctest.testmod(module) == (0, {publish: 6, cards: 2, sbom: 1}[module])


# --------------------------------------------------------------------------------------------------------------- the address


@pytest.mark.parametrize("given, kept", [("", ""), (" ", ""), ("https://x.example", "https://x.example/"), ("http://x.example/book//", "http://x.example/book/"), ("https://x.example:8443/a/b", "https://x.example:8443/a/b/")])
def test_an_address_ends_in_one_slash(given, kept):
    assert publish.checked(given) == kept


@pytest.mark.parametrize("wrong", ["x.example/book", "ftp://x.example", "https://", "https://x.example/?page=1", "https://x.example/#top", "https://x.example/a b", 'https://x.example/"'])
def test_what_is_no_address_is_refused(wrong):
    with pytest.raises(ValueError, match="SITE_URL"):
        publish.checked(wrong)


def test_a_build_with_a_wrong_address_says_so(monkeypatch):
    monkeypatch.setenv(publish.VARIABLE, "x.example")
    with pytest.raises(ConfigError, match="SITE_URL.*'x.example'"):
        publish.configure(None, SimpleNamespace(html_baseurl="", xianxiang_edition=""))


def test_the_configuration_may_say_the_address():
    config = SimpleNamespace(html_baseurl="https://x.example/configured", xianxiang_edition="en", xianxiang_book="")
    publish.configure(SimpleNamespace(srcdir=ROOT, config=config), config)
    assert config.xianxiang_site == "https://x.example/configured/" and config.html_baseurl == "https://x.example/configured/en/" and config.xianxiang_citation["type"] == "book"


# ------------------------------------------------------------------------------------------------------------ what pages say


def test_a_page_says_its_address_and_its_card(tiny):
    for stem in PAGES:
        head, address = Head(tiny.site / f"chapters/{stem}.html"), f"{ADDRESS}/chapters/{stem}.html"
        assert head.canonical == [address] and head.said("og:url") == head.said("citation_public_url") == head.data[0]["url"] == address
        image = head.said("og:image")
        assert image == head.data[0]["image"] and (tiny.site / image.removeprefix(ADDRESS + "/")).is_file()
        assert (head.said("og:image:width"), head.said("og:image:height"), head.said("og:image:type")) == ("1200", "630", "image/png")
        assert head.said("og:image:alt").startswith(head.heading) and head.said("twitter:card") == "summary_large_image"
        assert head.said("og:locale") == "en_GB" and head.said("og:site_name") == "Tiny"


def test_a_page_is_cited_by_the_title_of_its_article(tiny):
    one, index = Head(tiny.site / "chapters/one.html"), Head(tiny.site / "chapters/index.html")
    assert one.said("citation_title") == one.said("og:title") == one.data[0]["name"] == one.heading == 'One “page” <here>'
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["preferred-citation"]
    assert one.said("citation_inbook_title") == index.said("citation_title") == citation["title"]
    assert "citation_inbook_title" not in index.meta and (index.said("og:type"), one.said("og:type")) == ("book", "article")
    for head in (one, index):
        assert head.meta["citation_author"] == [author["name"] for author in citation["authors"]]
        assert head.said("citation_publication_date") == citation["date-released"].replace("-", "/") and head.said("citation_language") == "en"


def test_pages_are_a_book_and_its_chapters(tiny):
    (index,), (one,) = Head(tiny.site / "chapters/index.html").data, Head(tiny.site / "chapters/one.html").data
    assert (index["@context"], index["@type"], one["@type"]) == ("https://schema.org", "Book", "Chapter") and "isPartOf" not in index
    assert one["isPartOf"] == {"@type": "Book", "@id": index["@id"], "name": index["name"], "url": index["url"]}
    for page in (index, one):
        assert page["license"] == "https://creativecommons.org/licenses/by/4.0/" and page["inLanguage"] == "en"
        assert {"@type": "Thing", "name": "game theory"} in page["about"] and page["author"][0]["name"] == "the xianxiang authors"
        date.fromisoformat(page["datePublished"])


def test_descriptions(tiny):
    said = {stem: Head(tiny.site / f"chapters/{stem}.html").said("description") for stem in PAGES}
    assert said["index"] == "What this tiny book is." and said["one"] == "It says this. And that: “so”."
    assert said["two"].startswith("A long sentence") and said["two"].endswith("…") and len(said["two"]) <= publish.LONGEST


@pytest.mark.parametrize("text, said", [
    (["One. Two three."], "One. Two three."),
    (["", " \n", "Four\nfive."], "Four five."),
    (["At 0.5 it turns. Why? “Because!” he said."], "At 0.5 it turns. Why? “Because!” he said."),
    (["Where \0 holds. So."], ""),
    (["Where \0 holds. So.", "Next."], "Next."),
    (["县与乡共谋。后来卸责。"], "县与乡共谋。后来卸责。"),
    (["One two. " + "Three " * 60], "One two."),
])
def test_a_description_is_whole_sentences(text, said):
    assert publish.described(text) == said


def test_data_of_a_page_cannot_end_its_block():
    block = publish.thing({"keywords": []}, "en", name="</script><b>")
    assert block.count("</script>") == 1 and json.loads(block[block.index("{") : block.rindex("}") + 1])["name"] == "</script><b>"


def test_the_root_shows_what_the_first_page_shows(tiny):
    root, first = Head(tiny.site / "index.html"), Head(tiny.site / "chapters/index.html")
    assert root.canonical == first.canonical
    assert root.meta == {name: first.meta[name] for name in first.meta if name.startswith("og:") or name in ("description", "twitter:card")}


def test_without_an_address_pages_say_what_needs_none(tiny):
    one = Head(tiny.without / "chapters/one.html")
    assert one.said("citation_author") == one.data[0]["author"][0]["name"] == "Somebody Else", "the citation is the old one"
    assert one.said("description") and one.said("citation_title") == one.heading and one.data[0]["@type"] == "Chapter"
    assert one.canonical == [] and not {"citation_public_url", "og:url", "og:image", "twitter:card"} & set(one.meta)
    assert not {"url", "@id", "image"} & set(one.data[0]) and one.data[0]["isPartOf"].keys() == {"@type", "name"}
    assert not [name for name in ("sitemap.xml", "robots.txt", "cards") if (tiny.without / name).exists()]
    assert not [path.name for path in tiny.without.rglob("*.html") if "x.example" in path.read_text(encoding="utf-8")]


def test_the_same_pages_and_cards_each_time(tiny):
    first, second = tiny.same
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name] and name not in ("_sources/chapters/two.md", "offline.json")] == []  # the list of files has the source too
    before, after = tiny.painted
    assert before and before == after, "a card was painted again"


# -------------------------------------------------------------------------------------------------------- the list of pages


def test_the_sitemap_lists_each_page_once(tiny):
    root = ElementTree.fromstring((tiny.site / "sitemap.xml").read_bytes())
    named = [element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert named == [f"{ADDRESS}/chapters/{stem}.html" for stem in sorted(PAGES)]
    assert all((tiny.site / address.removeprefix(ADDRESS + "/")).is_file() for address in named)
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (tiny.site / "robots.txt").read_text().splitlines()


def test_a_page_in_two_languages_names_both_in_each():
    text = publish.sitemap([{"en": "https://x.example/en/a.html?b&c", "zh-CN": "https://x.example/zh/a.html"}])
    entries = ElementTree.fromstring(text).findall("{*}url")
    links = [[(link.get("rel"), link.get("hreflang"), link.get("href")) for link in entry.findall("{http://www.w3.org/1999/xhtml}link")] for entry in entries]
    assert [entry.findtext("{*}loc") for entry in entries] == ["https://x.example/en/a.html?b&c", "https://x.example/zh/a.html"]
    assert links == 2 * [[("alternate", "en", "https://x.example/en/a.html?b&c"), ("alternate", "zh-CN", "https://x.example/zh/a.html")]]


# ------------------------------------------------------------------------------------------------------------------ the cards


def dark(image, box):
    """Share of a part of a picture that is darker than grey."""
    part = image.convert("L").crop(box)
    return sum(part.histogram()[:128]) / (part.width * part.height)


def test_a_card_shows_title_figure_and_name(tiny):
    data = (tiny.site / "cards/chapters/one.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", data[16:24]) == (1200, 630) and len(data) < 100_000
    image = Image.open(io.BytesIO(data))
    assert dark(image, (60, 80, 700, 140)) > 0.05, "no title"
    assert dark(image, (100, 30, 300, 70)) > 0.01, "no name"
    colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20)}
    assert (0xD5, 0x5E, 0) in colours, "no figure"
    plain = Image.open(tiny.site / "cards/chapters/two.png")
    assert plain.size == (1200, 630) and dark(plain, (60, 180, 300, 280)) > 0.05, "no title where there is no figure"


def test_chinese_characters_do_not_vanish(tmp_path):
    one, other = (cards.painted(cards.drawing(title, ""), tmp_path) for title in "县乡")
    assert one != other, "two empty boxes are alike"


def test_the_font_that_is_here_has_every_chinese_character_of_a_card(built):
    from fontTools.ttLib import TTFont

    wanted = cards.CHARACTERS + cards.shown(built)
    assert {"县", "共", "谋", "督"} <= set(wanted) and len(wanted) > 300
    for font in cards.FONTS.glob("*.otf"):
        held = TTFont(font).getBestCmap()
        assert "".join(letter for letter in wanted if ord(letter) not in held) == "", f"cut {font.name} anew: see cards.py"


def stills(book):
    """Each page's name, title and still picture."""
    for path in sorted(book.glob("chapters/*.html")):
        page = SimpleNamespace(findall=lambda kind, path=path: [nodes.raw("", path.read_text(encoding="utf-8"))])
        yield path.stem, Head(path).heading, cards.still(page)


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_every_line_of_a_card_is_set_in_a_font_that_is_here(built, edition):
    found = {stem: (title, still) for stem, title, still in stills(built / edition)}
    assert sum(still is not None for _, still in found.values()) > 20 and found["alliance"][1].title
    for title, still in found.values():
        svg = cards.drawing(title, "County and Township 县乡", still)
        for line in ElementTree.fromstring(svg).iter(f"{{{cards.SVG}}}text"):
            chinese = bool(cards.CHINESE.search("".join(line.itertext())))
            assert line.get("font-family").startswith(cards.HAN if chinese else "Liberation Sans")


def test_a_long_title_stays_on_the_card():
    title = "A title that goes on for very much longer than any title of this book has so far"
    for picture in (None, cards.Still("Figure", SVG)):
        root = ElementTree.fromstring(cards.drawing(title, "Book", picture))
        lines = [line for line in root.iter(f"{{{cards.SVG}}}text") if line.get("font-weight") == "bold"]
        assert " ".join(line.text for line in lines) == title
        assert all(cards.wide(line.text) * float(line.get("font-size")) <= cards.WIDTH - 2 * cards.MARGIN for line in lines)


# ------------------------------------------------------------------------------------------------------------- the whole book


def test_every_page_of_the_book_says_what_it_is(book):
    heads = {path.stem: Head(path) for path in book.glob("chapters/*.html")}
    for stem, head in heads.items():
        (data,) = head.data
        assert data["@type"] == ("Book" if stem == "index" else "Chapter") and data["name"] == head.said("citation_title")
        assert stem == "index" or head.said("citation_title") == head.heading
        assert 15 <= len(head.said("description")) <= publish.LONGEST and not re.search(r"[\\$<>\0]", head.said("description"))
    assert len({head.said("description") for head in heads.values()}) == len(heads) > 30


def test_a_data_block_is_no_script_to_a_strict_policy(chromium):
    parts = {"data": publish.thing({"keywords": ["a"]}, "en", name="One"), "script": "<script>1</script>"}
    policy = {"Content-Security-Policy": "default-src 'none'; script-src 'self'"}

    def answer(route):
        body = parts.get(route.request.url.rpartition("/")[2], "")
        route.fulfill(body=f"<!DOCTYPE html><title>One</title><body>{body}", content_type="text/html", headers=policy)

    page, said = chromium.new_page(), {}
    page.route("**/*", answer)
    page.add_init_script("window.told = []; addEventListener('securitypolicyviolation', (event) => told.push(event.violatedDirective))")
    for name in parts:
        page.goto(f"http://x.example/{name}")
        said[name] = page.evaluate("new Promise((done) => setTimeout(() => done(told), 100))")
    page.close()
    assert said == {"data": [], "script": ["script-src-elem"]}


# ------------------------------------------------------------------------------------------------------- what is published


def schema(name):
    """A schema that check-jsonschema carries."""
    return json.loads((resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json").read_text(encoding="utf-8"))


def held(name, document):
    """Where a document differs from a schema."""
    rules = schema(name)
    return [error.message[:300] for error in jsonschema.validators.validator_for(rules)(rules).iter_errors(document)]


def workflow(name):
    """A workflow; YAML reads its key `on` as true."""
    document = yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8"))
    document["on"] = document.pop(True)
    return document


@pytest.mark.parametrize("name", ["publish", "links"])
def test_a_workflow_is_one(name):
    assert held("github-workflows", workflow(name)) == []
    assert held("github-workflows", {**workflow(name), "jobs": {"a": {"runs-on": 3}}}) != []


def test_no_job_may_do_more_than_it_needs():
    jobs = workflow("publish")["jobs"]
    assert workflow("publish")["permissions"] == workflow("links")["permissions"] == {"contents": "read"}
    may = {name: {what for what, how in job.get("permissions", {}).items() if how == "write"} for name, job in jobs.items()}
    assert may == {"test": set(), "site": set(), "deploy": {"pages", "id-token"}, "notebooks": {"contents"}, "release": {"contents", "id-token", "attestations"}}
    for name in ("deploy", "notebooks", "release"):
        assert not any("checkout" in step.get("uses", "") or "make" in step.get("run", "") for step in jobs[name]["steps"]), "what may write runs nothing of the repository's"


def test_actions_are_pinned_and_expressions_stay_out_of_shells():
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"uses: (\S+)(.*)", text)
        assert named and all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) and re.fullmatch(r" # v\d+\.\d+\.\d+", said) for action, said in named)
        runs = [step["run"] for job in workflow(path.stem)["jobs"].values() for step in job["steps"] if "run" in step]
        assert runs and not any("${{" in run for run in runs)


def test_gitlab_and_netlify_publish_the_same_folder():
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    assert held("gitlab-ci", gitlab) == [] and held("gitlab-ci", {**gitlab, "pages": {"script": 3}}) != []
    assert gitlab["pages"]["artifacts"]["paths"] == ["public"] and "mv _build/html public" in gitlab["pages"]["script"]
    netlify = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))
    assert netlify["build"]["publish"] == "_build/html" and "make book" in netlify["build"]["command"]


def test_what_the_roads_call_is_in_the_makefile():
    goals = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in (".github/workflows/publish.yml", ".github/workflows/links.yml", ".gitlab-ci.yml", "netlify.toml"):
        for words in re.findall(r"\bmake ((?:[a-z-]+ ?)+)", (ROOT / name).read_text(encoding="utf-8")):
            assert set(words.split()) <= goals, name


# ------------------------------------------------------------------------------------------------------------ how it is cited


@pytest.fixture(scope="module")
def citation():
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_the_citation_file_is_valid(citation):
    assert held("citation-file-format", citation) == []
    assert held("citation-file-format", {**citation, "license": "no licence"}) != []
    assert "：" in citation["title"] and citation["preferred-citation"]["type"] == "book"


def test_the_deposit_follows_the_rules_of_zenodo():
    deposit = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    assert {"title", "upload_type", "publication_type", "description", "creators", "access_right", "license"} <= deposit.keys()
    assert (deposit["upload_type"], deposit["publication_type"], deposit["access_right"]) == ("publication", "book", "open")
    assert isinstance(deposit["license"], str) and re.fullmatch(r"[a-z0-9.-]+", deposit["license"]), "one licence, by Zenodo's name"
    assert all(set(creator) <= {"name", "affiliation", "orcid", "gnd"} and creator["name"] for creator in deposit["creators"])
    assert re.fullmatch(r"[a-z]{3}", deposit["language"]) and date.fromisoformat(deposit["publication_date"])
    assert set(re.findall(r"</?(\w+)", deposit["description"])) <= {"p", "br", "em", "strong", "a", "ul", "ol", "li", "sub", "sup"}
    assert len(deposit["title"]) > 2 and all(isinstance(word, str) for word in deposit["keywords"])


def test_every_place_names_the_same_book(citation):
    deposit, book = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8")), citation["preferred-citation"]
    config, project = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8")), tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(release.versions(ROOT).values()) == {xianxiang.__version__}
    assert citation["title"] == book["title"] == deposit["title"]
    english, _, chinese = citation["title"].partition(" (")
    assert english == config["title"] and english in project["description"] and chinese.rstrip(")") in project["description"]
    assert citation["date-released"] == book["date-released"] == deposit["publication_date"] and book["year"] == date.fromisoformat(book["date-released"]).year
    assert citation["keywords"] == deposit["keywords"] == project["keywords"]
    assert {author["name"] for author in citation["authors"]} == {creator["name"] for creator in deposit["creators"]} == {config["author"]}
    assert deposit["license"] == book["license"].lower() and " AND ".join(citation["license"]) == project["license"]
    assert config.get("html", {}).get("baseurl", "") in ("", citation.get("url")), "the site's address is also the citation's"


# ---------------------------------------------------------------------------------------------------------------- a release


@pytest.fixture(scope="module")
def copy(book, tmp_path_factory):
    """The book's folder elsewhere, with a PDF and a zip of the site."""
    root = tmp_path_factory.mktemp("release") / "book"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("_build", ".git", ".venv*", ".hypothesis", "node_modules", "__pycache__", "tests"))
    (root / "zh" / "edition.yml").unlink(missing_ok=True)  # of which something may be pending
    for name in ("paper/xianxiang.pdf", "paper/xianxiang-zh.pdf", "paper/notes.txt", "zip/xianxiang-site.zip"):
        path = root / "_build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return root


def test_a_release_holds_all_and_is_the_same_each_time(copy, monkeypatch):
    monkeypatch.setenv(lite.CACHE, str(ROOT / "_build" / ".lite"))
    first = (release.make(copy, f"v{xianxiang.__version__}") / release.SUMS).read_bytes()
    folder = release.make(copy)
    assert (folder / release.SUMS).read_bytes() == first
    own = f"xianxiang-{xianxiang.__version__}"
    named = {f"{own}-py3-none-any.whl", f"{own}.tar.gz", *(f"{own}-{kind}.cdx.json" for kind in ("python", "npm", "browser")), "xianxiang.pdf", "xianxiang-zh.pdf", "xianxiang-site.zip"}
    assert {path.name for path in folder.iterdir()} == named | {release.SUMS}
    done = subprocess.run(["sha256sum", "--check", "--quiet", release.SUMS], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0 and len(first.splitlines()) == len(named), done.stdout + done.stderr
    with zipfile.ZipFile(folder / f"{own}-py3-none-any.whl") as wheel:
        assert {"xianxiang/stage.py", "xianxiang/live/static/vega.js", "xianxiang/chapters/index.md"} <= set(wheel.namelist())
    with tarfile.open(folder / f"{own}.tar.gz") as sources:
        assert {f"{own}/pyproject.toml", f"{own}/CITATION.cff", f"{own}/lib/xianxiang/live/web/package-lock.json"} <= set(sources.getnames())
    for name in named:
        if name.endswith(".json"):
            assert_valid_bill((folder / name).read_text(encoding="utf-8"))


def assert_valid_bill(text):
    """Hold a bill to the schema that CycloneDX publishes."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"library"', '"book"')) is not None


def test_hidden_solutions_are_in_no_release(copy, tmp_path, monkeypatch):
    monkeypatch.setattr(solutions, "hidden", lambda config: True)
    monkeypatch.setattr(release.downloads, "build_wheel", lambda root, folder: None)
    release.pack(copy, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_tag_of_another_version_makes_no_release(copy):
    with pytest.raises(ValueError, match="'v9.9.9'.*the library"):
        release.make(copy, "v9.9.9")
    with pytest.raises(ValueError, match="CITATION.cff: 2"):
        release.check("v1", {"the library": "1", "CITATION.cff": "2"})


def test_the_bill_of_the_scripts_names_what_npm_names(tmp_path):
    """npm's own command makes the other list."""
    for name in ("package.json", "package-lock.json"):
        document = json.loads((bundle.WEB / name).read_text(encoding="utf-8"))
        (tmp_path / name).write_text(json.dumps(document | {"version": "1.0.0"}))
    node, npm = bundle.tools()
    done = subprocess.run([*npm, "sbom", "--package-lock-only", "--sbom-format", "cyclonedx"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    ours = sbom.npm(json.loads((bundle.WEB / "package-lock.json").read_text(encoding="utf-8")))
    assert {part["purl"] for part in ours["components"]} == {part["purl"] for part in theirs["components"]}
    needs = {entry["ref"]: set(entry["dependsOn"]) for entry in ours["dependencies"][1:]}
    names = {part["bom-ref"]: part["purl"] for part in theirs["components"]}
    for entry in theirs["dependencies"]:
        if entry["ref"] in names:
            assert needs[names[entry["ref"]]] == {names[other] for other in entry["dependsOn"]}, entry["ref"]


def test_the_bill_of_python_names_every_pin_and_its_hashes():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    made = sbom.python(text)
    found = {f"{part['name']}=={part['version']}": {each["content"] for each in part["externalReferences"][0]["hashes"]} for part in made["components"]}
    wanted = {}
    for line in text.splitlines():
        if pin := re.match(r"([\w.-]+)(?:\[[\w-]+\])?==(\S+)", line):
            own = wanted.setdefault(f"{sbom.named(pin[1])}=={pin[2]}", set())
        elif "sha256:" in line:
            own.add(line.split("sha256:")[1][:64])
    assert found == wanted
    needs = {entry["ref"].rpartition("@")[0]: entry["dependsOn"] for entry in made["dependencies"]}
    assert any(other.startswith("pkg:pypi/numpy@") for other in needs["pkg:pypi/pandas"])


def test_the_bill_of_the_browser_names_what_the_site_serves(built):
    """What lies in the lite site that was built here, by its own lock."""
    (served,) = {path for path in (built / "lite").rglob("pyodide-lock.json")}
    lock = json.loads(served.read_text(encoding="utf-8"))["packages"]
    official = json.loads((ROOT / "_build/.lite/npm/node_modules/pyodide/pyodide-lock.json").read_text(encoding="utf-8"))
    bill = {part["name"]: part["version"] for part in sbom.browser(official)["components"]}
    own = {"piplite", "ipykernel", "pyodide-kernel", "xianxiang", "ssl", "jedi"}  # the kernel's package brings them, the book makes them, or empty ones stand for them
    here = {sbom.named(name): entry["version"] for name, entry in lock.items() if name not in own and (served.parent / entry["file_name"]).is_file()}
    assert here.items() <= bill.items() and len(here) > 25
    assert {"pyodide", "jupyterlite-core", "jupyterlite-pyodide-kernel"} <= bill.keys()


