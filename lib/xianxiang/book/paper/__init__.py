"""The book on paper and in a reader's pocket: `python -m xianxiang.book.paper` makes a PDF and an EPUB of each edition.

====== ==================================================================
join   the built pages as one: links turned inward, stills for live figures
pdf    the one page printed by Chromium
epub   the one page packed by pandoc
====== ==================================================================
"""
