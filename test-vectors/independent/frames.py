"""Sequences of frames: what a reader collects from the texts that it is shown."""

import hashlib

from reader import Refusal, cbor, is_uint, malformed, marked_object_of

MAX_FRAMES, MAX_PART, MAX_SEQUENCES = 2048, 960, 4


def frame_of(text):
    """Digest, index, count and part of a frame."""
    mark, data = marked_object_of(text)
    if mark != "82":
        raise Refusal("object", "object-unsupported")
    item = cbor(data)
    if not isinstance(item, list) or len(item) != 4:
        raise malformed("unexpected-item")
    digest, index, count, part = item
    sound = (
        isinstance(digest, bytes)
        and len(digest) == 16
        and is_uint(count, MAX_FRAMES)
        and is_uint(index)
        and index < count
        and isinstance(part, bytes)
        and 1 <= len(part) <= MAX_PART
    )
    if not sound:
        raise malformed("unexpected-item")
    return item


class Collector:
    """The sequences that are not complete, the one of which a frame was seen last at the end."""

    def __init__(self):
        self.sequences = {}

    def add(self, text):
        """What becomes of a text, as the vectors write it."""
        try:
            digest, index, count, part = frame_of(text)
        except Refusal as refusal:
            out = {"result": "refuse", "stage": refusal.stage, "code": refusal.code}
            return out | ({"detail": refusal.detail} if refusal.detail else {})
        known, parts = self.sequences.pop(digest, (count, {}))
        if known != count or parts.get(index, part) != part:
            return {"result": "contradiction"}
        parts[index] = part
        if len(parts) == count:
            whole = b"".join(parts[at] for at in range(count))
            if hashlib.sha256(whole).digest()[:16] != digest:
                return {"result": "contradiction"}
            return {"result": "complete", "bytes": whole.hex()}
        self.sequences[digest] = count, parts
        while len(self.sequences) > MAX_SEQUENCES:
            del self.sequences[next(iter(self.sequences))]
        return {"result": "waiting"}


def check(report, vector):
    collector = Collector()
    for number, step in enumerate(vector["steps"]):
        subject = f"{vector['id']}, step {number}"
        report.same("frame by the second reader", subject, step["expected"], collector.add(step["text"]))
