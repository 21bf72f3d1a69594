"""Receipts and what holds them: read as they are handed in, and hostile ones refused one by one."""

import base64
import csv
import gzip
import html
import io
import json
import struct
import textwrap
import time
import zipfile
import zlib

import classroom
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xianxiang.teach import inbox, receipt, sheet
from xianxiang.teach.grade import grade
from xianxiang.teach.inbox import Document, documents, opened

COURSE = "PA-2026"


@pytest.fixture(scope="module")
def handed():
    """A receipt with every kind of answer."""
    rng = np.random.default_rng(5)
    return classroom.receipt(classroom.exercises("incentives", "before"), COURSE, "2026001", 0.6, rng)


@pytest.fixture(scope="module")
def code(handed):
    return receipt.pack(receipt.text(handed))


def kept(root):
    """What is found in a folder: receipts' students by where, and faults by where."""
    found = [one for document in documents([root]) for one in opened(document)]
    return {one.source: one.receipt.student for one in found if one.receipt}, {one.source: one.fault for one in found if not one.receipt}


def read(name, data):
    """What is found in one file."""
    return opened(Document(name, lambda: data if isinstance(data, bytes) else data.encode()))


# a receipt by itself


def test_a_receipt_comes_back_from_its_text_and_its_code(handed, code):
    assert receipt.read(receipt.text(handed)) == handed
    assert receipt.read(receipt.unpack(code)) == handed
    assert receipt.text(handed) == receipt.text(receipt.read(receipt.text(handed)))
    assert code == receipt.pack(receipt.text(handed)) and code.isascii()


def test_a_code_is_what_the_format_names():
    text = '{"format":"xianxiang-receipt/1"}'
    packed = base64.urlsafe_b64encode(gzip.compress(text.encode())).decode().rstrip("=")
    import hashlib

    assert receipt.unpack(f"XX1.{packed}.{hashlib.sha256(packed.encode()).hexdigest()[:8]}") == text


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c[:40] + c[41:], lambda c: c[:-8] + "00000000", lambda c: c.replace("XX1", "XX2"), lambda c: c[:50] + "A" + c[51:] if c[50] != "A" else c[:50] + "B" + c[51:]])
def test_a_cut_or_changed_code_is_refused(code, change):
    with pytest.raises(receipt.ReceiptError):
        receipt.unpack(change(code))


def test_a_code_that_unpacks_to_too_much_is_refused():
    with pytest.raises(receipt.ReceiptError, match="more than 200,000 bytes"):
        receipt.unpack(receipt.pack(" " * 200_001))
    assert len(receipt.unpack(receipt.pack(" " * 200_000))) == 200_000


def _with(handed, **changes):
    return json.dumps({**json.loads(receipt.text(handed)), **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "xianxiang-receipt/2"}, "does not say"),
        ({"book": "=1+1"}, "'book'"),
        ({"book": "٣"}, "'book'"),
        ({"time": "2026-11-26"}, "'time'"),
        ({"origin": "me"}, "'origin'"),
        ({"student": ""}, "student"),
        ({"student": "1" * 65}, "student"),
        ({"student": 2026001}, "student"),
        ({"student": "2026\ud800"}, "student"),
        ({"course": None}, "course"),
        ({"answers": []}, "'answers'"),
        ({"answers": {f"incentives.a{i}": [0, "", "", 1, 1, 1] for i in range(401)}}, "'answers'"),
        ({"answers": {"../etc": [0, "", "", 1, 1, 1]}}, "an exercise"),
        ({"answers": {"incentives.ray": [0, "1", "1", 1, 1]}}, "six things"),
        ({"answers": {"incentives.ray": [-1, "1", "1", 1, 1, 1]}}, "-1"),
        ({"answers": {"incentives.ray": [True, "1", "1", 1, 1, 1]}}, "True"),
        ({"answers": {"incentives.ray": [0, "1", 1, 1, 1, 1]}}, "answer"),
        ({"answers": {"incentives.ray": [0, "1", ["1", ["1"]], 1, 1, 1]}}, "answer"),
        ({"answers": {"incentives.ray": [0, "1", "x" * 4001, 1, 1, 1]}}, "answer"),
        ({"answers": {"incentives.ray": [0, "1", "1", 1, 1, 1.0]}}, "1.0"),
        ({"answers": {"incentives.ray": [0, "1", "1", 1, 10**10, 1]}}, "10000000000"),
    ],
)
def test_a_receipt_that_is_none_is_refused_with_a_reason(handed, changes, said):
    with pytest.raises(receipt.ReceiptError, match=said):
        receipt.read(_with(handed, **changes))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000, '{"a":' * 50_000, '{"format": NaN}', '{"format": ' + "9" * 5000 + "}", "\x00"])
