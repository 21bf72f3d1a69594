"""The Chinese edition held to the English: every fault that can be planted is found, and what is right is left alone."""

import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache

import pytest
from conftest import ROOT

from xianxiang.book import copied, pairing, release, translation, wording
from xianxiang.book.blocks import blocks

ENGLISH = {
    "_toc.yml": "root: chapters/index\nchapters:\n  - file: chapters/well\n  - file: chapters/glossary\n",
    "chapters/glossary.md": """# Glossary

```{glossary}
collusion
共谋 (gòngmóu)
  Two who meet an inspection together. First used in {doc}`well`.

deflect
推卸、撇清 (tuīxiè, piēqīng)
  To push blame across.
```
""",
    "chapters/index.md": "# The book\n\n{doc}`well` is its only chapter.\n",
    "chapters/well.md": r"""---
kernelspec: {name: python3}
description: A well, and who looks into it.
---

# The well

Two villages share a well, and since 1987 each has cleaned it in turn, once in 14 days. The record
says so; nobody has read it for 46% of that time.

**What is at stake.** Let $w$ be the water and $c > 0$ what cleaning costs. Whoever cleans gains $w - c$, and *hiding* is worth {glue:text}`worth` {cite:p}`hardin1968`. The two call it {term}`collusion`.

```{code-cell} ipython3
:tags: [hide-input]
from xianxiang import figures

figures.well(title="Two villages", depth=3)  # the figure
```

````{reveal} the-well
In {glue:text}`few` of {glue:text}`all` cases the well stays clean, as {doc}`glossary` and {eq}`gain` have it. Call `wells.clean(depth=3)` and see.

| village | says |
|---|---|
| the upper | we did |
| the lower | they did not |
| the dry | 枯 or dry |
````

```{prf:proposition} Who cleans
:label: who-cleans

Each village cleans at most once, and does so exactly when

$$
w - c \ge \text{what it loses},
$$ (gain)

where the loss is strictly positive.
```

```{prf:proof}
See [the manual](https://example.org/wells): it is a stag hunt, and the best reply to cleaning is to clean.
```

## What it leaves out

Rain, for one thing.

1. The first village could {term}`deflect`.
2. The other one could, too, as {prf:ref}`who-cleans` shows.

```{exercise} Dig deeper
:label: ex-deeper

Let the depth be 5. Who cleans the well then? Give the answer for two villages and for three of them, and say which of the numbers on this page it changes and which it leaves alone.
```

```{solution} ex-deeper
:class: dropdown

Nobody does, {glue:text}`deeper`.
```
""",
    "chapters/claims.csv": 'id,section,claim,model\n1,A. Wells,"Of 3 wells, one is clean.",wells.clean\n2,A. Wells,A deep well is cleaned by nobody.,wells.deep\n',
    "chapters/references.bib": "@article{hardin1968,\n  author = {Hardin, Garrett},\n  title = {{The Tragedy of the Commons}},\n  year = {1968},\n  note = {Last page not checked}\n}\n",
    "README.md": "# Wells\n\nA book on wells. See [the Chinese one](README.zh.md).\n\n```\nmake serve  # builds it\n```\n",
}
CHINESE = {
    "zh/edition.yml": "language: zh_CN\n",
    "zh/chapters/glossary.md": """# 术语表

```{glossary}
共谋
collusion
  两家一起应付检查。首见于{doc}`well`。

撇清
推卸
deflect
  把责任推给对方。
```
""",
    "zh/chapters/index.md": "# 全书\n\n{doc}`well`是仅有的一章。\n",
    "zh/chapters/well.md": r"""---
kernelspec: {name: python3}
description: 一口井，和往井里看的人。
---

# 井

两个村共用一口井，1987年以来轮流清洗，每14天一次。记录上是这样写的；其中46%的时间里，没有人读过记录。

**利害在哪里**。设$w$为水量，清洗的成本$c > 0$。清洗的一方净得$w - c$，而“隐瞒”值{glue:text}`worth`{cite:p}`hardin1968`。两村称之为{term}`共谋`。

```{code-cell} ipython3
:tags: [remove-cell]
import xianxiang

xianxiang.speak("zh")
```

```{code-cell} ipython3
:tags: [hide-input]
from xianxiang import figures

figures.well(title="两个村", depth=3)  # 图
```

````{reveal} the-well
正如{doc}`glossary`和{eq}`gain`所说，{glue:text}`all`种情形里有{glue:text}`few`种井是干净的。运行`wells.clean(depth=3)`看看。

| 村 | 说法 |
|---|---|
| 上村 | 我们洗了 |
| 下村 | 他们没洗 |
| the dry | 枯，或者干 |
````

```{prf:proposition} 谁来清洗
:label: who-cleans

每个村至多清洗一次，而且当且仅当

$$
w - c \ge \text{所失},
$$ (gain)

时清洗，其中损失严格为正。
```

```{prf:proof}
见[手册](https://example.org/wells)：这是猎鹿博弈，对清洗的最优反应是清洗。
```

## 没有包括什么

比如雨。

1. 第一个村可以{term}`推开 <推卸>`。
2. 由{prf:ref}`who-cleans`可知，另一个村也可以。

```{exercise} 挖深一些
:label: ex-deeper

设井深为5。这时谁来洗井？请就两个村和三个村分别作答，并说明本页的数字里哪些因此改变，哪些不受影响。
```

```{solution} ex-deeper
:class: dropdown

没有人洗，{glue:text}`deeper`。
```
""",
    "zh/chapters/claims.csv": "id,section,claim\n1,甲、井,3口井里有一口干净。\n2,甲、井,井深了就没有人洗。\n",
    "zh/chapters/references.bib": "@article{hardin1968,\n  author = {Hardin, Garrett},\n  title = {{The Tragedy of the Commons}},\n  year = {1968},\n  note = {末页未核对}\n}\n",
    "README.zh.md": "# 井\n\n一本讲井的书。另见[英文版](README.md)。\n\n```\nmake serve  # 构建\n```\n",
}


