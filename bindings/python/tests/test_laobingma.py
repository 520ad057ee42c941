"""What Python says of the vectors, of misuse, and beside other threads. Run by .ci/bindings-python."""

import csv
import doctest
import json
import pickle
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import laobingma

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "test-vectors" / "vectors"
NOW = 1_802_000_000


def code_of(function, *arguments, **named):
    """The stable code of a failure."""
    try:
        function(*arguments, **named)
    except laobingma.Failure as failure:
        assert failure.message and failure.remedy and failure.message_zh and failure.remedy_zh
        return failure.code
    return None


class World:
    """The authority of the vectors."""

    def __init__(self):
        document = json.loads((VECTORS / "valid.json").read_text())
        trust = document["fixtures"]["trust_lists"]["main"]
        self.root_set = bytes.fromhex(document["fixtures"]["root_sets"][trust["root_set"]])
        self.trust_list = bytes.fromhex(trust["bytes"])
        self.vectors = [vector for vector in document["vectors"] if vector["trust_list"] == "main"]
        self.texts = [vector["text"] for vector in self.vectors]

    def store(self, folder):
        store = laobingma.Store.provision(folder, self.root_set)
        parts = json.loads(store.update(self.trust_list, NOW))
        assert [part["result"] for part in parts] == ["new"], parts
        store.set_policy('{"place":"gate","bearer":"accept"}')
        return store


class Vectors(unittest.TestCase):
    def test_every_vector_that_a_binding_can_play(self):
        with tempfile.TemporaryDirectory() as folder:
            steps = Path(folder, "steps.txt")
            script = ROOT / "bindings" / "shared" / "vector_steps.py"
            subprocess.run([sys.executable, script, steps], check=True, stdout=subprocess.DEVNULL)
            store, stores, codes = None, 0, 0
            unhex = lambda text: b"" if text == "-" else bytes.fromhex(text)
            for line in steps.read_text().splitlines():
                kind, *words = line.split(" ")
                with self.subTest(line=line[:80]):
                    if kind == "terminal":
                        stores += 1
                        store = laobingma.Store.provision(Path(folder, str(stores)), unhex(words[1]))
                    elif kind == "update":
                        now, file, results = words
                        try:
                            parts = json.loads(store.update(unhex(file), int(now)))
                            got = ",".join(part["result"] for part in parts)
                        except laobingma.Failure:
                            got = "-"
                        self.assertEqual(got, results)
                    else:
                        now, text, policy, decision, code = words
                        codes += 1
                        store.set_policy(policy)
                        verdict = store.verify(unhex(text).decode(), int(now))
                        self.assertEqual((verdict.decision, verdict.code), (decision, code))
                        self.assertEqual(bool(verdict), decision == "accept")
                        self.assertEqual(json.loads(verdict.json())["code"], code)
            self.assertGreater(codes, 700)