def test_what_is_no_json_or_not_sane_is_refused(text):
    with pytest.raises(receipt.ReceiptError):
        receipt.read(text)


def test_half_of_a_surrogate_pair_in_a_text_costs_no_student_the_receipt(handed):
    """A field that cuts at a number of letters may leave half of an emoji."""
    answers = {"incentives.mild-penalties": [0, "so \ud83d", "so \ud83d", 1, 9, None]}
    found = receipt.read(_with(handed, answers=answers))
    assert found.answers["incentives.mild-penalties"].last == "so \ufffd"
    receipt.text(found).encode()


# files as platforms, mail programs and word processors make them


def _docx(text):
    runs = "".join(f"<w:r><w:t>{html.escape(part)}</w:t></w:r>" for part in textwrap.wrap(text, 17, drop_whitespace=False))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>My receipt:</w:t></w:r></w:p><w:p>{runs}</w:p></w:body></w:document>')
    return out.getvalue()


WRAPPED = {
    "plain.txt": lambda c: f"Dear teacher,\n\n{c}\n\nYours",
    "wrapped.txt": lambda c: "\r\n".join(textwrap.wrap(c, 60)),
    "quoted.txt": lambda c: "On Monday she wrote:\n" + "\n".join("> > " + line for line in textwrap.wrap(c, 60)) + "\n> bye",
    "printable.eml": lambda c: "Content-Transfer-Encoding: quoted-printable\n\n" + "=\n".join(textwrap.wrap(c, 60)),
    "page.html": lambda c: "<html><p>Here&#58;</p><p>" + "<wbr>".join(textwrap.wrap(c, 40)) + "</p></html>",
    "entities.html": lambda c: "<p>" + c.replace("-", "&#45;").replace("_", "&#95;").replace(".", "&#46;") + "&nbsp;</p>",
    "spans.htm": lambda c: "<div>" + "".join(f"<span>{part}</span>\u200b" for part in textwrap.wrap(c, 30)) + "</div>",
    "note.md": lambda c: f"```\n{c}\n```",
    "no-ending": lambda c: c,
    "notebook.ipynb": lambda c: json.dumps({"cells": [{"outputs": [{"text": [f"{c}\n"]}]}]}, indent=1),
    "sixteen.txt": lambda c: ("\ufeff" + c).encode("utf-16-le"),
    "other-end.txt": lambda c: ("\ufeff" + c).encode("utf-16-be"),
    "gbk.txt": lambda c: ("老师好：\n" + c).encode("gbk"),
    "word.docx": lambda c: _docx(c),
    "twice.txt": lambda c: f"{c}\n{c}",
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_code_is_found_however_it_was_sent(name, handed, code):
    found = read(name, WRAPPED[name](code))
    assert [one.receipt for one in found] == [handed] * (2 if name == "twice.txt" else 1)


@pytest.mark.parametrize("name", ["receipt.json", "pasted.txt", "pasted.html", "form.csv"])
def test_a_receipts_own_text_is_found(name, handed):
    text = receipt.text(handed)
    if name.endswith("html"):
        text = f"<p>{html.escape(text)}</p>"
    if name.endswith("csv"):
        out = io.StringIO()
        csv.writer(out).writerows([["when", "paste it here"], ["9:00", text]])
        text = out.getvalue()
    assert [one.receipt for one in read(name, "\ufeff" + text)] == [handed]


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "gbk")])
def test_a_forms_table_may_have_its_codes_in_any_column(separator, encoding, handed, code):
    out = io.StringIO()
    rows = [["时间", "姓名, 学号", "收据"], ["9:00", '张"三', code], ["9:01", "", "forgot it"], [code, "李四", "see\nleft"], ["9:02", "cut", code[:100]]]
    csv.writer(out, delimiter=separator).writerows(rows)
    found = read("form.csv", out.getvalue().encode(encoding))
    assert [(one.source, one.receipt) for one in found if one.receipt] == [("form.csv, row 2", handed), ("form.csv, row 4", handed)]
    assert [one.source for one in found if not one.receipt] == ["form.csv, row 5"]


