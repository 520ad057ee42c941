//! A card or a screen with a code on it, seen by a camera.

use std::f32::consts::PI;

use qrcode::{Color, EcLevel, QrCode};

use super::damage::Canvas;
use super::random::Random;

/// What is drawn, and from where it is seen.
pub(super) struct Setting {
    width: usize,
    height: usize,
    pub(super) digits: usize,
    /// Pixels a module, where the code is not tilted.
    pub(super) module: f32,
    /// Degrees in the plane of the picture.
    pub(super) angle: f32,
    /// Degrees about the horizontal and the vertical axis.
    pub(super) tilt: [f32; 2],
    pub(super) ink: f32,
    pub(super) paper: f32,
    /// Modules by which ink runs over the edges of a dark module.
    pub(super) ink_spread: f32,
    /// The quiet zone, in modules.
    pub(super) quiet: f32,
    pub(super) mirrored: bool,
    pub(super) surface: Surface,
    pub(super) screen: Option<Screen>,
    pub(super) stains: u64,
    /// Print around the code, up to its quiet zone.
    pub(super) clutter: bool,
    /// Other codes beside it.
    pub(super) neighbours: u64,
}

#[derive(Clone, Copy)]
pub(super) enum Surface {
    Flat,
    /// A bottle or a bent card; the radius is in sides of the code, the axis in degrees.
    Round {
        radius: f32,
        axis: f32,
    },
    /// Shifts of some modules, in waves.
    Crumpled {
        depth: f32,
        phase: f32,
    },
}

/// A display, with its own pixels.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    /// The size of its pixels, in pixels of the camera.
    pub(super) pitch: f32,
    /// How dark it is between them, 0 to 1.
    pub(super) depth: f32,
    /// Cracks of the glass.
    pub(super) cracks: u64,
}

impl Setting {
    pub(super) fn usual(width: usize, height: usize, random: &mut Random) -> Self {
        Self {
            width,
            height,
            digits: 280 + random.below(14) as usize,
            module: random.between(3.0, 5.5),
            angle: random.between(-8.0, 8.0),
            tilt: [random.between(-8.0, 8.0), random.between(-8.0, 8.0)],
            ink: random.between(10.0, 50.0),
            paper: random.between(190.0, 240.0),
            ink_spread: 0.0,
            quiet: 4.0,
            mirrored: false,
            surface: Surface::Flat,
            screen: None,
            stains: 0,
            clutter: false,
            neighbours: 0,
        }
    }
}

/// One code in the plane of the card: coordinates in modules from its centre.
struct Placed {
    modules: Vec<bool>,
    side: usize,
    x: f32,
    y: f32,
    scale: f32,
}

impl Placed {
    fn new(text: &str, level: EcLevel, x: f32, y: f32, scale: f32) -> Result<Self, String> {
        let code = QrCode::with_error_correction_level(text, level).map_err(|e| e.to_string())?;
        let side = code.width();
        let modules = code
            .to_colors()
            .into_iter()
            .map(|color| color == Color::Dark)
            .collect();
        Ok(Self {
            modules,
            side,
            x,
            y,
            scale,
        })
    }

    /// Whether there is ink, or `None` outside code and quiet zone.
    fn ink(&self, x: f32, y: f32, quiet: f32, spread: f32) -> Option<bool> {
        let half = self.side as f32 / 2.0;
        let (x, y) = (
            (x - self.x) / self.scale + half,
            (y - self.y) / self.scale + half,
        );
        let inside = -quiet..self.side as f32 + quiet;
        if !inside.contains(&x) || !inside.contains(&y) {
            return None;
        }
        let dark = |x: f32, y: f32| {
            let within = 0.0..self.side as f32;
            within.contains(&x)
                && within.contains(&y)
                && self.modules[y as usize * self.side + x as usize]
        };
        let near = [-spread.abs(), 0.0, spread.abs()];
        let mut around = near
            .iter()
            .flat_map(|dx| near.iter().map(move |dy| dark(x + dx, y + dy)));
        Some(if spread >= 0.0 {
            around.any(|dark| dark)
        } else {
            around.all(|dark| dark)
        })
    }
}

