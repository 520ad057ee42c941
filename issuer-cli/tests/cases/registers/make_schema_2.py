#!/usr/bin/env python3
"""Makes schema-2.db: a register as the program wrote it before codes for phones came, in version 2 of its tables.

    git show b3eff1c:issuer-cli/src/register/schema.rs | python3 make_schema_2.py

The tables are made by the statements of that program. The rows and the audit log are written here anew, as it wrote them.
Nothing in it is random. The file is kept beside this script, and a test of the register opens it.
"""
import hashlib
import hmac
import pathlib
import re
import sqlite3
import struct
import sys

KEY, REGISTER_ID = bytes([7]) * 32, bytes(range(16))
BEGUN, UNTIL = 1_780_000_000, 1_880_000_000
HERE = pathlib.Path(__file__).resolve().parent
# What the audit log reads of each table, and how many of these columns version 1 had.
AUDITED = [
    ("SELECT id, audit, number, person FROM holders", 4),
    ("SELECT id, audit, holder, serial, status_index, name, categories, home_region, disability_grade,"
     " honour_class, valid_from, valid_until FROM credentials", 12),
    ("SELECT id, audit, credential, file, digest, code, key FROM issued", 5),
    ("SELECT id, audit, credential, status, reason FROM changes", 5),
]


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def keyed(purpose, message=b""):
    return hmac.new(KEY, purpose + b"\0" + message, hashlib.sha256).digest()[:16]


def long(number):
    return struct.pack(">q", number)


def value(item):
    if isinstance(item, int):
        return b"\1" + long(item)
    kind, data = (0, b"") if item is None else (2, item.encode()) if isinstance(item, str) else (3, item)
    return bytes([kind]) + long(len(data)) + data


def written(row, first_columns):
    out = b""
    for column, item in enumerate(row):
        if column >= first_columns:
            if item is None:
                continue
            out += long(column)
        out += value(item)
    return out


class Register:
    def __init__(self, path, tables):
        path.unlink(missing_ok=True)
        self.db = sqlite3.connect(path, isolation_level=None)
        for step in tables:
            self.db.executescript(step)
        self.db.execute(f"PRAGMA application_id = {0x4c424d31}")
        self.db.execute("PRAGMA user_version = 2")
        self.db.execute("INSERT INTO register VALUES (1, ?, ?)", (REGISTER_ID, keyed(b"key check")))
        self.hash = sha256(b"laobingma register 1\0", REGISTER_ID, keyed(b"key check"))
        self.number = 0

    def record(self, action, details, rows=()):
        """One transaction: its rows, each with the number of the record, and the record."""
        self.number += 1
        for table, row in rows:
            marks = ", ".join("?" * (len(row) + 1))
            self.db.execute(f"INSERT INTO {table} VALUES ({marks})", (*row[:AT[table]], self.number, *row[AT[table]:]))
        digests = b""
        for query, first_columns in AUDITED:
            mine = self.db.execute(f"{query} WHERE audit = ? ORDER BY id", (self.number,))
            digests += sha256(*(written(row, first_columns) for row in mine))
        at = BEGUN + 86_400 * self.number
        texts = [text.encode() for text in ("王芳", action, details)]
        rows = sha256(digests)
        self.hash = sha256(b"laobingma audit 1\0", self.hash, long(self.number), long(at),
                           *(long(len(text)) + text for text in texts), rows)
        self.db.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)",
                        (self.number, at, "王芳", action, details, rows, self.hash))


# Where the number of the record stands among the columns of a table.
AT = {"holders": 3, "credentials": 11, "issued": 4, "changes": 4}


def holder(number, identity):
    return "holders", (number, 1000 + number, keyed(b"person", identity.encode()))


def credential(at, holder, serial, index, name, grade=None):
    return "credentials", (at, holder, serial, index, name, 1, 421200, grade, None, BEGUN, UNTIL)


def issued(at, code):
    text = f"81{at}"
    # Version 1 had neither hash nor key; the rows of it stay without.
    new = (None, None) if at < 3 else (sha256(text.encode())[:12], sha256(b"key"))
    return "issued", (at, code, f"{code}.png", sha256(text.encode()), *new)


def main():
    source = sys.stdin.read()
    tables = [re.search(f'const {name}: &str = "(.*?)";', source, re.S)[1] for name in ("TABLES", "SIGNED_CODES")]
    register = Register(HERE / "schema-2.db", tables)
    register.record("create", "version=2")
    register.record("issue", "reserved=2", [
        holder(1, "420000194907080017"), holder(2, "420000195001010025"),
        credential(1, 1, 1, 5, "王*明"), credential(2, 2, 1, 900, "李*英", 6)])
    register.record("issue", "issued=2", [issued(1, 1), issued(2, 2)])
    register.record("suspend", "suspended holder 1002 serial 1 index 900 (other)", [("changes", (1, 2, 2, "other"))])
    register.record("reissue", "reissued holder 1001 serial 1 index 5 (lost)", [
        credential(3, 1, 2, 17, "王*明"), ("changes", (2, 1, 1, "lost"))])
    register.record("reissue", "issued=1", [issued(3, 3)])
    register.record("publish", f"status list iat={BEGUN} sha256={sha256(b'list').hex()}")
    register.record("issue", "reserved=1", [holder(3, "420000195203120034"), credential(4, 3, 1, 33, "张*")])
    register.db.execute("VACUUM")
    register.db.close()
    (HERE / "schema-2.db.head").write_text(f"{register.number}:{register.hash.hex()}\n")


if __name__ == "__main__":
    main()
