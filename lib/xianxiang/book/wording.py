"""What can be held of Chinese words against English ones without understanding either: numbers, terms, stops, blanks, emphasis.

Each rule takes the English block and the Chinese one, as `xianxiang.book.blocks` makes them, and yields what it finds, in words.
"""

import re
from collections import Counter

from .blocks import HIDDEN

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
STOPS = "，。：；？！、（）《》〈〉“”‘’「」【】"
PAIRS = ("“”", "‘’", "（）", "《》")
BESIDE = f"[{HAN}{STOPS}{HIDDEN}…—]"
HALF = re.compile(rf"(?<={BESIDE})(?!,\d{{3}})\s*[,;:?!()]|[,;:?!()](?=\s*{BESIDE})|(?<={BESIDE})\.(?![\w.{HIDDEN}])|\.\s*$")
STRAIGHT = re.compile(rf"[\"'](?={BESIDE})|(?<={BESIDE})[\"']")
BLANK = re.compile(rf"[{HAN}{STOPS}][ \t]+\S|\S[ \t]+[{HAN}{STOPS}]")
LATIN = f"[^(){HAN}{STOPS}]"
GROUP = re.compile(rf"[^\s(){HAN}{STOPS}{HIDDEN}]*\((?:{LATIN}|\((?:{LATIN}|\({LATIN}*\))*\))*\)|\[[^\[\]{HAN}{STOPS}]*\]|'[^'{HAN}]*'|\"[^\"{HAN}]*\"")
"""Brackets in brackets without Chinese, with what stands before them, and names in straight quotes."""

NUMERALS = "零一二三四五六七八九"
NUMBER = re.compile(r"(?<![A-Za-z\d])[A-Z]?\d+(?:,\d{3})+(?:\.\d+)?|(?<![A-Za-z\d.])[A-Z]?\d+(?:\.\d+)*")
PERCENT = re.compile(r"(?:\s*(?:,|to|and|or|[-–到至和与或、])+\s*\d[\d.]*)*\s?(?:%|per ?cent(?!age))")
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
SCALED = re.compile(r"\s?(hundred|thousand|million|billion|百万|千万|百|千|万|亿)(?![A-Za-z])")
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = {word: 10 * k for k, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
PARTS = {word: k for k, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1)}
MONTHS = {month: k for k, month in enumerate("january february march april may june july august september october november december".split(), 1)}
WORDS = {
    **{word: k for k, word in enumerate(ONES.split())}, **TENS, **PARTS, **{f"{word}s": k for word, k in PARTS.items()}, **MONTHS, **{month[:3]: k for month, k in MONTHS.items()},
    **dict.fromkeys(("once", "single", "unit"), 1), **dict.fromkeys(("twice", "both", "pair", "double", "doubles", "doubled"), 2), **dict.fromkeys(("half", "halves", "halved"), 0.5),
    **dict.fromkeys(("quarter", "quarters"), 0.25), "dozen": 12, "hundred": 100, "hundredth": 100, "thousand": 1000, "million": 10**6, "billion": 10**9,
}
"""What English words may be in digits."""

TERMS = {
    "collu(?:sion|des?|ded|ding)": "共谋|串通", "blame-shifting": "卸责", "hystere(?:sis|tic)": "滞后", "equilibri(?:um|a)": "均衡", "mixed equilibri(?:um|a)": "混合均衡",
    "best repl(?:y|ies)": "最优反应", "stag hunts?": "猎鹿博弈", "prisoner['’]s dilemmas?": "囚徒困境", "(?:game of )?chicken": "斗鸡博弈", "repeated games?": "重复博弈",
    "discount factors?": "贴现因子", "shadow of the future": "未来的影子", "risk[- ]dominan(?:t|ce)": "风险占优", "comparative statics": "比较静态", "mean[- ]field": "平均场",
    "agent-based": "基于主体", "logit": "逻辑斯蒂", "Shapley": "夏普利", "intraclass correlation": "组内相关", "one-item veto(?:es)?": "一票否决", "veto items?": "否决",
    "leav(?:e|es|ing) traces": "留痕", r"scapegoats?(?!\w|\Z)": "替罪羊", "formalism": "形式主义", "campaign-style": "运动式", "lifelong liability": "终身负责",
    "effect period": "影响期", "covert inspections?": "暗访", "skip-level": "跨级", "dual duty": "一岗双责", "principal responsibility": "主体责任",
    "lists? of powers and duties": "权责清单", "territorial responsibility": "属地管理", "discipline inspection commission": "纪律检查委员会|纪委",
}
"""English terms that mean one thing wherever they stand, and what the Chinese must have at least once."""