/// Draws the picture, and says which texts are in it.
pub(super) fn draw(
    setting: &Setting,
    random: &mut Random,
) -> Result<(Canvas, Vec<String>), String> {
    let mut texts = vec![digits(setting.digits, random)];
    let mut placed = vec![Placed::new(&texts[0], EcLevel::M, 0.0, 0.0, 1.0)?];
    let ours = placed[0].side as f32;
    for number in 0..setting.neighbours {
        let text = format!("https://qr.example.cn/pay/{}", digits(20, random));
        let side = if number == 0 { 1.0 } else { -1.0 };
        let code = Placed::new(&text, EcLevel::M, 0.0, 0.0, 1.0)?;
        let away = side * (ours / 2.0 + code.side as f32 / 2.0 + 7.0);
        placed.push(Placed {
            x: away,
            y: random.between(-6.0, 6.0),
            ..code
        });
        texts.push(text);
    }
    let view = View::new(setting, ours, random);
    let stains: Vec<_> = (0..setting.stains)
        .map(|_| {
            let place = |random: &mut Random| random.between(-0.45, 0.45) * ours;
            (
                place(random),
                place(random),
                random.between(1.2, 2.6),
                random.between(0.0, 1.0) > 0.5,
            )
        })
        .collect();
    let cracks: Vec<_> = (0..setting.screen.map_or(0, |screen| screen.cracks))
        .map(|_| {
            (
                random.between(0.0, PI),
                random.between(-0.4, 0.4) * ours,
                random.between(0.1, 0.3),
            )
        })
        .collect();
    let print = random.below(1 << 20) as u32;
    let desk = (
        random.between(40.0, 200.0),
        random.between(-0.1, 0.1),
        random.between(-0.1, 0.1),
    );

    let colour = |x: f32, y: f32| -> f32 {
        let (u, v) = view.card(x, y);
        let mut shade = placed
            .iter()
            .find_map(|code| code.ink(u, v, setting.quiet, setting.ink_spread))
            .map(|ink| if ink { setting.ink } else { setting.paper })
            .unwrap_or_else(|| {
                if u.abs() > ours * 1.9 || v.abs() > ours * 0.85 {
                    desk.0 + desk.1 * x + desk.2 * y
                } else if setting.clutter && printed(u, v, print) {
                    setting.ink
                } else {
                    setting.paper
                }
            });
        for &(sx, sy, radius, dark) in &stains {
            if (u - sx).hypot(v - sy) < radius {
                shade = if dark { setting.ink } else { setting.paper };
            }
        }
        for &(angle, away, wide) in &cracks {
            let (sin, cos) = angle.sin_cos();
            let wave = 0.8 * (0.7 * (u * cos + v * sin)).sin();
            if (v * cos - u * sin + away + wave).abs() < wide {
                shade = setting.paper * 0.8;
            }
        }
        if let Some(screen) = setting.screen {
            // Three stripes of a pixel, of which grey sees the green one best, and a gap between rows.
            let (column, row) = (
                u * setting.module / screen.pitch,
                v * setting.module / screen.pitch,
            );
            let stripe = [0.6, 1.0, 0.4][(column.rem_euclid(1.0) * 3.0) as usize % 3];
            let gap = if row.rem_euclid(1.0) < 0.25 { 0.3 } else { 1.0 };
            shade *= 1.0 - screen.depth + screen.depth * stripe * gap;
        }
        shade
    };

    let mut canvas = Canvas::new(setting.width, setting.height);
    let steps = if setting.module < 3.0 || setting.screen.is_some() {
        4
    } else {
        3
    };
    for y in 0..setting.height {
        for x in 0..setting.width {
            let mut sum = 0.0;
            for i in 0..steps * steps {
                let part = |i: i32| (i as f32 + 0.5) / steps as f32;
                sum += colour(x as f32 + part(i % steps), y as f32 + part(i / steps));
            }
            canvas.set(x, y, sum / (steps * steps) as f32);
        }
    }
    Ok((canvas, texts))
}

/// Digits as a credential has them.
fn digits(count: usize, random: &mut Random) -> String {
    let mut text = String::from("81");
    text.extend((2..count).map(|_| char::from(b'0' + random.below(10) as u8)));
    text
}

