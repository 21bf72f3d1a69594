"""Numbers in the text of the chapters, each computed by another road: one file a chapter."""