FAULTS = {
    # what changed in the English
    "a changed paragraph": ("chapters/well.md", "Rain, for one thing.", "Frost, for one thing.", "the English has changed", 54),
    "a changed word in a formula": ("chapters/well.md", "what it loses", "what it wins", "the English has changed", 41),
    "a changed option": ("chapters/well.md", ":class: dropdown", ":class: note", ":class: is 'dropdown'", 65),
    "a changed entry": ("chapters/glossary.md", "To push blame across.", "To push blame aside.", "the English has changed", 8),
    "a changed claim": ("chapters/claims.csv", "A deep well is cleaned by nobody.", "A deep well is not cleaned.", "the English has changed", 3),
    "a changed reference": ("chapters/references.bib", "Last page not checked", "Pages not checked", "the English has changed", 1),
    "a changed README": ("README.md", "A book on wells.", "A book about wells.", "the English has changed", 3),
    "a new paragraph": ("chapters/well.md", "Rain, for one thing.", "Rain, for one thing.\n\nAnd frost.", "is missing: paragraph: And frost.", 54),
    "a new item": ("chapters/well.md", "shows.\n", "shows.\n3. There may be more.\n", "is missing: numbered item", 57),
    "a new claim": ("chapters/claims.csv", "2,A. Wells", "5,A. Wells,A new one.,wells.new\n2,A. Wells", "is not that of the English: 5", 1),
    "a paragraph that is gone": ("chapters/well.md", "Rain, for one thing.\n\n", "", "its English is gone: paragraph: 比如雨", 54),
    "blocks that change places": ("chapters/well.md", "1. The first village could {term}`deflect`.\n2. The other one could, too, as {prf:ref}`who-cleans` shows.",
                                  "1. The other one could, too, as {prf:ref}`who-cleans` shows.\n2. The first village could {term}`deflect`.", "out of order", 57),
    # what is missing
    "a missing chapter": ("zh/chapters/well.md", None, None, "zh/chapters/well.md is missing", None),
    "a missing table": ("zh/chapters/claims.csv", None, None, "zh/chapters/claims.csv is missing", None),
    "a missing README": ("README.zh.md", None, None, "README.zh.md is missing", None),
    "a missing row": ("zh/chapters/claims.csv", "2,甲、井,井深了就没有人洗。\n", "", "column id is not that of the English: 2", 1),
    "a missing paragraph": ("zh/chapters/well.md", "比如雨。\n\n", "", "is missing: paragraph: Rain", 52),
    "a missing item": ("zh/chapters/well.md", "2. 由{prf:ref}`who-cleans`可知，另一个村也可以。\n", "", "is missing: numbered item", 56),
    "a missing cell": ("zh/chapters/well.md", "| 下村 | 他们没洗 |", "| 下村 | |", "is not translated", 32),
    "a missing directive": ("zh/chapters/well.md", "```{solution} ex-deeper\n:class: dropdown\n\n没有人洗，{glue:text}`deeper`。\n```", "没有人洗，{glue:text}`deeper`。", "is missing: solution", 62),
    "a block too many": ("zh/chapters/well.md", "比如雨。", "比如雨。\n\n还有霜。", "has no English", 56),
    "a block of another kind": ("zh/chapters/well.md", "1. 第一个村", "第一个村", "is missing: numbered item", 54),
    "another level": ("zh/chapters/well.md", "## 没有包括什么", "### 没有包括什么", "is a heading 3, in English a heading 2", 52),
    "two paragraphs in one": ("zh/chapters/well.md", "没有人读过记录。\n\n", "没有人读过记录。", "is missing: paragraph", 6),
    "a sentence left out": ("zh/chapters/well.md", "请就两个村和三个村分别作答，并说明本页的数字里哪些因此改变，哪些不受影响。", "", "is short", 62),
    "an entry without its English": ("zh/chapters/glossary.md", "推卸\ndeflect", "推卸", "the entry has no line “deflect”", 8),
    "an entry without Chinese": ("zh/chapters/glossary.md", "撇清\n推卸\ndeflect", "deflect", "does not begin with a Chinese term", 8),
    # what differs and must not
    "an untranslated paragraph": ("zh/chapters/well.md", "比如雨。", "Rain, for one thing.", "is not translated", 54),
    "an untranslated title": ("zh/chapters/well.md", "{prf:proposition} 谁来清洗", "{prf:proposition} Who cleans", "is not translated", 36),
    "an untranslated description": ("zh/chapters/well.md", "description: 一口井，和往井里看的人。", "description: A well, and who looks into it.", "is not translated", 1),
    "an untranslated claim": ("zh/chapters/claims.csv", "井深了就没有人洗。", "A deep well is cleaned by nobody.", "is not translated", 3),
    "an untranslated note": ("zh/chapters/references.bib", "末页未核对", "Last page not checked", "is not translated", 1),
    "an untranslated formula": ("zh/chapters/well.md", "\\text{所失}", "\\text{what it loses}", "words in the formula are not translated", 41),
    "English left standing": ("zh/chapters/well.md", "比如雨。", "比如雨，and so on and so forth。", "English left standing", 54),
    "a lost number": ("zh/chapters/well.md", "其中46%的时间里", "其中很多时间里", "the number 46 is lost", 8),
    "another number": ("zh/chapters/well.md", "每14天", "每41天", "the number 14 is lost", 8),
    "no per cent": ("zh/chapters/well.md", "46%", "46", "46 or 46%", 8),
    "a number too many": ("zh/chapters/well.md", "比如雨。", "比如7月的雨。", "the number 7 is not in the English", 54),
    "a changed formula": ("zh/chapters/well.md", "c \\ge \\text", "c > \\text", "the formula differs", 41),
    "a changed formula in a line": ("zh/chapters/well.md", "成本$c > 0$", "成本$c < 0$", "formula c>0 is lost", 10),
    "a lost formula": ("zh/chapters/well.md", "净得$w - c$", "净得其差", "formula w-c is lost", 10),
    "another label of a formula": ("zh/chapters/well.md", "$$ (gain)", "$$ (loss)", ":label: is 'loss'", 41),
    "a changed name in code": ("zh/chapters/well.md", "figures.well(", "figures.wells(", "the code differs", 19),
    "a changed value in code": ("zh/chapters/well.md", "depth=3)  #", "depth=4)  #", "the code differs", 19),
    "a lost line of code": ("zh/chapters/well.md", "from xianxiang import figures\n\n", "", "the code has 1 statements, the English 2", 19),
    "another string in code": ("zh/chapters/well.md", 'title="两个村"', 'title="Villages"', "the code differs", 19),
    "a changed name in a line": ("zh/chapters/well.md", "wells.clean(depth", "well.clean(depth", "code wells.clean(depth=3) is lost", 27),
    "a changed command": ("README.zh.md", "make serve", "make book", "the code differs", 5),
    "a tag of a cell": ("zh/chapters/well.md", "[hide-input]", "[remove-input]", ":tags: is '[remove-input]'", 19),
    "another argument": ("zh/chapters/well.md", "{reveal} the-well", "{reveal} a-well", "the argument is 'a-well'", 26),
    "another label": ("zh/chapters/well.md", ":label: who-cleans", ":label: who-clean", ":label: is 'who-clean'", 36),
    "a lost option": ("zh/chapters/well.md", ":label: ex-deeper\n", "", ":label: is None", 59),
    "another kernel": ("zh/chapters/well.md", "name: python3", "name: python", "front matter: kernelspec", 1),
    "a lost role": ("zh/chapters/well.md", "有{glue:text}`few`种井", "有些井", "role {glue:text}`few` is lost", 27),
    "another role's target": ("zh/chapters/well.md", "{glue:text}`deeper`", "{glue:text}`deepest`", "role {glue:text}`deepest` is not in the English", 68),
    "another kind of citation": ("zh/chapters/well.md", "{cite:p}`hardin1968`", "{cite:t}`hardin1968`", "role {cite:p}`hardin1968` is lost", 10),
    "another equation": ("zh/chapters/well.md", "{eq}`gain`", "{eq}`loss`", "role {eq}`gain` is lost", 27),
    "another page": ("zh/chapters/well.md", "{doc}`glossary`", "{doc}`index`", "role {doc}`glossary` is lost", 27),
    "another proposition": ("zh/chapters/well.md", "{prf:ref}`who-cleans`", "{prf:ref}`cleaning`", "role {prf:ref}`who-cleans` is lost", 57),
    "another term": ("zh/chapters/well.md", "{term}`共谋`", "{term}`撇清`", "role {term}`collusion` is lost", 10),
    "no term": ("zh/chapters/well.md", "{term}`共谋`", "{term}`同谋`", "the glossary has no such term", 10),
    "another link": ("zh/chapters/well.md", "example.org/wells", "example.org/well", "link https://example.org/wells is lost", 49),
    "another key": ("zh/chapters/references.bib", "{hardin1968", "{hardin1986", "key hardin1968 is lost", 1),
    "another year": ("zh/chapters/references.bib", "year = {1968}", "year = {1969}", ":year: is '1969'", 1),
    "a column too many": ("zh/chapters/claims.csv", "id,section,claim\n", "id,section,essay\n", "column essay is not in the English", 1),
    "figures that do not speak": ("zh/chapters/well.md", '```{code-cell} ipython3\n:tags: [remove-cell]\nimport xianxiang\n\nxianxiang.speak("zh")\n```\n', "", "the first cell", 13),
    "figures that speak English": ("zh/chapters/well.md", 'speak("zh")', 'speak("en")', "the first cell", 12),
    "figures that speak in sight": ("zh/chapters/well.md", ":tags: [remove-cell]\nimport", "import", "the first cell", 12),
    # how Chinese is written
    "a term that is not the book's": ("zh/chapters/well.md", "这是猎鹿博弈", "这是猎鹿游戏", "“stag hunt” is 猎鹿博弈", 49),
    "another word for a term": ("zh/chapters/well.md", "最优反应", "最佳反应", "最佳反应: the book's word is 最优反应", 49),
    "a word that is denied": ("zh/chapters/well.md", "比如雨。", "比如甩锅。", "甩锅: the book's word is 卸责", 54),
    "a lost bound": ("zh/chapters/well.md", "至多清洗一次", "清洗一次", "“at most” is in the English", 39),
    "a lost strictness": ("zh/chapters/well.md", "严格为正", "为正", "“strictly” is in the English", 45),
    "a lost direction": ("zh/chapters/well.md", "当且仅当", "只要", "“exactly when” is in the English", 39),
    "another number in words": ("zh/chapters/well.md", "请就两个村和三个村分别作答", "请就两个村和四个村分别作答", "“three” is in the English", 62),
    "a lost negation": ("zh/chapters/well.md", "没有人洗，", "人人洗，", "“Nobody” is in the English", 68),
    "fragile stars": ("zh/chapters/well.md", "**利害在哪里**。设", "**利害在哪里。**设", "* that does not work as emphasis", 10),
    "stars gone astray": ("zh/chapters/well.md", "村共用一口井，1987年以来轮流清洗", "村**共用。**一口井，1987年以来**轮流**清洗", "* that does not work as emphasis", 8),
    "lost stars": ("zh/chapters/well.md", "**利害在哪里**。设", "利害在哪里。设", "**…** stands 0 times, in English 1", 10),
    "a half-width comma": ("zh/chapters/well.md", "水量，清洗", "水量,清洗", "a half-width stop or bracket", 10),
    "a half-width comma after a formula": ("zh/chapters/well.md", "c > 0$。", "c > 0$, ", "a half-width stop or bracket", 10),
    "a half-width full stop": ("zh/chapters/well.md", "比如雨。", "比如雨.", "a half-width stop or bracket", 54),
    "half-width brackets": ("zh/chapters/well.md", "比如雨。", "比如(大)雨。", "a half-width stop or bracket", 54),
    "straight quotes": ("zh/chapters/well.md", "“隐瞒”", '"隐瞒"', "a straight quote", 10),
    "quotes that do not pair": ("zh/chapters/well.md", "“隐瞒”", "“隐瞒“", "“ and ” do not pair", 10),
    "a blank before a number": ("zh/chapters/well.md", "每14天", "每 14天", "a blank beside Chinese", 8),
    "a blank before a role": ("zh/chapters/well.md", "而“隐瞒”值{glue", "而“隐瞒”值 {glue", "a blank beside Chinese", 10),
    "a blank after a stop": ("zh/chapters/well.md", "利害在哪里**。设", "利害在哪里**。 设", "a blank beside Chinese", 10),
    "a broken line": ("zh/chapters/well.md", "轮流清洗，每14", "轮流清洗，\n每14", "a line ends within the Chinese", 8),
    "the essay's words": ("zh/chapters/well.md", "比如雨。", "老乡都晓得，后山那口旧井冬暖夏凉。", "characters in a row are the essay's: 都晓得后山那口旧井冬暖夏凉", 54),
    "the essay's words in a claim": ("zh/chapters/claims.csv", "井深了就没有人洗。", "都晓得后山那口旧井冬暖夏凉，不洗。", "characters in a row are the essay's", 3),
}
ESSAY = "村里人都晓得：后山，那口旧井冬暖夏凉。"