class Use(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.store = self.world.store(Path(self.folder.name, "store"))

    def test_a_thousand_verdicts_in_one_call_let_other_threads_run(self):
        texts = [self.world.texts[at % len(self.world.texts)] for at in range(1_000)]
        ticks, is_over = [], threading.Event()

        def tick():
            while not is_over.is_set():
                ticks.append(time.monotonic())
                time.sleep(0.001)

        thread = threading.Thread(target=tick)
        thread.start()
        begun = time.monotonic()
        verdicts = self.store.verify_many(texts, NOW)
        ended = time.monotonic()
        is_over.set()
        thread.join()
        self.assertEqual([verdict.code for verdict in verdicts[: len(self.world.texts)]],
                         [vector["expected"]["code"] for vector in self.world.vectors])
        during = [tick for tick in ticks if begun < tick < ended]
        # A call that holds the lock lets nobody in between.
        self.assertGreater(len(during), 5, f"{ended - begun:.3f} s")

    def test_what_a_verdict_says(self):
        verdict = self.store.verify(self.world.texts[0], NOW)
        self.assertTrue(verdict and verdict.authentic)
        self.assertEqual(verdict.name, "王*明")
        self.assertEqual(verdict.categories, ["veteran"])
        words = json.loads(verdict.words("zh"))
        self.assertIn(["姓名", "王*明"], words["rows"])
        self.assertEqual(json.loads(self.store.verify("x", NOW).words("en"))["rows"], [])
        line = f"{self.world.texts[0]}\n"
        self.assertEqual([verdict.code for verdict in self.store.verify_scanned(line, NOW)], ["accepted"])
        self.assertTrue(json.loads(self.store.status(NOW))["can_accept"])
        alone = laobingma.verify(self.world.texts[0], self.world.root_set, self.world.trust_list, NOW,
                                 '{"place":"gate","bearer":"accept"}')
        self.assertEqual(alone.code, "accepted")
        self.assertFalse(json.loads(alone.json())["basis"]["status_list"]["consulted"])

    def test_what_was_issued_is_refused_where_nobody_knows_the_key(self):
        key = laobingma.SigningKey.generate()
        issue = lambda **more: laobingma.issue(key, "王建明", ["veteran"], 17, 4, 1_800_000_000, 1_830_000_000, **more)
        self.assertEqual(self.store.verify(issue(), NOW).code, "issuer-unknown")
        self.assertTrue(issue(form="base45").startswith("LB1:"))
        self.assertEqual(code_of(issue, home_region=7), code_of(issue, home_region=999_999_999))
        self.assertEqual(code_of(laobingma.issue, key, "王", ["x"], 1, 1, 1_800_000_000, 1_830_000_000), "usage")
        self.assertEqual(code_of(laobingma.SigningKey.from_seed, b"short"), "key-invalid")
        self.assertEqual(code_of(laobingma.SigningKey.from_pem, "-----"), "key-invalid")
        self.assertNotIn("07070707", repr(laobingma.SigningKey.from_seed(bytes([7]) * 32)))
        with self.assertRaises(TypeError):
            pickle.dumps(key)

    def test_codes_in_a_picture(self):
        [found] = laobingma.read_image((ROOT / "docs" / "images" / "code.png").read_bytes())
        self.assertTrue(found.text.isdigit() and found.part is None)
        # A real code, of a bureau that nobody knows here.
        self.assertEqual(self.store.verify(found.text, NOW).code, "issuer-unknown")
        self.assertNotIn(found.text, repr(found))

    def test_failures_have_stable_codes(self):
        self.assertEqual(code_of(laobingma.Store, Path(self.folder.name, "none")), "store-missing")
        store = Path(self.folder.name, "store")
        self.assertEqual(code_of(laobingma.Store.provision, store, self.world.root_set), "store-exists")
        self.assertEqual(code_of(self.store.update, b"", NOW), "file-kind-wrong")
        self.assertEqual(code_of(self.store.set_policy, '{"bearrer":"refuse"}'), "usage")
        self.assertEqual(code_of(self.store.expect, b"short"), "usage")
        self.assertEqual(code_of(laobingma.read_image, b"no picture"), "picture-unreadable")
        self.assertEqual(code_of(laobingma.verify, "x", b"", b""), code_of(laobingma.verify, "x", b"", b"y"))
        with self.assertRaises(TypeError):
            self.store.verify(b"bytes", NOW)
        with self.assertRaises(OverflowError):
            self.store.verify("x", -1)

    def test_the_script_of_the_example(self):
        source, target = Path(self.folder.name, "scanned.csv"), Path(self.folder.name, "checked.csv")
        with source.open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["time", "code"])
            out.writerows([["08:00", text] for text in [*self.world.texts, "12345"]])
        example = Path(__file__).parents[1] / "examples" / "check_csv.py"
        store = Path(self.folder.name, "store")
        run = subprocess.run([sys.executable, example, store, source, target], check=True, capture_output=True, text=True)
        self.assertIn(f"{len(self.world.texts) + 1} codes", run.stdout)
        with target.open() as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(rows[-1]["reason"], "not-ours")

    def test_the_examples_in_the_documentation(self):
        failed, tried = doctest.testmod(laobingma, optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
        self.assertEqual((failed, tried > 4), (0, True))


if __name__ == "__main__":
    unittest.main()
