"""Checked by mypy, never run: the stubs say what the module has."""

from typing import List, Optional

import laobingma


def accepted(store: laobingma.Store, texts: List[str]) -> List[laobingma.Verdict]:
    return [verdict for verdict in store.verify_many(texts) if verdict]


def name_of(store: laobingma.Store, text: str) -> Optional[str]:
    try:
        return store.verify(text, now=1_802_000_000).name
    except laobingma.Failure as failure:
        print(failure.code, failure.remedy)
        return None


def issued(key: laobingma.SigningKey) -> str:
    return laobingma.issue(key, "王建明", ["veteran"], 17, 40321, 1, 2, form="base45")