def write(root, files):
    """Put files into a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def accepted(tmp_path_factory):
    """A small book in two languages, the second accepted."""
    root = tmp_path_factory.mktemp("shelf") / "book"
    write(root, {**ENGLISH, **CHINESE, "../shared/essay.txt": ESSAY})
    assert translation.accept(root, "zh") == []
    return root


@pytest.fixture
def book(accepted, tmp_path):
    """A copy of it."""
    shutil.copytree(accepted.parent, tmp_path / "shelf")
    return tmp_path / "shelf" / "book"


def test_two_editions_that_agree_are_left_alone(book):
    assert translation.check(book, "zh") == []
    assert len(translation.sources(book, "zh")["zh/chapters/well.md"]) == sum(block.kind != "code-cell" for block in blocks(ENGLISH["chapters/well.md"]))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(book, fault):
    name, old, new, what, line = FAULTS[fault]
    if old is None:
        (book / name).unlink()
    else:
        text = (book / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (book / name).write_text(text.replace(old, new), encoding="utf-8")
    found = translation.check(book, "zh")
    assert any(what in str(finding) for finding in found), list(map(str, found))
    if line:
        assert any(what in finding.what and finding.place.endswith(f":{line}") for finding in found), list(map(str, found))


@pytest.mark.parametrize(("english", "chinese"), [
    ("Three villages share it, and 1,987 people.", "3个村、1987人共用。"),
    ("Some 20 to 80 per cent, or 1.5 million, in 40,800 cases.", "40800例中的20%至80%，即150万。"),
    ("The change comes between 45 and 60%.", "变化发生在45%与60%之间。"),
    ("Twenty-five of a hundred and one.", "101个里有25个。"),
    ("Seven tenths of it, in half of the cases.", "一半情形里占70%，即50%。"),
    ("Written on 13 June 2021, at the 18th Congress.", "写于2021年6月13日，十八大之后。"),
    ("It is *not* hidden. **Both** see it.", "*没有*隐瞒。**双方**都看得见。"),
    ("See `f(x)` and `g`, at $x < 1$.", "见`g`和`f(x)`，其中$x < 1$。"),
    ("If it rises, it rises at $x$.", "$x$上升，则随$x$上升。"),
    ("At $a$ it is $b$.", "$a = b$。"),
    ("The first is $x = 1$; then at $x$ it falls.", "第一个是$x = 1$，此后下降，降在$x$处。"),
    ("What is left, (1 − b)·f(2), is small.", "剩下的(1 − b)·f(2)很小。"),
    ("Kofman and Lawarrée (Econometrica, 1993) say so.", "Kofman与Lawarrée（Econometrica，1993）这样说。"),
    ("It runs on Python 3.11, in 1,000 ms.", "在Python 3.11上运行，用时1,000 ms。"),
    ("Python 3.11", "Python 3.11"),
    ("The checkers are not strict at most settings.", "在大多数设定下，检查者并不较真。"),
    ("It says “hidden (twice)”.", "书上写着“隐瞒（两次）”。"),
    ("Between [a, b] and 'c' there is “d” · e.", "[a, b]与'c'之间有“d” · e。"),
    ("Rules 2a and 2b, X1 to X6.", "规则2a和2b，X1到X6。"),
])
def test_what_is_right_is_left_alone(english, chinese):
    (ours,), (theirs,) = blocks(english), blocks(chinese)
    assert pairing.of_pair(ours, theirs, {}) == []


@pytest.mark.parametrize(("code", "same"), [
    ('show("two villages", 3)', {'show("两个村", 3)  # 图': True, 'show("two towns", 3)': False, 'show("两个村", 4)': False, 'draw("两个村", 3)': False, 'show(3, "两个村")': False}),
    ('show(f"{n} of {m:.1f} villages")', {'show(f"{m:.1f}个村里有{n}个")': True, 'show(f"{m:.2f}个村里有{n}个")': False, 'show(f"{n}个村")': False}),
    ('", ".join(names)', {'"、".join(names)': True, '"x".join(names)': False}),
    ("%timeit f(1)", {"%timeit f(1)  # 计时": True, "%timeit f(2)": False}),
    ("x = 1\ny = 2", {"x = 1\n\n# 注\ny = 2": True, "x = 1": False, "y = 2\nx = 1": False}),
])
def test_code_is_the_same_but_for_its_comments_and_words(code, same):
    assert {other: not list(pairing.of_code(code, other)) for other in same} == same


def test_blocks_know_their_lines():
    """Each of the small book's blocks begins where its line says."""
    lines = CHINESE["zh/chapters/well.md"].splitlines()
    for block in blocks(CHINESE["zh/chapters/well.md"]):
        first = (block.source or block.body).strip().splitlines()
        assert not first or first[0][:8] in lines[block.line - 1] or block.kind.split(" in ")[0] in ("formula", "front matter", "code-cell"), block