BOUNDS = {
    "strictly|strict (?=best|domin|equilib|inequal|increas|Nash)": "严", r"at most(?! (?!its|this|as)[a-z]+s\b)": "至多|最多|不超过|不大于|不多于|不高于|顶多",
    "at least": "至少|不少于|不低于|不小于|起码|最少|以上", "(?:exactly|precisely) (?:when|if|where)|if and only if": "当且仅当|恰|正是|才|正好",
    "only": "只|才|仅|唯|单|等|须|别无", r"not|no(?!\.)|none|nothing|nobody|neither|nor|never|without|cannot": "不|没|无|未|非|别|莫|勿|否|难|免|冤|零|白|多余|至多",
}
"""English words that bound what is said; the Chinese has at least one of those."""

COUNTS = {
    "(?<!of the )two": "两|二|2|双|俩|对|较.者|平分|联手|相互|互相|彼此", "(?<!last of )three": "三|3", "four": "四|4", "five": "五|5", "six": "六|6", "seven": "七|7", "eight": "八|8",
    "nine": "九|9", "ten": "十|10|成", "twelve": "十二|12", **{word: f"{NUMERALS[number // 10]}十|{number}|百{NUMERALS[number // 10]}" for word, number in TENS.items()},
    "hundred": "百|00|十万", "half|halves": "半|二分之一|平分|平摊|居中|50|0.5|零点五|五成", "twice": "两|2|二|倍|再|双", "thirds?": "三|3", "quarters?": "四|25|季", "tenths?": "十|成|10",
}
"""Numbers in words; the same."""

DENIED = {
    "懦夫博弈": "斗鸡博弈", "胆小鬼博弈": "斗鸡博弈", "小鸡博弈": "斗鸡博弈", "甩锅": "卸责", "串谋": "共谋", "合谋": "共谋", "纳什平衡": "纳什均衡", "囚犯困境": "囚徒困境",
    "囚徒两难": "囚徒困境", "最佳反应": "最优反应", "最优回应": "最优反应", "最佳回应": "最优反应", "最优应对": "最优反应", "猎鹿游戏": "猎鹿博弈", "重复游戏": "重复博弈",
    "折现因子": "贴现因子", "折扣因子": "贴现因子", "迟滞效应": "滞后效应", "磁滞": "滞后效应", "一项否决": "一票否决", "单项否决": "一票否决", "沙普利": "夏普利", "夏普里": "夏普利",
    "玩家": "博弈方", "层层加压": "层层加码",
}
"""Words for a term that are not this book's, and what is."""


def value(text):
    """A number in digits, however it is written; a name such as X1, or a version, stays itself."""
    text = text.replace(",", "")
    return text if text[0].isalpha() or text.count(".") > 1 else f"{float(text):.12g}"


def numbers(words):
    """The numbers of a text that are written in digits, by value."""
    found = Counter()
    for match in NUMBER.finditer(words):
        number, scale = value(match[0]), SCALED.match(words, match.end())
        found[f"{float(number) * SCALES[scale[1]]:.12g}" if scale and match[0][0].isdigit() else number] += 1
    return found


def percentages(words):
    """The numbers with a sign for per cent of their own, and all that have one: in 20 to 80% the first shares the second's."""
    own, every = set(), set()
    for match in NUMBER.finditer(words):
        if sign := PERCENT.match(words, match.end()):
            every.add(value(match[0]))
            own |= set() if re.search(r"\d", sign[0]) else {value(match[0])}
    return own, every


def worded(words):
    """The numbers that an English text writes as words, and those that may come of them."""
    found, last = set(), None
    for word in re.findall(r"[a-z]+|[^a-z\s-]", words.lower()):
        value = WORDS.get(word)
        if value is None:
            last = last if word in {"and", "a"} else None
            continue
        found |= {value, 100 * value}
        if last is not None:
            found |= {last + value, last * value, 100 * last * value} | ({last / value, 100 * last / value} if value else set())
        last = max(last * value, last + value) if last is not None else value
    return {f"{value:.12g}" for value in found}


def numeral(number):
    """A number from 1 to 99 as Chinese writes it."""
    tens, ones = divmod(int(number), 10)
    return f"{NUMERALS[tens] if tens > 1 else ''}十{NUMERALS[ones] if ones else ''}" if tens else NUMERALS[ones]


def of_numbers(english, chinese):
    """Numbers in digits: all of them, and no others but what the English says in words."""
    here, there = numbers(english), numbers(chinese)
    for number in (here - there).elements():
        if not (re.fullmatch("[1-9][0-9]", number) and numeral(number) in re.findall(f"[{NUMERALS}十百千万亿]+", chinese)):
            yield f"the number {number} is lost"
    for month, number in MONTHS.items():
        named = re.search(r"\d May\b|\bMay \d" if month == "may" else rf"\b{month.capitalize()}\b", english)
        if named and not re.search(rf"(?<!\d){number}(?!\d)|{numeral(number)}月", chinese):
            yield f"{month.capitalize()} is lost"
    allowed = worded(english)
    for number in (there - here).elements():
        if number not in allowed:
            yield f"the number {number} is not in the English"
    (own, every), (own_there, every_there) = percentages(english), percentages(chinese)
    for number in sorted((own - every_there | own_there - every) & here.keys() & there.keys()):
        yield f"{number} or {number}%"