def test_a_damaged_code_takes_no_other_with_it(handed, code):
    found = read("all.txt", f"{code}\n{code[:-3]}\n\n{code}\nXX1.\n{code[:80]}")
    assert [one.receipt for one in found if one.receipt] == [handed, handed]
    assert len(found) == 5 and all(one.fault for one in found if not one.receipt)


@pytest.mark.parametrize(("name", "data"), [("empty.txt", b""), ("empty.csv", b""), ("hello.txt", b"hello"), ("list.csv", b"a,b\n1,2"), ("page.html", b"<p>see attached")])
def test_a_file_without_a_receipt_says_so_and_is_not_called_damaged(name, data):
    (one,) = read(name, data)
    assert one.empty and one.receipt is None


RUNS = ["<", "<br", "&#", "&#9", '"', '""', ",", "> ", ">|", "XX1.", "XX1.a", "XX1.a.", " ", "\n", "{", "=\n", "_1_", "\u200b"]


@pytest.mark.parametrize("name", ["x.html", "x.txt", "x.csv", "x.json", "x.docx"])
def test_long_runs_of_anything_are_read_in_no_time(name):
    """No pattern that is looked for takes a time that grows with the square of what it is looked for in."""
    for part in RUNS:
        text = "XX1. xianxiang-receipt " + part * (100_000 // len(part.encode()))
        data = zipped([("word/document.xml", text)]) if name == "x.docx" else text.encode()
        began = time.process_time()
        found = read(name, data)
        assert time.process_time() - began < 4 and all(one.fault for one in found), part
        inbox.sender(part * 20_000)


def test_a_table_of_too_many_cells_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_CELLS", 1000)
    (one,) = read("form.csv", b"xianxiang-receipt," * 999)
    assert "1,000 cells" in one.fault
    assert len(sheet.read(b"a," * 998).rows[0]) == 999


@pytest.mark.parametrize(
    ("name", "data"),
    [("scan.pdf", b"%PDF"), ("x.docx", b"PK"), ("x.docx", b""), ("broken.json", b'{"format": "xianx'), ("nul.json", b"\x00" * 100), ("empty.json", b"{}"), ("x.json", b"\xff\xfe{")],
)
def test_a_file_that_cannot_be_read_says_why(name, data):
    (one,) = read(name, data)
    assert not one.receipt and len(one.fault) > 10 and one.fault.isprintable()


# folders and archives


def zipped(members, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, **options)
    return out.getvalue()


def test_folders_and_archives_are_searched_and_their_litter_is_not(tmp_path, handed, code):
    text = receipt.text(handed)
    inner = zipped([("deep/receipt.json", text), ("__MACOSX/._receipt.json", b"\x00")])
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "one.json").write_text(text)
    (tmp_path / "a" / ".DS_Store").write_bytes(b"\x00")
    (tmp_path / "moodle.zip").write_bytes(zipped([("Wang Fang_4711_assignsubmission_onlinetext/onlinetext.html", f"<p>{code}</p>"), ("Li Na_4712_assignsubmission_file_/work.zip", inner)]))
    found, faults = kept(tmp_path)
    assert sorted(name.partition("/")[2] for name in found) == ["a/b/one.json", "moodle.zip/Li Na_4712_assignsubmission_file_/work.zip/deep/receipt.json", "moodle.zip/Wang Fang_4711_assignsubmission_onlinetext/onlinetext.html"]
    assert not faults
    assert [str(inbox.sender(name)) for name in sorted(found)] == ["None", "Li Na 4712", "Wang Fang 4711"]


def test_canvas_says_who_handed_in_and_who_was_late():
    names = ["s.zip/wangfang_4711_90210_receipt-1.json", "wangfang_LATE_4711_90211_receipt.json"]
    assert [inbox.sender(name) for name in names] == [inbox.Sender("Canvas", "wangfang", "4711")] * 2


@pytest.mark.parametrize("name", ["receipt.json", "a/receipt_12.json", "week_1_2_form.csv, row 3", "_12_13_x.json"])
def test_what_no_platform_named_has_no_sender(name):
    assert inbox.sender(name) is None