def test_a_new_block_does_not_shift_the_pairs():
    english = [f"Paragraph {k} has $x_{k}$ in it." for k in range(9)]
    chinese = [f"第{k}段里有$x_{k}$。" for k in range(9)]
    for lost in range(9):
        rows = pairing.paired(blocks("\n\n".join(english)), blocks("\n\n".join(chinese[:lost] + chinese[lost + 1:])), {})
        assert [there is None for _, there in rows] == [k == lost for k in range(9)]


@pytest.mark.parametrize("seed", range(20))
def test_runs_are_all_that_two_texts_have_in_common(seed):
    """Against every stretch of the one looked up in the other."""
    rng = random.Random(seed)
    text, other = ("".join(rng.choice("山水木") for _ in range(60)) for _ in range(2))
    found = copied.runs(text, "，".join(other), length=6)
    assert all(run in text and run in other and len(run) >= 6 for run in found)
    assert all(any(text[i:i + 6] in run for run in found) for i in range(55) if text[i:i + 6] in other)


def test_a_run_of_terms_is_nobodys():
    said = "从共谋到卸责，层层加码"
    assert copied.runs(said, said, length=8) == ["从共谋到卸责层层加码"]
    assert copied.runs(said, said, ["共谋", "卸责", "层层加码"], length=8) == []
    assert copied.runs(said, said, ["卸责"], length=8) == ["从共谋到卸责层层加码"]


