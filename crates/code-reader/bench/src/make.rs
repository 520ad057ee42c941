//! Pictures of credential-sized codes as cameras see them: each spoilt in one way, some in several.
//!
//! The same seed gives the same pictures. They tune a reader and find what it cannot do; they prove nothing
//! about photographs.

mod damage;
mod random;
mod scene;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use damage::Canvas;
use random::Random;
use scene::{Screen, Setting, Surface};

#[derive(Args)]
pub(crate) struct MakeArgs {
    /// Where to write: a folder for each kind of damage, and expected.tsv
    folder: PathBuf,

    /// Pictures of each kind
    #[arg(long, default_value_t = 20)]
    count: u64,

    /// The same number gives the same pictures
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A way in which pictures are spoilt.
struct Kind {
    name: &'static str,
    /// Changes how the code is drawn and seen.
    set: fn(&mut Setting, &mut Random),
    /// Changes the picture that came out.
    spoil: fn(&mut Canvas, &mut Random),
}

fn nothing(_: &mut Canvas, _: &mut Random) {}

fn usual(_: &mut Setting, _: &mut Random) {}

const KINDS: &[Kind] = &[
    Kind {
        name: "plain",
        set: usual,
        spoil: nothing,
    },
    Kind {
        name: "turned",
        set: |setting, random| setting.angle = random.between(-180.0, 180.0),
        spoil: nothing,
    },
    Kind {
        name: "tilted",
        set: |setting, random| {
            setting.angle = random.between(-30.0, 30.0);
            setting.tilt = [random.between(-55.0, 55.0), random.between(-45.0, 45.0)];
            setting.module *= 1.2;
        },
        spoil: nothing,
    },
    Kind {
        name: "small",
        set: |setting, random| setting.module = random.between(1.5, 2.4),
        spoil: nothing,
    },
    Kind {
        name: "blurred",
        set: |setting, random| setting.module = random.between(3.0, 6.0),
        spoil: |canvas, random| canvas.blur(random.between(1.4, 3.2)),
    },
    Kind {
        name: "moved",
        set: |setting, random| setting.module = random.between(3.0, 6.0),
        spoil: |canvas, random| canvas.smear(random.between(4.0, 9.0), random.between(0.0, 180.0)),
    },
    Kind {
        name: "grainy",
        set: usual,
        spoil: |canvas, random| canvas.grain(random.between(15.0, 45.0), random),
    },
    Kind {
        name: "pale",
        set: |setting, random| {
            setting.ink = random.between(95.0, 120.0);
            setting.paper = setting.ink + random.between(14.0, 40.0);
        },
        spoil: |canvas, random| canvas.grain(random.between(1.0, 3.0), random),
    },
    Kind {
        name: "dark",
        set: |setting, random| {
            setting.ink = random.between(4.0, 10.0);
            setting.paper = random.between(22.0, 40.0);
        },
        spoil: |canvas, random| canvas.grain(random.between(1.5, 4.0), random),
    },
    Kind {
        name: "overexposed",
        set: |setting, _| setting.paper = 290.0,
        spoil: |canvas, random| {
            canvas.bloom(random.between(2.0, 5.0), random.between(0.6, 1.4));
            canvas.blur(0.8);
        },
    },
    Kind {
        name: "glare",
        set: usual,
        spoil: |canvas, random| canvas.glare(random),
    },
    Kind {
        name: "laminated",
        set: |setting, random| {
            setting.tilt = [random.between(-25.0, 25.0), random.between(-25.0, 25.0)];
        },
        spoil: |canvas, random| {
            canvas.streaks(random);
            canvas.blur(random.between(0.6, 1.4));
        },
    },
    Kind {
        name: "shadow",
        set: usual,
        spoil: |canvas, random| canvas.shadow(random),
    },
    Kind {
        name: "flicker",
        set: |setting, random| setting.module = random.between(2.5, 5.0),
        spoil: |canvas, random| {
            canvas.bands(random.between(8.0, 60.0), random.between(0.3, 0.7), random);
        },
    },
    Kind {
        name: "screen",
        set: |setting, random| {
            setting.screen = Some(Screen {
                pitch: random.between(0.8, 2.2),
                depth: random.between(0.3, 0.8),
                cracks: 0,
            });
            setting.module = random.between(3.0, 7.0);
        },
        spoil: |canvas, random| {
            canvas.blur(random.between(0.4, 1.0));
            canvas.grain(random.between(2.0, 8.0), random);
        },
    },
    Kind {
        name: "cracked",
        set: |setting, random| {
            setting.screen = Some(Screen {
                pitch: random.between(0.5, 1.0),
                depth: 0.2,
                cracks: 3 + random.below(6),
            });
        },
        spoil: |canvas, random| canvas.blur(random.between(0.5, 1.0)),
    },
    Kind {
        name: "curved",
        set: |setting, random| {
            setting.surface = Surface::Round {
                radius: random.between(0.75, 1.4),
                axis: random.between(0.0, 180.0),
            };
            setting.module = random.between(4.0, 7.0);
        },
        spoil: nothing,
    },
    Kind {
        name: "crumpled",
        set: |setting, random| {
            setting.surface = Surface::Crumpled {
                depth: random.between(0.2, 1.0),
                phase: random.between(0.0, 6.3),
            };
            setting.module = random.between(4.0, 7.0);
        },
        spoil: |canvas, random| canvas.shadow(random),
    },
    Kind {
        name: "stained",
        set: |setting, random| setting.stains = 3 + random.below(5),
        spoil: nothing,
    },
    Kind {
        name: "fat-ink",
        set: |setting, random| setting.ink_spread = random.between(0.15, 0.33),
        spoil: |canvas, random| canvas.blur(random.between(0.5, 1.0)),
    },
    Kind {
        name: "thin-ink",
        set: |setting, random| setting.ink_spread = random.between(-0.33, -0.15),
        spoil: |canvas, random| canvas.blur(random.between(0.5, 1.0)),
    },
    Kind {
        name: "no-margin",
        set: |setting, random| {
            setting.quiet = random.between(0.0, 1.0);
            setting.clutter = true;
        },
        spoil: nothing,
    },
    Kind {
        name: "inverted",
        set: |setting, _| std::mem::swap(&mut setting.ink, &mut setting.paper),
        spoil: nothing,
    },
    Kind {
        name: "mirrored",
        set: |setting, _| setting.mirrored = true,
        spoil: nothing,
    },
    Kind {
        name: "chat",
        set: |setting, random| setting.module = random.between(2.0, 3.5),
        spoil: |canvas, random| canvas.jpeg(8 + random.below(20) as u8),
    },
    Kind {
        name: "dense",
        set: |setting, random| {
            setting.digits = 590 + random.below(60) as usize;
            setting.module = random.between(2.6, 5.0);
        },
        spoil: |canvas, random| {
            canvas.blur(random.between(0.4, 1.0));
            canvas.grain(random.between(2.0, 6.0), random);
        },
    },
    Kind {
        name: "clutter",
        set: |setting, random| {
            setting.clutter = true;
            setting.neighbours = 1 + random.below(2);
            setting.module = random.between(2.5, 3.5);
        },
        spoil: |canvas, random| canvas.blur(random.between(0.4, 1.0)),
    },
    Kind {
        name: "webcam",
        set: |setting, random| {
            setting.module = random.between(2.4, 4.0);
            setting.angle = random.between(-25.0, 25.0);
            setting.tilt = [random.between(-25.0, 25.0), random.between(-25.0, 25.0)];
            setting.ink = random.between(30.0, 60.0);
            setting.paper = random.between(120.0, 200.0);
        },
        spoil: |canvas, random| {
            canvas.shadow(random);
            canvas.blur(random.between(0.6, 1.3));
            canvas.sharpen(random.between(0.5, 1.5));
            canvas.grain(random.between(3.0, 9.0), random);
            canvas.jpeg(40 + random.below(30) as u8);
        },
    },
    Kind {
        name: "bad-day",
        set: |setting, random| {
            setting.module = random.between(3.0, 6.0);
            setting.angle = random.between(-180.0, 180.0);
            setting.tilt = [random.between(-35.0, 35.0), random.between(-35.0, 35.0)];
            setting.ink = random.between(40.0, 80.0);
            setting.paper = random.between(110.0, 180.0);
            setting.stains = random.below(3);
            setting.clutter = true;
        },
        spoil: |canvas, random| {
            canvas.shadow(random);
            canvas.streaks(random);
            canvas.blur(random.between(0.8, 1.8));
            canvas.smear(random.between(1.0, 4.0), random.between(0.0, 180.0));
            canvas.grain(random.between(4.0, 12.0), random);
            canvas.jpeg(30 + random.below(40) as u8);
        },
    },
];

const SIZES: [(usize, usize); 3] = [(640, 480), (1280, 720), (960, 720)];

pub(crate) fn make(args: &MakeArgs) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", args.folder.display());
    let mut expected = Vec::new();
    for (kind, number) in KINDS.iter().zip(0..) {
        let folder = args.folder.join(kind.name);
        fs::create_dir_all(&folder).map_err(failed)?;
        for picture in 0..args.count {
            let mut random = Random::new(args.seed << 32 | number << 16 | picture);
            let (width, height) = SIZES[random.below(SIZES.len() as u64) as usize];
            let mut setting = Setting::usual(width, height, &mut random);
            (kind.set)(&mut setting, &mut random);
            let (mut canvas, texts) = scene::draw(&setting, &mut random)?;
            (kind.spoil)(&mut canvas, &mut random);
            canvas.grain(1.0, &mut random);
            let name = format!("{}/{picture:02}.png", kind.name);
            canvas.save(&args.folder.join(&name))?;
            let texts = serde_json::to_string(&texts).map_err(|error| error.to_string())?;
            writeln!(expected, "{name}\t{texts}").map_err(failed)?;
        }
    }
    fs::write(args.folder.join("expected.tsv"), expected).map_err(failed)
}