def test_links_are_not_followed_and_names_lead_nowhere(tmp_path, handed):
    secret, box = tmp_path / "secret", tmp_path / "box"
    secret.mkdir(), box.mkdir()
    (secret / "other.json").write_text(receipt.text(handed))
    (box / "link.json").symlink_to(secret / "other.json")
    (box / "folder").symlink_to(secret, target_is_directory=True)
    (box / "away.zip").write_bytes(zipped([("../../escaped.json", receipt.text(handed)), ("/etc/absolute.json", receipt.text(handed))]))
    before = sorted(tmp_path.rglob("*"))
    found, faults = kept(box)
    assert set(found) == {"box/away.zip/../../escaped.json", "box/away.zip//etc/absolute.json"} and set(faults) == {"box/link.json"}
    assert sorted(tmp_path.rglob("*")) == before
    assert kept(box / "link.json")[0] == {"other.json": "2026001"}  # what the teacher names is read


def test_an_archive_in_an_archive_in_an_archive_is_not_opened(tmp_path, handed):
    third = zipped([("receipt.json", receipt.text(handed))])
    (tmp_path / "all.zip").write_bytes(zipped([("second.zip", zipped([("third.zip", third)])), ("fine.json", receipt.text(handed))]))
    found, faults = kept(tmp_path)
    assert len(found) == 1 and "archive in an archive in an archive" in next(iter(faults.values()))


def _lying(name, size):
    """An archive that says of a large file that it is small."""
    data = zipped([(name, b"x" * size)])
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + place
        data = data[:at] + struct.pack("<I", 10) + data[at + 4 :]
    return data


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(lambda: zipped([("zeros.json", b"\x00" * 10**7)]), id="large"),
        pytest.param(lambda: zipped([("zeros.txt", b"\x00" * 10**7)]), id="large text"),
        pytest.param(lambda: _lying("receipt.json", 10**7), id="declared small"),
        pytest.param(lambda: zipped([("own.zip", zipped([(f"{i}.txt", b"") for i in range(201)]))]), id="many"),
        pytest.param(lambda: zipped([("own.zip", zipped([(f"{i}.txt", b"\x00" * 1_900_000) for i in range(40)]))]), id="many large ones"),
        pytest.param(lambda: zipped([("own.zip", zipped([]))]), id="empty"),
        pytest.param(lambda: zipped([("own.zip", b"\x00" * (inbox.PACKAGE + 1))]), id="large archive"),
        pytest.param(lambda: zipped([("a.txt", b"a")])[:-30], id="cut"),
        pytest.param(lambda: zipped([("a.txt", b"a" * 50)]).replace(b"\x08\x00", b"\x0c\x00"), id="unusual packing"),
        pytest.param(lambda: b"PK\x05\x06" + b"\xff" * 18, id="nonsense"),
        pytest.param(lambda: zipped([("receipt.docx", zipped([("word/document.xml", b"<" * 10**7)]))]), id="document"),
    ],
)
def test_a_bomb_is_a_fault_of_its_own_file(tmp_path, monkeypatch, handed, bomb):
    sizes = []
    monkeypatch.setattr(inbox, "_bounded", lambda *args, real=inbox._bounded: [sizes.append(len(data := real(*args)))] and data)
    (tmp_path / "bad.zip").write_bytes(bomb())
    (tmp_path / "fine.json").write_text(receipt.text(handed))
    found, faults = kept(tmp_path)
    assert len(found) == 1 and faults and all("bad.zip" in name for name in faults)
    assert sum(sizes) <= inbox.FORM + inbox.TEXT


