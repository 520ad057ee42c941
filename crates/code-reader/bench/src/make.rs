//! Pictures of credential-sized codes as cameras see them: each damaged in one way, some in several.
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

/// A way in which pictures are damaged.
struct DamageKind {
    name: &'static str,
    /// Changes how the code is drawn and seen.
    set: fn(&mut Setting, &mut Random),
    /// Changes the picture that came out.
    damage: fn(&mut Canvas, &mut Random),
}

const fn kind(
    name: &'static str,
    set: fn(&mut Setting, &mut Random),
    damage: fn(&mut Canvas, &mut Random),
) -> DamageKind {
    DamageKind { name, set, damage }
}

fn nothing(_: &mut Canvas, _: &mut Random) {}

fn usual(_: &mut Setting, _: &mut Random) {}

const KINDS: &[DamageKind] = &[
    kind("plain", usual, nothing),
    kind(
        "turned",
        |setting, random| setting.angle = random.between(-180.0, 180.0),
        nothing,
    ),
    kind(
        "tilted",
        |setting, random| {
            setting.angle = random.between(-30.0, 30.0);
            setting.tilt = [random.between(-55.0, 55.0), random.between(-45.0, 45.0)];
            setting.module *= 1.2;
        },
        nothing,
    ),
    kind(
        "small",
        |setting, random| setting.module = random.between(1.5, 2.4),
        nothing,
    ),
    kind(
        "blurred",
        |setting, random| setting.module = random.between(3.0, 6.0),
        |canvas, random| canvas.blur(random.between(1.4, 3.2)),
    ),
    kind(
        "moved",
        |setting, random| setting.module = random.between(3.0, 6.0),
        |canvas, random| canvas.smear(random.between(4.0, 9.0), random.between(0.0, 180.0)),
    ),
    kind("grainy", usual, |canvas, random| {
        canvas.grain(random.between(15.0, 45.0), random)
    }),
    kind(
        "pale",
        |setting, random| {
            setting.ink = random.between(95.0, 120.0);
            setting.paper = setting.ink + random.between(14.0, 40.0);
        },
        |canvas, random| canvas.grain(random.between(1.0, 3.0), random),
    ),
    kind(
        "dark",
        |setting, random| {
            setting.ink = random.between(4.0, 10.0);
            setting.paper = random.between(22.0, 40.0);
        },
        |canvas, random| canvas.grain(random.between(1.5, 4.0), random),
    ),
    kind(
        "overexposed",
        |setting, _| setting.paper = 290.0,
        |canvas, random| {
            canvas.bloom(random.between(2.0, 5.0), random.between(0.6, 1.4));
            canvas.blur(0.8);
        },
    ),
    kind("glare", usual, |canvas, random| canvas.glare(random)),
    kind(
        "laminated",
        |setting, random| {
            setting.tilt = [random.between(-25.0, 25.0), random.between(-25.0, 25.0)];
        },
        |canvas, random| {
            canvas.streaks(random);
            canvas.blur(random.between(0.6, 1.4));
        },
    ),
    kind("shadow", usual, |canvas, random| canvas.shadow(random)),
    kind(
        "flicker",
        |setting, random| setting.module = random.between(2.5, 5.0),
        |canvas, random| {
            canvas.bands(random.between(8.0, 60.0), random.between(0.3, 0.7), random);
        },
    ),
    kind(
        "screen",
        |setting, random| {
            setting.screen = Some(Screen {
                pitch: random.between(0.8, 2.2),
                depth: random.between(0.3, 0.8),
                cracks: 0,
            });
            setting.module = random.between(3.0, 7.0);
        },
        |canvas, random| {
            canvas.blur(random.between(0.4, 1.0));
            canvas.grain(random.between(2.0, 8.0), random);
        },
    ),
    kind(
        "cracked",
        |setting, random| {
            setting.screen = Some(Screen {
                pitch: random.between(0.5, 1.0),
                depth: 0.2,
                cracks: 3 + random.below(6),
            });
        },
        |canvas, random| canvas.blur(random.between(0.5, 1.0)),
    ),
    kind(
        "curved",
        |setting, random| {
            setting.surface = Surface::Round {
                radius: random.between(0.75, 1.4),
                axis: random.between(0.0, 180.0),
            };
            setting.module = random.between(4.0, 7.0);
        },
        nothing,
    ),
    kind(
        "crumpled",
        |setting, random| {
            setting.surface = Surface::Crumpled {
                depth: random.between(0.2, 1.0),
                phase: random.between(0.0, 6.3),
            };
            setting.module = random.between(4.0, 7.0);
        },
        |canvas, random| canvas.shadow(random),
    ),
    kind(
        "stained",
        |setting, random| setting.stains = 3 + random.below(5),
        nothing,
    ),
    kind(
        "fat-ink",
        |setting, random| setting.ink_spread = random.between(0.15, 0.33),
        |canvas, random| canvas.blur(random.between(0.5, 1.0)),
    ),
    kind(
        "thin-ink",
        |setting, random| setting.ink_spread = random.between(-0.33, -0.15),
        |canvas, random| canvas.blur(random.between(0.5, 1.0)),
    ),
    kind(
        "no-margin",
        |setting, random| {
            setting.quiet = random.between(0.0, 1.0);
            setting.clutter = true;
        },
        nothing,
    ),
    kind(
        "inverted",
        |setting, _| std::mem::swap(&mut setting.ink, &mut setting.paper),
        nothing,
    ),
    kind("mirrored", |setting, _| setting.mirrored = true, nothing),
    kind(
        "chat",
        |setting, random| setting.module = random.between(2.0, 3.5),
        |canvas, random| canvas.jpeg(8 + random.below(20) as u8),
    ),
    kind(
        "dense",
        |setting, random| {
            setting.digits = 590 + random.below(60) as usize;
            setting.module = random.between(2.6, 5.0);
        },
        |canvas, random| {
            canvas.blur(random.between(0.4, 1.0));
            canvas.grain(random.between(2.0, 6.0), random);
        },
    ),
    kind(
        "clutter",
        |setting, random| {
            setting.clutter = true;
            setting.neighbours = 1 + random.below(2);
            setting.module = random.between(2.5, 3.5);
        },
        |canvas, random| canvas.blur(random.between(0.4, 1.0)),
    ),
    kind(
        "webcam",
        |setting, random| {
            setting.module = random.between(2.4, 4.0);
            setting.angle = random.between(-25.0, 25.0);
            setting.tilt = [random.between(-25.0, 25.0), random.between(-25.0, 25.0)];
            setting.ink = random.between(30.0, 60.0);
            setting.paper = random.between(120.0, 200.0);
        },
        |canvas, random| {
            canvas.shadow(random);
            canvas.blur(random.between(0.6, 1.3));
            canvas.sharpen(random.between(0.5, 1.5));
            canvas.grain(random.between(3.0, 9.0), random);
            canvas.jpeg(40 + random.below(30) as u8);
        },
    ),
    kind(
        "bad-day",
        |setting, random| {
            setting.module = random.between(3.0, 6.0);
            setting.angle = random.between(-180.0, 180.0);
            setting.tilt = [random.between(-35.0, 35.0), random.between(-35.0, 35.0)];
            setting.ink = random.between(40.0, 80.0);
            setting.paper = random.between(110.0, 180.0);
            setting.stains = random.below(3);
            setting.clutter = true;
        },
        |canvas, random| {
            canvas.shadow(random);
            canvas.streaks(random);
            canvas.blur(random.between(0.8, 1.8));
            canvas.smear(random.between(1.0, 4.0), random.between(0.0, 180.0));
            canvas.grain(random.between(4.0, 12.0), random);
            canvas.jpeg(30 + random.below(40) as u8);
        },
    ),
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
            (kind.damage)(&mut canvas, &mut random);
            canvas.grain(1.0, &mut random);
            let name = format!("{}/{picture:02}.png", kind.name);
            canvas.save(&args.folder.join(&name))?;
            let texts = serde_json::to_string(&texts).map_err(|error| error.to_string())?;
            writeln!(expected, "{name}\t{texts}").map_err(failed)?;
        }
    }
    fs::write(args.folder.join("expected.tsv"), expected).map_err(failed)
}