def test_stale_blocks_are_named_until_they_are_accepted(book):
    path = book / "chapters/well.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Rain,", "Frost,").replace("46%", "47%"), encoding="utf-8")
    said = sorted(finding.what for finding in translation.check(book, "zh"))
    assert said == ["the English has changed since this was accepted"] * 2 + ["the number 46 is not in the English", "the number 47 is lost"]
    before = (book / "zh/sources.json").read_text(encoding="utf-8")
    assert len(translation.accept(book, "zh", ["well"])) == 2 and (book / "zh/sources.json").read_text(encoding="utf-8") == before, "a number is wrong: nothing is noted"
    theirs = book / "zh/chapters/well.md"
    theirs.write_text(theirs.read_text(encoding="utf-8").replace("46%", "47%").replace("比如雨。", "比如霜。"), encoding="utf-8")
    assert {finding.what for finding in translation.check(book, "zh")} == {"is not accepted for this English"}
    assert translation.accept(book, "zh", ["well"]) == [] == translation.check(book, "zh")


def test_other_chinese_for_the_same_english_needs_no_word(book):
    path = book / "zh/chapters/well.md"
    path.write_text(path.read_text(encoding="utf-8").replace("比如雨。", "譬如雨。"), encoding="utf-8")
    assert translation.check(book, "zh") == []


