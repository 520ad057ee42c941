"""Counts the day at the lake again: python recount_hangzhou.py FOLDER

FOLDER is what `scenario hangzhou --keep FOLDER` made. From the rosters and from who showed what, this decides by
itself what the gate must have said, and compares that with the lines of the gate and with the sounds
that its player got. Sounds are recognised by their length and their samples. Standard library only.
"""

import csv
import json
import re
import sys
import wave
from collections import Counter
from pathlib import Path

VOICES = Path(__file__).resolve().parents[2] / "verifier-cli" / "voices" / "zh"

# In the order of their numbers, by the words of the rosters.
CATEGORIES = {
    "退役军人": "veteran",
    "现役军人": "active-duty",
    "烈士遗属": "martyr-survivor",
    "因公牺牲军人遗属": "duty-death-survivor",
    "病故军人遗属": "illness-death-survivor",
    "残疾军人": "disabled-soldier",
    "现役军人家属": "active-duty-dependant",
    "军休干部": "retired-officer",
    "退役军人家属": "veteran-dependant",
    "预定新兵": "enlistee",
}
NOT_SERVED = {"veteran-dependant", "enlistee"}
UNKNOWN = {"huangshan"}
DAY = "2026-06-01"
# What is wrong with the thing that is shown, whoever shows it.
SHOWN = {
    "copy": "proof-missing",
    "old-proof": "proof-stale",
    "proof-ahead": "proof-from-future",
    "proof-for-elsewhere": "proof-invalid",
    "same-proof": "proof-replayed",
    "forged": "signature-invalid",
    "half": "unreadable",
    "payment": "not-ours",
}


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def samples(path):
    with wave.open(str(path), "rb") as file:
        form = file.getnchannels(), file.getsampwidth(), file.getframerate()
        if form != (1, 1, 16_000):
            sys.exit(f"{path}: {form}")
        return file.readframes(file.getnframes())


class Sentences:
    def __init__(self):
        names = re.findall(r"^\| `([a-z-]+)\.wav` \|", (VOICES / "README.md").read_text(encoding="utf-8"), re.M)
        self.by_sound = {samples(VOICES / f"{name}.wav"): name for name in names}
        if len(self.by_sound) != len(names) or not names:
            sys.exit("two recordings of the set are the same, or there is none")

    def recognise(self, path):
        heard = samples(path)
        if heard not in self.by_sound:
            sys.exit(f"{path}: {len(heard)} samples that are no sentence of the set")
        return self.by_sound[heard]


class Day:
    def __init__(self, folder):
        self.people = {}
        for roster in folder.glob("*.csv"):
            for row in table(roster):
                if "人员类别" in row:
                    self.people[roster.stem, row["身份证号"]] = row
        self.acts = {(row["bureau"], row["identity"]): row["act"] for row in table(folder / "acts.csv")}
        self.passed = set()

    def verdict(self, visit):
        """The reason code, and the categories of whom the gate opens for."""
        who = visit["bureau"], visit["identity"]
        if visit["shows"] in SHOWN:
            return SHOWN[visit["shows"]], []
        person = self.people[who]
        categories = [CATEGORIES[word] for word in person["人员类别"].split("、")]
        if (visit["shows"] == "phone") != bool(person["手机绑定码"]):
            sys.exit(f"{who} has no {visit['shows']}")
        if visit["bureau"] in UNKNOWN:
            return "issuer-unknown", []
        if person["有效期至"] and person["有效期至"] < DAY:
            return "expired", []
        if who in self.acts:
            return {"revoke": "revoked", "suspend": "suspended"}[self.acts[who]], []
        if all(category in NOT_SERVED for category in categories):
            return "not-entitled", []
        if who in self.passed:
            return "passed-recently", []
        self.passed.add(who)
        return "accepted", sorted(categories, key=list(CATEGORIES.values()).index)


def main():
    folder = Path(sys.argv[1])
    day, sentences = Day(folder), Sentences()
    lines = [json.loads(line) for line in (folder / "lines.jsonl").read_text(encoding="utf-8").splitlines()]
    visits = table(folder / "visits.csv")
    played = sorted((folder / "played").glob("*.wav"), key=lambda path: int(path.stem))
    if not len(visits) == len(lines) == len(played) or not visits:
        sys.exit(f"{len(visits)} visits, {len(lines)} verdicts, {len(played)} sounds")
    faults, totals, opened = [], Counter(), 0
    for visit, line, sound in zip(visits, lines, played):
        code, categories = day.verdict(visit)
        said = sentences.recognise(sound)
        # Not read the first time: to be scanned again, which is no refusal yet.
        expected = f"accept-{categories[0]}" if categories else "again" if code == "unreadable" else f"refuse-{code}"
        found = line["number"], line["code"], line["open"], said
        if found != (int(visit["number"]), code, bool(categories), expected):
            faults.append(f"{visit}: {found}, not {code}, {expected}")
        totals[said] += 1
        opened += bool(categories)
    for name, count in sorted(totals.items()):
        print(f"{count:4}  {name}")
    print(f"{len(visits)} visits, {opened} opened, {len(totals)} sentences heard, {len(faults)} faults")
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