def test_no_file_is_read_further_than_its_limit():
    asked = []

    class Endless(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return b"x" * size

    with pytest.raises(ValueError, match="more than 1,000 bytes"):
        inbox._bounded(Endless(), 1000)
    assert asked == [1001]


def test_an_archive_of_too_many_files_is_not_read(tmp_path, monkeypatch, handed):
    monkeypatch.setattr(inbox, "CLASS", (3, 10**6))
    for count in (3, 4):
        (tmp_path / f"{count}.zip").write_bytes(zipped([(f"{i}.json", receipt.text(handed)) for i in range(count)]))
    found, faults = kept(tmp_path)
    assert len(found) == 3 and "4 files" in faults[f"{tmp_path.name}/4.zip"]


def test_what_a_class_hands_in_is_read_though_some_files_are_too_large(tmp_path, monkeypatch, handed):
    monkeypatch.setattr(inbox, "CLASS", (100, 50_000))
    members = [(f"{i}.json", b" " * 250_000) for i in range(20)] + [("z.json", receipt.text(handed))]
    (tmp_path / "all.zip").write_bytes(zipped(members))
    found, faults = kept(tmp_path)
    assert len(found) == 1 and len(faults) == 20


def test_encrypted_files_are_refused(tmp_path, handed):
    data = zipped([("receipt.json", receipt.text(handed))])
    at = data.index(b"PK\x01\x02") + 8
    (tmp_path / "locked.zip").write_bytes(data[:at] + b"\x01" + data[at + 1 :])
    assert "encrypted" in next(iter(kept(tmp_path)[1].values()))


def test_what_is_not_there_is_said():
    with pytest.raises(ValueError, match="nowhere is not there"):
        documents(["nowhere"])


# tables


def test_a_table_is_read_as_pythons_own_reader_reads_it(rng=np.random.default_rng(2)):
    letters = np.array(list('ab,;"\n\r\t 学é='))
    for _ in range(300):
        width = int(rng.integers(2, 5))
        rows = [["".join(rng.choice(letters, rng.integers(0, 6))) for _ in range(width)] for _ in range(4)]
        rows[0] = ["name"] * width
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        assert sheet.read(out.getvalue().encode()).rows == list(csv.reader(io.StringIO(out.getvalue(), newline="")))


def test_the_rest_of_a_table_stays_byte_for_byte():
    data = '\ufeffName;"ID";Grade\r\n"Zhang ""San""";1;""\n李;2;old;\r\n\r\nx;3;\r'.encode()
    table = sheet.read(data)
    assert table.rows == [["Name", "ID", "Grade"], ['Zhang "San"', "1", ""], ["李", "2", "old", ""], ["x", "3", ""]]
    assert table.filled({(1, 2): "7", (2, 2): "8", (3, 2): "9"}) == '\ufeffName;"ID";Grade\r\n"Zhang ""San""";1;"7"\n李;2;8;\r\n\r\nx;3;9\r'.encode()
    assert table.filled({}) == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_encodings_come_back_as_they_were(encoding):
    data = "学号,姓名\r\n1,张三\r\n".encode(encoding)
    table = sheet.read(data)
    assert [name.lstrip("\ufeff") for name in table.head] == ["学号", "姓名"] and table.filled({}) == data
    assert sheet.read(b"a,b\n\xff\xff\xff,1").filled({}) == b"a,b\n\xff\xff\xff,1"


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＠x", "'=1", "''-1", 'a;=1', 'a; "=1', "a\n=cmd|' /C calc'!A0", "a\t+1", ";;=1", "\"=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_and_each_comes_back(text):
    assert sheet.uncell(sheet.cell(text)) == text and sheet.cell(text) != text
    assert not _formulas(sheet.cell(text))


@pytest.mark.parametrize("text", ["2026001", "0.5", "a-b", "x=1&y=2", "O'Brien", "'tis", "80%; so -- it is", "张三", ""])
def test_a_harmless_cell_stays_as_it_is(text):
    assert sheet.cell(text) == text == sheet.uncell(text)


def _formulas(text):
    """Cells that a spreadsheet would compute, whatever it takes for a separator."""
    parts = [text]
    for separator in ";\t\r\n":
        parts = [piece for part in parts for piece in part.split(separator)]
    return [part for part in parts if part.lstrip(' "\xa0\u3000')[:1] in tuple("=+-@＝＋－＠")]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from("=+-@＝＋－＠';\t\r\n \"a,"), st.characters(blacklist_categories=("Cs", "Cc"))), max_size=20))
def test_any_text_is_no_formula_and_comes_back(text):
    assert sheet.uncell(sheet.cell(text)) == text
    assert not _formulas(sheet.cell(text))
    data = sheet.rendered(["a", "b"], [[text, 1]])
    assert next(csv.reader(io.StringIO(data.decode("utf-8-sig").partition("\r\n")[2], newline=""))) == [sheet.cell(text), "1"]


# ten thousand mutations