def test_a_chapter_whose_english_is_gone_is_named(book):
    write(book, {"zh/chapters/old.md": "# 旧"})
    assert [str(finding) for finding in translation.check(book, "zh")] == ["zh/chapters/old.md has no English"]


def test_lines_may_be_broken_anew(book):
    path = book / "chapters/well.md"
    path.write_text(path.read_text(encoding="utf-8").replace("The record\nsays so", "The\nrecord says so"), encoding="utf-8")
    assert translation.check(book, "zh") == []


def test_paragraphs_without_marks_that_change_places_are_found(book):
    for folder, first, second in (("chapters", "Rain comes.", "Snow stays."), ("zh/chapters", "下雨了。", "雪不化。")):
        path = book / folder / "index.md"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{first}\n\n{second}\n", encoding="utf-8")
    assert translation.accept(book, "zh", ["index"]) == []
    path.write_text(path.read_text(encoding="utf-8").replace("下雨了。\n\n雪不化。", "雪不化。\n\n下雨了。"), encoding="utf-8")
    assert [finding.what for finding in translation.check(book, "zh")] == ["out of order: this was accepted for other English"] * 2


def test_what_is_pending_may_be_missing_until_it_is_there(book):
    write(book, {"zh/edition.yml": "language: zh_CN\npending: [well, claims.csv, wells.po] # the rest\n",
                 "lib/xianxiang/locale/zh/wells.po": 'msgid ""\nmsgstr ""\n\nmsgid "A well"\nmsgstr "井"\n\nmsgid "Two wells"\nmsgstr ""\n'})
    assert [str(finding) for finding in translation.check(book, "zh")] == [f"zh/chapters/{name} is there, and pending in zh/edition.yml" for name in ("well.md", "claims.csv")]
    assert translation.accept(book, "zh") == [] == translation.check(book, "zh")
    assert (book / "zh/edition.yml").read_text(encoding="utf-8") == "language: zh_CN\npending: [wells.po] # the rest\n"
    write(book, {"zh/edition.yml": "pending: [well, claims.csv]\n"})
    for name in ("well.md", "claims.csv"):
        (book / "zh/chapters" / name).unlink()
    assert [finding.what for finding in translation.check(book, "zh")] == ["1 messages are not translated, the first: Two wells"]
    assert [str(finding) for finding in translation.check(book, "zh", ["well"])] == ["zh/chapters/well.md is missing"], "who asks for it wants it"


def test_no_release_while_anything_is_pending(book):
    (book / "zh/edition.yml").write_text("pending: [well]\n", encoding="utf-8")
    with pytest.raises(ValueError, match="the Chinese edition lacks well"):
        release.make(book)


def test_nothing_counts_before_it_is_accepted(book):
    (book / "zh/sources.json").unlink()
    found = translation.check(book, "zh")
    assert {finding.what.split(":")[0] for finding in found} == {"is not accepted"} and len(found) == 6
    assert translation.check(book, "zh", ["well"]) == []


CATALOGUE = {
    "right": ("{n:.0f} villages, {share:.0%} of them *deep* (1 − {n}/2)", "{share:.0%}的村，即{n:.0f}个，井*深*(1 − {n}/2)", None),
    "a label's number": ("1 county", "1 县", None),
    "a name": ("Python", "Python", None),
    "nothing": ("Two villages", "", "1 messages are not translated, the first: Two villages"),
    "English": ("Two villages", "Two villages", "is not translated"),
    "a lost field": ("{n} villages", "有几个村", "field {n} is lost"),
    "another format": ("{n:.0f} villages", "{n:.1f}个村", "field {n:.1f} is not in the English"),
    "a lost placeholder": ("%s villages", "几个村", "field %s is lost"),
    "a number": ("Of 12 villages", "11个村里", "the number 12 is lost"),
    "a stop": ("It is full, and deep.", "满而深,", "a half-width stop or bracket"),
    "a blank": ("It is {n} deep", "深 {n}", "a blank beside Chinese"),
    "stars": ("It is **deep**, so far.", "井**深。**到此为止", "* that does not work as emphasis"),
    "a term": ("A stag hunt.", "一场狩猎。", "“stag hunt” is 猎鹿博弈"),
    "the essay": ("All of them know.", "都晓得后山那口旧井冬暖夏凉。", "characters in a row are the essay's"),
}


@pytest.mark.parametrize("case", CATALOGUE)
def test_messages_are_held_like_chapters(book, case):
    english, chinese, what = CATALOGUE[case]
    write(book, {"lib/xianxiang/locale/zh/well.po": f'msgid ""\nmsgstr "Language: zh\\n"\n\n#. well: title\nmsgid "{english}"\nmsgstr "{chinese}"\n'})
    found = translation.check(book, "zh")
    assert all(finding.place == "lib/xianxiang/locale/zh/well.po:5" for finding in found)
    assert not found if what is None else any(what in finding.what for finding in found), list(map(str, found))


