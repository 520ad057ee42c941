//! The live picture, small enough for a console: for aiming, not for looking at people.

use code_reader::{FoundCode, Point};

/// A dot of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dot {
    Grey(u8),
    /// On the outline of a code that was read.
    Outline,
}

/// The dots of the picture, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thumbnail {
    pub(super) width: usize,
    pub(super) height: usize,
    luma: Vec<u8>,
    outline: Vec<bool>,
}

/// Whether the picture is shown as in a mirror, in which people find it easier to aim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mirror {
    On,
    Off,
}

/// A frame, as it comes from a camera.
#[derive(Clone, Copy, Debug)]
pub(super) struct Luma<'f> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: &'f [u8],
}

/// Less than this is noise, and changes no dot.
const NOISE: u8 = 12;

impl Thumbnail {
    /// The frame in at most `width` × `height` square dots, with its proportions kept; `None` for a frame or
    /// a room without dots. Dots that hardly changed since `before` stay as they were.
    pub(super) fn new(
        frame: Luma<'_>,
        codes: &[FoundCode],
        (width, height): (usize, usize),
        mirror: Mirror,
        before: Option<&Self>,
    ) -> Option<Self> {
        let (width, height) = fitted((frame.width, frame.height), (width, height))?;
        let mut luma = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let x = match mirror {
                    Mirror::On => width - 1 - x,
                    Mirror::Off => x,
                };
                luma.push(mean(frame, (x, width), (y, height))?);
            }
        }
        let mut thumbnail = Self {
            width,
            height,
            luma,
            outline: vec![false; width * height],
        };
        let old = before.filter(|before| (before.width, before.height) == (width, height));
        if let Some(old) = old {
            for (now, before) in thumbnail.luma.iter_mut().zip(&old.luma) {
                if now.abs_diff(*before) < NOISE {
                    *now = *before;
                }
            }
        }
        for code in codes {
            thumbnail.draw_outline(frame, code.corners, mirror);
        }
        Some(thumbnail)
    }

    pub(super) fn dot(&self, x: usize, y: usize) -> Dot {
        let at = y * self.width + x;
        match (self.outline.get(at), self.luma.get(at)) {
            (Some(true), _) => Dot::Outline,
            (_, Some(grey)) => Dot::Grey(*grey),
            _ => Dot::Grey(0),
        }
    }

    /// The brightness that divides the dots into dark and light.
    pub(super) fn middle(&self) -> u8 {
        let sum: usize = self.luma.iter().map(|grey| usize::from(*grey)).sum();
        (sum / self.luma.len().max(1)) as u8
    }

    fn draw_outline(&mut self, frame: Luma<'_>, corners: [Point; 4], mirror: Mirror) {
        let place = |point: Point| {
            let x = point.x / frame.width as f32 * self.width as f32;
            let x = match mirror {
                Mirror::On => self.width as f32 - x,
                Mirror::Off => x,
            };
            (x, point.y / frame.height as f32 * self.height as f32)
        };
        let places = corners.map(place);
        let next = places.iter().cycle().skip(1);
        for (&from, &to) in places.iter().zip(next) {
            let (across, down) = (to.0 - from.0, to.1 - from.1);
            // Corners come from a reader and may lie anywhere: no line needs more steps than this.
            let longest = 2.0 * (self.width + self.height) as f32;
            let steps = across.abs().max(down.abs()).ceil().clamp(1.0, longest);
            if !steps.is_finite() {
                continue;
            }
            for step in 0..=steps as usize {
                let part = step as f32 / steps;
                let (x, y) = (from.0 + across * part, from.1 + down * part);
                let (right, bottom) = (self.width as f32, self.height as f32);
                if !(x >= 0.0 && y >= 0.0 && x < right && y < bottom) {
                    continue;
                }
                let at = y as usize * self.width + x as usize;
                if let Some(dot) = self.outline.get_mut(at) {
                    *dot = true;
                }
            }
        }
    }
}

/// The largest size with these proportions that fits.
fn fitted(frame: (usize, usize), room: (usize, usize)) -> Option<(usize, usize)> {
    if frame.0 == 0 || frame.1 == 0 || room.0 == 0 || room.1 == 0 {
        return None;
    }
    let (width, height) = if frame.0 * room.1 > room.0 * frame.1 {
        (room.0, frame.1 * room.0 / frame.0)
    } else {
        (frame.0 * room.1 / frame.1, room.1)
    };
    Some((width.max(1), height.max(1)))
}