/// Something like lines of print.
fn printed(u: f32, v: f32, seed: u32) -> bool {
    let (line, height) = ((v / 3.0).floor(), (v / 3.0).rem_euclid(1.0));
    let (letter, within) = ((u / 1.6).floor(), (u / 1.6).rem_euclid(1.0));
    if height > 0.7 || within > 0.8 {
        return false;
    }
    let cell = ((within * 4.0) as i32) + 4 * ((height * 6.0) as i32);
    let hash = (letter as i32 as u32)
        .wrapping_mul(0x9e37_79b1)
        .wrapping_add((line as i32 as u32).wrapping_mul(0x85eb_ca6b))
        .wrapping_add(seed)
        .wrapping_mul(0xc2b2_ae35);
    hash.rotate_left(cell as u32) & 3 < 2
}

/// From pixels to the plane of the card.
struct View {
    /// Rows of the inverse of the projection.
    inverse: [[f32; 3]; 3],
    surface: Surface,
    side: f32,
    mirrored: bool,
}

impl View {
    fn new(setting: &Setting, side: f32, random: &mut Random) -> Self {
        let turn = setting.angle.to_radians();
        let [about_x, about_y] = setting.tilt.map(f32::to_radians);
        // Axes of the card in the space of the camera.
        let (sx, cx) = about_x.sin_cos();
        let (sy, cy) = about_y.sin_cos();
        let (st, ct) = turn.sin_cos();
        let right = [ct * cy, st * cx + ct * sy * sx, -ct * sy * cx + st * sx];
        let down = [-st * cy, ct * cx - st * sy * sx, st * sy * cx + ct * sx];
        let distance = side * 3.0;
        let focus = setting.module * distance;
        let room = |length: usize| (length as f32 - side * setting.module * 1.1).max(0.0) / 2.0;
        let centre = [
            setting.width as f32 / 2.0 + random.between(-1.0, 1.0) * room(setting.width).min(120.0),
            setting.height as f32 / 2.0
                + random.between(-1.0, 1.0) * room(setting.height).min(80.0),
        ];
        // pixel = focus * (u * right + v * down).xy / (distance + (…).z) + centre
        let matrix = [
            [
                focus * right[0] + centre[0] * right[2],
                focus * down[0] + centre[0] * down[2],
                centre[0] * distance,
            ],
            [
                focus * right[1] + centre[1] * right[2],
                focus * down[1] + centre[1] * down[2],
                centre[1] * distance,
            ],
            [right[2], down[2], distance],
        ];
        Self {
            inverse: inverse(matrix),
            surface: setting.surface,
            side,
            mirrored: setting.mirrored,
        }
    }

    /// The place on the card that a pixel shows, in modules from the centre of the code.
    fn card(&self, x: f32, y: f32) -> (f32, f32) {
        let [u, v, w] = self.inverse.map(|row| row[0] * x + row[1] * y + row[2]);
        let (mut u, mut v) = (u / w, v / w);
        match self.surface {
            Surface::Flat => {}
            Surface::Round { radius, axis } => {
                let (sin, cos) = axis.to_radians().sin_cos();
                let (across, along) = (u * cos + v * sin, v * cos - u * sin);
                let radius = radius * self.side;
                let across = radius * (across / radius).clamp(-1.0, 1.0).asin();
                (u, v) = (across * cos - along * sin, across * sin + along * cos);
            }
            Surface::Crumpled { depth, phase } => {
                let wave = |a: f32, b: f32, shift: f32| {
                    depth
                        * ((a / 7.0 + b / 11.0 + phase + shift).sin()
                            + 0.5 * (b / 4.5 - a / 9.0 + shift).sin())
                };
                (u, v) = (u + wave(u, v, 0.0), v + wave(v, u, 2.0));
            }
        }
        (if self.mirrored { -u } else { u }, v)
    }
}

fn inverse(m: [[f32; 3]; 3]) -> [[f32; 3]; 3] {
    let minor = |r: usize, c: usize| {
        let (r1, r2) = ((r + 1) % 3, (r + 2) % 3);
        let (c1, c2) = ((c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let all = (0..3).map(|c| m[0][c] * minor(0, c)).sum::<f32>();
    std::array::from_fn(|r| std::array::from_fn(|c| minor(c, r) / all))
}