def test_the_command_says_what_it_finds_and_where(book):
    def say(*asked):
        done = subprocess.run([sys.executable, "-m", "xianxiang.book.translation", *asked], cwd=book, env={**os.environ, "PYTHONPATH": str(ROOT / "lib")}, capture_output=True, text=True)
        return done.returncode, done.stdout

    assert say("check", "zh") == (0, "Nothing found.\n")
    path = book / "zh/chapters/well.md"
    path.write_text(path.read_text(encoding="utf-8").replace("46%", "很多"), encoding="utf-8")
    assert say("check", "zh", "well") == (1, "zh/chapters/well.md:8 (chapters/well.md:8) the number 46 is lost\nFindings: 1\n")
    assert say("check", "zh", "glossary.md", "claims.csv", "README.md") == (0, "Nothing found.\n")
    assert say("accept", "zh", "well")[0] == 1
    path.write_text(CHINESE["zh/chapters/well.md"].replace("下村", "低处的村"), encoding="utf-8")
    assert say("accept", "zh") == say("check", "zh") == (0, "Nothing found.\n")


def line_of(name, words):
    """Where a line of the small book stands."""
    text = {**ENGLISH, **CHINESE}[name]
    return text.count("\n", 0, text.index(words)) + 1


def test_the_guide_carries_a_changed_paragraph_over(book, monkeypatch, capsys):
    """As CONTRIBUTING.md says: the English changes, the command names the block, the Chinese follows, the command is content."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    check, accept = (command.replace("STEM", "well").split() for command in re.findall(r"`python -m xianxiang.book.translation ([^`]+)`", guide))
    monkeypatch.chdir(book)
    paths = book / "chapters/well.md", book / "zh/chapters/well.md"
    for path, old, new in zip(paths, ("Rain, for one thing.", "比如雨。"), ("Rain, for one thing, and frost.", "比如雨和霜。")):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        assert translation.main(check)
        place = f"zh/chapters/well.md:{line_of('zh/chapters/well.md', '比如雨')} (chapters/well.md:{line_of('chapters/well.md', 'Rain')}) "
        assert place in capsys.readouterr().out
    assert not translation.main(accept) and not translation.main(check)


def test_it_needs_nothing_that_builds_books():
    """Who translates waits for no Sphinx and no figures."""
    done = subprocess.run([sys.executable, "-c", "import sys, xianxiang.book.translation; print({'sphinx', 'altair', 'pandas', 'docutils'} & set(sys.modules))"],
                          env={**os.environ, "PYTHONPATH": str(ROOT / "lib")}, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr


# ---------------------------------------------------------------------------------------------------------------- the edition itself

WRITTEN = sorted(path.stem for path in (ROOT / "zh" / "chapters").glob("*.md"))
PLANTED = 200


def changed(text, pattern, change, rng):
    """The text with one of what a pattern finds changed; None where it finds nothing."""
    found = list(re.finditer(pattern, text, re.MULTILINE | re.DOTALL))
    if not found:
        return None
    one = rng.choice(found)
    return text[:one.start()] + change(one) + text[one.end():]


H, ROLE = f"[{wording.HAN}]", r"\{(?:glue:text|cite:p|cite:t|doc|prf:ref|eq|ref)\}`"
PARAGRAPH = rf"(?<=\n\n){H}[^\n]+\n(?=\n)"
FORMULA = r"(?<!\$)\$([^$\n]+)\$(?!\$)"
OTHER = {"共谋": "合谋", "最优反应": "最佳反应", "囚徒困境": "囚犯困境", "斗鸡博弈": "懦夫博弈"}
PROSE = {  # in a block of the Chinese
    "a number": (rf"(?<={H})[1-9]\d*(?={H})", lambda one: str(int(one[0]) + 317)),
    "a target": (ROLE[:-1] + r"`([\w:.-]+)`", lambda one: f"{one[0][:-1]}x`"),
    "a lost role": (ROLE + "[^`]+`", lambda one: "此处"),
    "a term": (r"\{term\}`([^`<]+)`", lambda one: f"{{term}}`{one[1]}者`"),
    "a formula": (FORMULA, lambda one: f"${one[1]}\\flat$"),
    "a sign": (r"(\$[^$]*) ([<>]|\\[lg]e) ", lambda one: f"{one[1]} = "),
    "code in a line": (rf"(?<=[{wording.HAN}{wording.STOPS}])`([\w.]+[^`]*)`", lambda one: f"`{one[1]}x`"),
    "a broken line": (rf"(?<={H})，(?={H})", lambda one: "，\n"),
    "a half-width comma": (rf"(?<={H})，(?={H})", lambda one: ","),
    "a blank": (rf"(?<={H})(?=[{{$]\S)", lambda one: " "),
    "a straight quote": (f"“(?={H})", lambda one: '"'),
    "another word": ("|".join(OTHER), lambda one: OTHER[one[0]]),
    "lost stars": (rf"(?<!\*)\*\*({H}[^*]*)\*\*", lambda one: one[1]),
    "fragile stars": (rf"(\*\*{H}[^*]*)\*\*[，。：](?={H})", lambda one: f"{one[1]}。**"),
    "one sentence left": (rf"^({H}[^。]*。)(?=.{{100}}).*$", lambda one: one[1] if 3 * len(one[1]) < len(one[0]) else one[0]),
}
STRUCTURE = {  # anywhere in the Chinese
    "a formula on its lines": (r"(?<=\n\n)\$\$\n", lambda one: "$$\n2"),
    "a name in code": (r"^(\w+) = ", lambda one: f"{one[1]}_2 = "),
    "a value in code": (r"^([^#\n]*=)(\d+)(?=[,)])", lambda one: f"{one[1]}{int(one[2]) + 1}"),
    "a label": (r"^:label: [\w-]+$", lambda one: f"{one[0]}-x"),
    "a heading's level": (rf"(?<=\n\n)## (?={H})", lambda one: "### "),
    "a lost paragraph": (PARAGRAPH + r"\n", lambda one: ""),
    "a paragraph twice": (PARAGRAPH, lambda one: f"{one[0]}\n{one[0]}"),
    "paragraphs swapped": (rf"(?<=\n\n)({H}[^\n]{{20,}})\n\n({H}[^\n]{{20,}})(?=\n\n)", lambda one: f"{one[2]}\n\n{one[1]}"),
}
ENGLISH_TOO = {  # anywhere in the English
    "a changed paragraph in English": (r"(?<=\n\n)[A-Z][^\n]*[a-z] ", lambda one: f"{one[0]}hardly "),
    "a new paragraph in English": (r"(?<=\n\n)(?=[A-Z])", lambda one: "A new paragraph is put in here.\n\n"),
    "a lost paragraph in English": (r"(?<=\n\n)[A-Z][^\n]*\n(?:[A-Za-z{*(][^\n]*\n)*\n", lambda one: ""),
    "a changed formula in English": (FORMULA, lambda one: f"${one[1]}\\flat$"),
}


def source(folder, stem):
    """A chapter's text."""
    return (ROOT / folder / f"{stem}.md").read_text(encoding="utf-8")