/// The mean of a dot's part of the frame, from 16 places of it.
fn mean(frame: Luma<'_>, x: (usize, usize), y: (usize, usize)) -> Option<u8> {
    const PLACES: usize = 4;
    let at = |(number, count): (usize, usize), place: usize, length: usize| {
        let place = (number * PLACES + place) * 2 + 1;
        (place * length / (count * PLACES * 2)).min(length - 1)
    };
    let mut sum = 0;
    for down in 0..PLACES {
        let row = at(y, down, frame.height) * frame.width;
        for across in 0..PLACES {
            sum += u32::from(*frame.pixels.get(row + at(x, across, frame.width))?);
        }
    }
    Some((sum / (PLACES * PLACES) as u32) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Black on the left, white on the right.
    fn halves(width: usize, height: usize) -> Vec<u8> {
        let row = (0..width).map(|x| if x < width / 2 { 0 } else { 255 });
        row.cycle().take(width * height).collect()
    }

    fn thumbnail(pixels: &[u8], width: usize, room: (usize, usize), mirror: Mirror) -> Thumbnail {
        let height = pixels.len() / width;
        let frame = Luma {
            width,
            height,
            pixels,
        };
        Thumbnail::new(frame, &[], room, mirror, None).unwrap()
    }

    #[test]
    fn keeps_proportions_and_turns_as_a_mirror_does() {
        let pixels = halves(1280, 720);
        let straight = thumbnail(&pixels, 1280, (36, 30), Mirror::Off);
        assert_eq!((straight.width, straight.height), (36, 20));
        assert_eq!(
            (straight.dot(0, 0), straight.dot(35, 19)),
            (Dot::Grey(0), Dot::Grey(255))
        );
        let mirrored = thumbnail(&pixels, 1280, (36, 30), Mirror::On);
        assert_eq!(
            (mirrored.dot(0, 0), mirrored.dot(35, 19)),
            (Dot::Grey(255), Dot::Grey(0))
        );
        assert_eq!(straight.middle(), 127);
    }

    #[test]
    fn any_frame_in_any_room_and_corners_anywhere_do_no_harm() {
        let wild = [f32::NAN, f32::INFINITY, -1e30, 1e30, 3.0];
        let mut codes = Vec::new();
        for x in wild {
            for y in wild {
                let corners = [
                    Point { x, y },
                    Point { x: y, y: x },
                    Point::default(),
                    Point { x: 9.0, y },
                ];
                codes.push(FoundCode {
                    text: "81".into(),
                    corners,
                    part: None,
                });
            }
        }
        for (width, height) in [(0, 0), (1, 1), (1, 500), (500, 1), (3, 2), (64, 64)] {
            let pixels = vec![7; width * height];
            for room in [(0, 9), (9, 0), (1, 1), (7, 3), (300, 200)] {
                let frame = Luma {
                    width,
                    height,
                    pixels: &pixels,
                };
                let made = Thumbnail::new(frame, &codes, room, Mirror::On, None);
                let small = made.is_none_or(|made| made.width <= room.0 && made.height <= room.1);
                assert!(small, "{width} {height} {room:?}");
            }
        }
        // Half a frame.
        let frame = Luma {
            width: 10,
            height: 10,
            pixels: &[0; 50],
        };
        assert_eq!(Thumbnail::new(frame, &[], (5, 5), Mirror::Off, None), None);
    }

    #[test]
    fn a_code_is_outlined_where_it_is() {
        let pixels = vec![0; 400 * 400];
        let frame = Luma {
            width: 400,
            height: 400,
            pixels: &pixels,
        };
        let corner = |x, y| Point { x, y };
        let corners = [
            corner(100.0, 100.0),
            corner(205.0, 100.0),
            corner(205.0, 305.0),
            corner(100.0, 305.0),
        ];
        let codes = [FoundCode {
            text: "81".into(),
            corners,
            part: None,
        }];
        let made = Thumbnail::new(frame, &codes, (40, 40), Mirror::Off, None).unwrap();
        for (x, y, dot) in [
            (10, 10, Dot::Outline),
            (20, 10, Dot::Outline),
            (20, 30, Dot::Outline),
            (10, 20, Dot::Outline),
            (15, 20, Dot::Grey(0)),
            (21, 10, Dot::Grey(0)),
        ] {
            assert_eq!(made.dot(x, y), dot, "{x} {y}");
        }
        let mirrored = Thumbnail::new(frame, &codes, (40, 40), Mirror::On, None).unwrap();
        assert_eq!(
            (mirrored.dot(30, 20), mirrored.dot(10, 20)),
            (Dot::Outline, Dot::Grey(0))
        );
    }

    #[test]
    fn noise_changes_no_dot_but_real_changes_do() {
        let frame = |pixels| Luma {
            width: 4,
            height: 4,
            pixels,
        };
        let made = |pixels, before| {
            Thumbnail::new(frame(pixels), &[], (4, 4), Mirror::Off, before).unwrap()
        };
        let first = made(&[100; 16], None);
        assert_eq!(made(&[108; 16], Some(&first)), first);
        assert_ne!(made(&[130; 16], Some(&first)), first);
    }
}