WEIRD = [None, True, -1, 0, 1.5, 10**30, "", "=1+1", "\x00", "\ud800", "x" * 5000, [], {}, [[]], {"a": 1}, ["0"] * 41, "NaN", "1e99", "9" * 39, "１/０", "1/0", "%", "&=&", "strength=4&strength=4", "strength=%ff"]


def _mutated(text, code, rng):
    """A receipt with something changed, as a file's name and bytes."""
    kind = rng.integers(6)
    if kind == 0:  # bytes changed
        data = bytearray(text.encode())
        for place in rng.integers(len(data), size=rng.integers(1, 6)):
            data[place] = rng.integers(256)
        return "x.json", bytes(data)
    if kind == 1:  # cut, or a part doubled
        data, (a, b) = text.encode(), sorted(rng.integers(len(text), size=2))
        return "x.json", data[:a] + data[b:] if rng.random() < 0.5 else data[:b] + data[a:]
    if kind == 2:  # a code changed
        letters = list(code)
        for place in rng.integers(len(code), size=rng.integers(1, 4)):
            letters[place] = chr(rng.integers(32, 127))
        return "x.txt", "".join(letters).encode()
    if kind == 3:  # a code that fits its digits, of changed gzip
        packed = bytearray(gzip.compress(text.encode(), mtime=0))
        packed[rng.integers(len(packed))] ^= 1 << rng.integers(8)
        return "x.html", _sealed(bytes(packed)).encode()
    found = json.loads(text)  # the structure changed
    for _ in range(rng.integers(1, 4)):
        node, key = found, None
        while isinstance(node, (dict, list)) and len(node) and (key is None or rng.random() < 0.7):
            parent, key = node, (list(node)[rng.integers(len(node))] if isinstance(node, dict) else int(rng.integers(len(node))))
            node = parent[key]
        if rng.random() < 0.2:
            del parent[key]
        else:
            parent[key] = json.loads(json.dumps(WEIRD[rng.integers(len(WEIRD))]))
    changed = json.dumps(found)
    return ("x.json", changed.encode()) if kind == 4 else ("x.txt", _sealed(gzip.compress(changed.encode(), 1)).encode())


def _sealed(packed):
    body = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return f"XX1.{body}.{receipt._check(body)}"


def test_ten_thousand_mutations_harm_nothing_but_themselves(handed, code, monkeypatch, rng=np.random.default_rng(11)):
    lengths = []
    monkeypatch.setattr(receipt, "unpack", lambda one, real=receipt.unpack: [lengths.append(len(text := real(one)))] and text)
    text, found = receipt.text(handed), []
    for _ in range(10_000):
        name, data = _mutated(text, code, rng)
        found += read(name, data)
    good = [one for one in found if one.receipt]
    assert 400 < len(good) < 9_000 and all(one.receipt or one.fault for one in found)
    assert max(lengths) <= receipt.LARGEST
    graded = grade(found, COURSE)
    assert sum(graded.points.values()) <= graded.possible * len(graded.points)
    assert {flag.kind for flag in graded.flags} >= {"damaged", "other course", "another's receipt", "unknown exercise", "other version"}


def test_zeros_in_a_code_are_never_unpacked_whole(monkeypatch):
    most = []
    real = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda self, size=-1: [most.append(len(data := real(self, size)))] and data)
    (one,) = read("x.txt", _sealed(gzip.compress(b"\x00" * 10**7, 9)))
    assert "200,000" in one.fault and max(most) <= receipt.LARGEST + 1
    deep = zlib.compress(b"[" * 150_000)
    assert read("x.json", zlib.decompress(deep))[0].fault


def test_mutated_archives_harm_nothing_but_themselves(tmp_path, handed, code, rng=np.random.default_rng(12)):
    whole = zipped([("a/receipt.json", receipt.text(handed)), ("b.zip", zipped([("x.txt", code)])), ("d.docx", _docx(code))])
    (tmp_path / "fine.json").write_text(receipt.text(handed))
    good = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(rng.integers(1, 8)):
            data[rng.integers(len(data)) if rng.random() < 0.5 else -1 - rng.integers(400)] = rng.integers(256)
        (tmp_path / "bad.zip").write_bytes(data[: rng.integers(len(data))] if rng.random() < 0.2 else data)
        found, faults = kept(tmp_path)
        assert f"{tmp_path.name}/fine.json" in found and all("bad.zip" in name and fault for name, fault in faults.items())
        good += len(found) - 1
    assert 0 < good < 1200