@cache
def beside(stem):
    """A chapter as it is: its rows, what is found in it, what accepting it would note."""
    terms = translation.glossary(ROOT, "zh")
    held = translation.Held(f"zh/chapters/{stem}.md", f"chapters/{stem}.md", *translation.of_chapters(source("chapters", stem), source("zh/chapters", stem), terms, "zh"))
    return held, Counter(finding.what for finding in translation.of_file(held, terms, ())), translation.noted(held), terms


def worded(fault, ours, theirs, rng):
    """The Chinese of a block with a fault in its words; None where there is no place for it."""
    if fault == "no translation":
        return None if wording.translated(ours.words, ours.words) else ours.source
    if fault == "a lost number":
        number = next(iter(wording.numbers(ours.words) & wording.numbers(theirs.words)), None)
        return number and theirs.source.replace(number, "若干")
    if fault == "lost stars" and ours.marks["emphasis", "**"] != theirs.marks["emphasis", "**"]:
        return None  # what leans in English may be bold in Chinese
    return changed(theirs.source, *PROSE[fault], rng)


def planted(rng):
    """A chapter, what was done to it, and both texts of it."""
    while True:
        stem = rng.choice(WRITTEN)
        english, chinese = source("chapters", stem), source("zh/chapters", stem)
        fault = rng.choice([*PROSE, *STRUCTURE, *ENGLISH_TOO, "a lost number", "no translation"])
        if fault in ENGLISH_TOO:
            new = changed(english, *ENGLISH_TOO[fault], rng), chinese
        elif fault in STRUCTURE:
            new = english, changed(chinese, *STRUCTURE[fault], rng)
        else:
            rows = [row for row in beside(stem)[0].rows if None not in row and row[1].words and chinese.count(row[1].source) == 1]
            said = ((theirs.source, worded(fault, ours, theirs, rng)) for ours, theirs in rng.sample(rows, len(rows)))
            old, said = next(((old, said) for old, said in said if said and said != old), ("", None))
            new = english, said and chinese.replace(old, said)
        if None not in new and new != (english, chinese):
            return stem, fault, new


BEGUN = pytest.mark.skipif(not (ROOT / "zh" / "edition.yml").exists(), reason="there is no Chinese edition yet")


@BEGUN
def test_the_chinese_edition_is_held_to_the_english():
    assert [str(finding) for finding in translation.check(ROOT, "zh")] == []


@BEGUN
@pytest.mark.skipif(not (ROOT / translation.ESSAY).exists(), reason="the essay is no part of the repository and does not lie beside it, as ../shared/essay.txt")
def test_no_twelve_characters_in_a_row_are_the_essays():
    terms = translation.glossary(ROOT, "zh")
    files = [held for name in translation.names(ROOT, "zh") if (held := translation.read(ROOT, name, "zh", terms))]
    assert [str(finding) for held in files for finding in translation.of_essay(ROOT, held, terms)] == []


@pytest.mark.skipif(not WRITTEN, reason="no Chinese chapter is written yet")
def test_a_fault_planted_anywhere_in_the_edition_is_found():
    rng, unseen = random.Random(14), []
    for _ in range(PLANTED):
        stem, fault, texts = planted(rng)
        _, known, accepted, terms = beside(stem)
        held = translation.Held("", "", *translation.of_chapters(*texts, terms, "zh"))
        if not Counter(finding.what for finding in translation.of_file(held, terms, accepted)) - known:
            unseen.append((stem, fault, *set(texts[1].splitlines()) - set(source("zh/chapters", stem).splitlines())))
    assert unseen == []
