//! Charts as pictures, for places that show no SVG: in light colours, on an opaque ground, at twice their size.

use std::collections::BTreeMap;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::{Options, Tree};

/// Points of the picture for one of the drawing.
const SCALE: f32 = 2.0;
/// Faces without serifs that systems bring; any other is better than none.
const FACES: [&str; 9] = [
    "Inter",
    "Segoe UI",
    "Helvetica Neue",
    "Helvetica",
    "Arial",
    "Liberation Sans",
    "DejaVu Sans",
    "Noto Sans",
    "Roboto",
];

/// The fonts of this machine.
pub(super) struct Fonts(Arc<Database>);

impl Fonts {
    /// Looks for them. Charts without their figures would say nothing, so that no font is a problem to be told.
    pub(super) fn of_system() -> Result<Self, String> {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        Self::of(fonts)
    }

    fn of(mut fonts: Database) -> Result<Self, String> {
        let is_there = |face: &&&str| {
            fonts.query(&Query { families: &[Family::Name(face)], ..Query::default() }).is_some()
        };
        let face = FACES.iter().find(is_there).map(|face| (*face).to_owned());
        let any = || fonts.faces().next()?.families.first().map(|(name, _)| name.clone());
        let face =
            face.or_else(any).ok_or("no font is installed, and a chart without its figures says nothing")?;
        fonts.set_sans_serif_family(face);
        Ok(Self(Arc::new(fonts)))
    }
}

/// The picture of a drawing that stands alone.
pub(super) fn of_svg(svg: &str, fonts: &Fonts) -> Result<Vec<u8>, String> {
    let options =
        Options { fontdb: Arc::clone(&fonts.0), font_family: "sans-serif".to_owned(), ..Options::default() };
    let tree = Tree::from_str(&in_light(svg), &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or("it has no size")?;
    let mut picture = Pixmap::new(size.width(), size.height()).ok_or("it has no size")?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|error| error.to_string())
}

/// The drawing with the light value in the place of each custom property, which renderers outside of browsers do not
/// know, and with the ground that a page gives it.
fn in_light(svg: &str) -> String {
    let mut values: BTreeMap<&str, &str> = BTreeMap::new();
    for line in svg.lines() {
        if let Some((name, value)) = line.trim().strip_suffix(';').and_then(|line| line.split_once(": "))
            && name.starts_with("--")
        {
            // The first is that of every page; later ones are for what a reader chose.
            values.entry(name).or_insert_with(|| light(value));
        }
    }
    let ground = "</style><rect width=\"100%\" height=\"100%\" fill=\"var(--surface)\"/>";
    let mut drawn = svg.replacen("</style>", ground, 1);
    // A property may be made of others.
    for _ in 0..4 {
        let mut parts = drawn.split("var(");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, after) = part.split_once(')').unwrap_or((part, ""));
            out.push_str(if name == "--font" {
                "sans-serif"
            } else {
                values.get(name).copied().unwrap_or("none")
            });
            out.push_str(after);
        }
        drawn = out;
    }
    drawn
}

/// `#fff` of `light-dark(#fff, #000)`.
fn light(value: &str) -> &str {
    let pair = value.strip_prefix("light-dark(").and_then(|rest| rest.split_once(','));
    pair.map_or(value, |(light, _)| light)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_become_their_light_values() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"><style>:root {\n  --surface: light-dark(#ffffff, #000000);\n\
                   --a: light-dark(#ff0000, #00ff00);\n --b: 1px var(--a);\n}\n</style><rect fill=\"var(--a)\" width=\"4\" height=\"4\"/></svg>";
        let drawn = in_light(svg);
        assert!(drawn.contains("fill=\"#ff0000\"") && !drawn.contains("var("), "{drawn}");
        let Ok(fonts) = Fonts::of_system() else { return };
        let picture = Pixmap::decode_png(&of_svg(svg, &fonts).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), (16, 8));
        let colour =
            |x, y| picture.pixel(x, y).map(|pixel| (pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()));
        assert_eq!(colour(2, 2), Some((255, 0, 0, 255)));
        assert_eq!(colour(12, 2), Some((255, 255, 255, 255)), "no part lets what lies behind it through");
    }

    #[test]
    fn without_a_font_there_is_no_picture() {
        assert!(Fonts::of(Database::new()).is_err_and(|problem| problem.contains("no font")));
    }
}
