"""Veteran credentials (老兵码) in QR codes, checked and issued with no network.

A key, a code, and what it is worth where nothing is held yet:

>>> import laobingma
>>> key = laobingma.SigningKey.from_seed(bytes([2]) * 32)
>>> code = laobingma.issue(key, "王建明", ["veteran"], holder=17, status_index=40321,
...                        issued=1_800_000_000, expires=1_830_000_000)
>>> code.isdigit() and len(code) < 320
True
>>> laobingma.issue(key, "", ["veteran"], 17, 40321, 1_800_000_000, 1_830_000_000)
Traceback (most recent call last):
    ...
laobingma.Failure: ...
>>> try:
...     laobingma.Store("/no/such/store")
... except laobingma.Failure as failure:
...     print(failure.code)
store-missing
"""

from ._native import Failure, FoundCode, SigningKey, Store, Verdict, issue, read_image, verify

__all__ = ["Failure", "FoundCode", "SigningKey", "Store", "Verdict", "issue", "read_image", "verify"]

Failure.__module__ = "laobingma"