def of_terms(english, chinese):
    """Terms of the glossary, what bounds a statement, and numbers in words, unless the Chinese has such a one in digits."""
    counts = {} if numbers(chinese) - numbers(english) else COUNTS
    for term, said in {**TERMS, **BOUNDS, **counts}.items():
        found = re.search(rf"(?<![A-Za-z])(?:{term})(?![A-Za-z])", english, re.IGNORECASE)
        if found and not re.search(said, chinese):
            yield f"“{found[0]}” is {said.split('|')[0]}" if term in TERMS else f"“{found[0]}” is in the English, none of {said} here"


def of_length(english, chinese):
    """As much text as a translation of it has: a sentence that is left out shows."""
    words, letters = len(re.findall("[A-Za-z]{2,}", english)), len(re.findall(f"[{HAN}]|[A-Za-z]{{2,}}", chinese))
    least, most = (1.1 if words >= 60 else 0.8) * words, 2.4 * words
    if words >= 25 and not least <= letters <= most:
        yield f"is {'short' if letters < least else 'long'}: {letters} characters for {words} words"


def of_denied(english, chinese):
    """Words that are not this book's, unless it names them itself."""
    for word, said in DENIED.items():
        if word in chinese and word not in english:
            yield f"{word}: the book's word is {said}"


def around(text, start, end):
    """A few letters of a text, to find the place by."""
    return text[max(0, start - 6):end + 6].replace(HIDDEN, "▢").replace("\n", "⏎")


def unformulated(english, chinese):
    """A text whose formulas in brackets and names in quotes, where they are the English's, are a letter each."""
    known = re.sub(r"\s", "", english)
    for group in sorted(set(GROUP.findall(chinese)), key=len, reverse=True):
        if re.search(r"[-−+*·/×÷√=<>≤≥^\u0370-\u03ff]|\w\(|^[\"'\[]", group) and re.sub(r"\s", "", group) in known:
            chinese = chinese.replace(group, "x")
    return chinese


def of_stops(english, chinese):
    """Stops, quotes and brackets are full-width beside Chinese; those that come in pairs do."""
    if not re.search(f"[{HAN}]", chinese):
        return
    chinese = unformulated(english, chinese)
    for pattern, what in ((HALF, "a half-width stop or bracket"), (STRAIGHT, "a straight quote")):
        for found in pattern.finditer(chinese):
            yield f"{what}: {around(chinese, found.start(), found.end())}"
    for opened, closed in PAIRS:
        if chinese.count(opened) != chinese.count(closed):
            yield f"{opened} and {closed} do not pair"


def of_blanks(chinese):
    """No blank beside Chinese, and no line that ends within it."""
    text = chinese.replace(" · ", "·")
    for found in BLANK.finditer(text):
        yield f"a blank beside Chinese: {around(text, found.start(), found.end())}" + (" (a stop at the end of **…** goes behind it)" if found[0][0] in STOPS else "")
    if re.search(f"[{HAN}]", chinese):
        for found in re.finditer("\n", chinese):
            yield f"a line ends within the Chinese: {around(chinese, found.start(), found.end())}"


def of_emphasis(english, chinese):
    """Emphasis that was read as such: no star is left as a letter."""
    for star in "*_":
        if chinese.count(star) > english.count(star):
            at = chinese.index(star)
            yield f"{star} that does not work as emphasis (put a stop outside; leave it out beside a role): {around(chinese, at, at + 1)}"


def of_language(chinese):
    """No English was left standing."""
    for found in re.finditer(r"(?:(?<![A-Za-z])[a-z][a-z'’-]*[ ,]+){4,}[a-z]+", chinese):
        yield f"English left standing: {found[0]}"


def translated(english, chinese):
    """Whether there is Chinese, or a sign such as %, where the English has words."""
    said = re.search(f"[{HAN}]", chinese) or chinese.strip() and not re.search("[A-Za-z]", chinese)
    return bool(said or not re.search(r"(?<![A-Za-z])(?!and|the|for|are|but)[a-z]{3,}", english))


def findings(english, chinese):
    """All that the rules find in the words of two blocks.

    Parameters
    ----------
    english, chinese : str
        As `Block.words`.

    Returns
    -------
    list of str
    """
    if not translated(english, chinese):
        return ["is not translated"]
    return [*of_language(chinese), *of_numbers(english, chinese), *of_terms(english, chinese), *of_length(english, chinese), *of_denied(english, chinese), *of_stops(english, chinese),
            *of_blanks(chinese), *of_emphasis(english, chinese)]
