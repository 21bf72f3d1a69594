"""The banks of exercises, one module a chapter by its stem; `xianxiang.teach.bank.load` finds them."""
