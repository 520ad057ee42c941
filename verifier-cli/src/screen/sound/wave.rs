//! The three sounds as WAV files.

use super::super::answer::Answer;

/// Samples a second. Enough for every tone here, and known to every player.
const RATE: u32 = 22_050;

/// A tone, or a pause where the frequency is 0.
struct Tone {
    hertz: f32,
    millis: u32,
    shape: Shape,
}

#[derive(Clone, Copy)]
enum Shape {
    /// Clear, like a bell.
    Clear,
    /// With many overtones, like a buzzer; small loudspeakers give no low tone without them.
    Rough,
}

const fn tone(hertz: f32, millis: u32, shape: Shape) -> Tone {
    Tone {
        hertz,
        millis,
        shape,
    }
}

/// Rises by a fifth, and is over in a quarter of a second.
const ACCEPT: &[Tone] = &[
    tone(880.0, 90, Shape::Clear),
    tone(1318.5, 160, Shape::Clear),
];

/// Two even tones.
const CHECK: &[Tone] = &[
    tone(659.3, 150, Shape::Clear),
    tone(0.0, 110, Shape::Clear),
    tone(659.3, 150, Shape::Clear),
];

/// Falls, low and long.
const REFUSE: &[Tone] = &[
    tone(311.1, 280, Shape::Rough),
    tone(207.7, 520, Shape::Rough),
];

/// The sound of an answer as a RIFF file: 16 bits, one channel.
pub(super) fn file(answer: Answer) -> Vec<u8> {
    let tones = match answer {
        Answer::Accept => ACCEPT,
        Answer::Compare | Answer::Check | Answer::Again => CHECK,
        Answer::Refuse => REFUSE,
    };
    let samples: Vec<i16> = tones.iter().flat_map(samples).collect();
    let data = samples.len() as u32 * 2;
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + data).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    // PCM, one channel.
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&1u16.to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(&2u16.to_le_bytes());
    file.extend_from_slice(&16u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&data.to_le_bytes());
    for sample in samples {
        file.extend_from_slice(&sample.to_le_bytes());
    }
    file
}

fn samples(tone: &Tone) -> impl Iterator<Item = i16> {
    let count = RATE * tone.millis / 1000;
    let overtones: &'static [(f32, f32)] = match tone.shape {
        Shape::Clear => &[(1.0, 0.8), (2.0, 0.15)],
        Shape::Rough => &[(1.0, 0.4), (2.0, 0.2), (3.0, 0.25), (5.0, 0.1), (7.0, 0.05)],
    };
    let hertz = tone.hertz;
    (0..count).map(move |number| {
        if hertz == 0.0 {
            return 0;
        }
        let angle = std::f32::consts::TAU * hertz * number as f32 / RATE as f32;
        let wave: f32 = overtones
            .iter()
            .map(|(times, strength)| strength * (angle * times).sin())
            .sum();
        (wave * envelope(number, count) * 30_000.0) as i16
    })
}

/// Up in 5 ms and down in 20, so that nothing clicks.
fn envelope(number: u32, count: u32) -> f32 {
    let up = number as f32 / (RATE as f32 * 0.005);
    let down = (count - number) as f32 / (RATE as f32 * 0.02);
    up.min(down).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pcm(answer: Answer) -> Vec<i16> {
        let file = file(answer);
        let pairs = file[44..].chunks(2);
        pairs
            .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
            .collect()
    }

    /// How strong a frequency is in some samples (Goertzel).
    fn strength(samples: &[i16], hertz: f32) -> f32 {
        let turn = 2.0 * (std::f32::consts::TAU * hertz / RATE as f32).cos();
        let (mut last, mut before) = (0.0f32, 0.0f32);
        for sample in samples {
            let next = f32::from(*sample) + turn * last - before;
            (before, last) = (last, next);
        }
        (last * last + before * before - turn * last * before).sqrt() / samples.len() as f32
    }

    #[test]
    fn the_three_differ_in_length_and_pitch() {
        let length = |answer| pcm(answer).len() as u32 * 1000 / RATE;
        assert_eq!(length(Answer::Accept), 249);
        assert_eq!(length(Answer::Check), 409);
        assert_eq!(length(Answer::Refuse), 800);
        for (answer, hertz, others) in [
            (Answer::Accept, 880.0, [659.3, 311.1]),
            (Answer::Check, 659.3, [880.0, 311.1]),
            (Answer::Refuse, 311.1, [880.0, 659.3]),
        ] {
            let samples = pcm(answer);
            let begin = &samples[..RATE as usize * 80 / 1000];
            for other in others {
                assert!(
                    strength(begin, hertz) > 2.0 * strength(begin, other),
                    "{answer:?} {other}"
                );
            }
        }
    }

    #[test]
    fn they_are_loud_and_neither_clip_nor_click() {
        for answer in Answer::ALL {
            let samples = pcm(answer);
            let peak = samples
                .iter()
                .map(|sample| sample.unsigned_abs())
                .max()
                .unwrap();
            assert!((15_000..=32_000).contains(&peak), "{answer:?} {peak}");
            let (first, last) = (samples[0], *samples.last().unwrap());
            assert!(first == 0 && last.unsigned_abs() < 300, "{answer:?} {last}");
            let jump = samples
                .windows(2)
                .map(|pair| pair[0].abs_diff(pair[1]))
                .max()
                .unwrap();
            assert!(jump < 14_000, "{answer:?} {jump}");
        }
    }

    #[test]
    fn the_file_is_as_long_as_it_says() {
        for answer in Answer::ALL {
            let file = file(answer);
            let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
            assert_eq!(number(4) as usize + 8, file.len());
            assert_eq!(number(40) as usize + 44, file.len());
        }
    }
}
