//! Marks and texts become one SVG element.
//!
//! Two hands draw here, and the split is on purpose. Geometry (lines, areas, bars, rings) goes through plotters' SVG
//! backend in tenths of a pixel, because the backend's coordinates are integers, and in the sentinel colours of
//! [`crate::palette`]; [`restyle`] then turns its output into pixels with one decimal and paint that follows the
//! theme. Text never goes through plotters, which would measure it (in the browser by adding a span to the page for
//! each label): it is appended after the geometry, escaped, and set by the style sheet. So the drawing is the same
//! on every target, needs no DOM, and nothing that came from outside is in the text that [`restyle`] reads.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::{Color, ShapeStyle};

use crate::palette::{Role, Tone};
use crate::svg::{Svg, escape_into};

/// A point in tenths of a pixel.
pub(crate) type Point = (i32, i32);

/// A place in pixels as a number of tenths.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates, and drawings are some thousand pixels wide"
)]
pub(crate) fn tenths(pixels: f64) -> i32 {
    (pixels * 10.0).round() as i32
}

/// Where a text stands against its anchor point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

enum Shape {
    Line(Point, Point),
    Rect(Point, Point),
    Circle(Point, i32),
    Path(Vec<Point>),
    Area(Vec<Point>),
}

struct Mark {
    shape: Shape,
    role: Role,
    /// Attributes beyond place and paint, escaped, with a leading space.
    extra: String,
}

/// A drawing in the making: marks below, texts above.
pub(crate) struct Canvas {
    width: u32,
    height: u32,
    class: &'static str,
    /// Width and height are written as attributes too, for drawings that must not grow with their container.
    fixed: bool,
    marks: Vec<Mark>,
    texts: String,
}

impl Canvas {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self { width, height, class: "chart", fixed: false, marks: Vec::new(), texts: String::new() }
    }

    /// A drawing of exactly this size, to stand in a table cell or a line of text.
    pub(crate) fn inline(width: u32, height: u32) -> Self {
        Self { fixed: true, ..Self::new(width, height) }
    }

    pub(crate) fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    fn push(&mut self, shape: Shape, role: Role) {
        self.marks.push(Mark { shape, role, extra: String::new() });
    }

    pub(crate) fn line(&mut self, role: Role, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.push(Shape::Line((tenths(x1), tenths(y1)), (tenths(x2), tenths(y2))), role);
    }

    pub(crate) fn rect(&mut self, role: Role, x: f64, y: f64, width: f64, height: f64) {
        let corner = (tenths(x + width.max(0.0)), tenths(y + height.max(0.0)));
        self.push(Shape::Rect((tenths(x), tenths(y)), corner), role);
    }

    pub(crate) fn rounded(&mut self, role: Role, x: f64, y: f64, width: f64, height: f64, radius: u32) {
        self.rect(role, x, y, width, height);
        self.attribute("rx", &radius.to_string());
    }

    pub(crate) fn circle(&mut self, role: Role, (x, y): (f64, f64), radius: f64) {
        self.push(Shape::Circle((tenths(x), tenths(y)), tenths(radius)), role);
    }

    /// A line through `points`; nothing for fewer than two.
    pub(crate) fn path(&mut self, role: Role, points: &[(f64, f64)]) {
        if points.len() > 1 {
            self.push(Shape::Path(in_tenths(points)), role);
        }
    }

    /// A filled area with `points` as its corners.
    pub(crate) fn area(&mut self, role: Role, points: &[(f64, f64)]) {
        self.push(Shape::Area(in_tenths(points)), role);
    }

    /// Gives the mark that was drawn last one more attribute.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        if let Some(mark) = self.marks.last_mut() {
            mark.extra.push(' ');
            mark.extra.push_str(name);
            mark.extra.push_str("=\"");
            escape_into(&mut mark.extra, value);
            mark.extra.push('"');
        }
    }

    /// Writes `text` with its baseline at `y`.
    pub(crate) fn text(&mut self, tone: Tone, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        if text.is_empty() {
            return;
        }
        self.texts.push_str("<text");
        if !tone.class().is_empty() {
            self.texts.push_str(" class=\"");
            self.texts.push_str(tone.class());
            self.texts.push('"');
        }
        self.texts.push_str(" x=\"");
        push_tenths(&mut self.texts, tenths(x));
        self.texts.push_str("\" y=\"");
        push_tenths(&mut self.texts, tenths(y));
        self.texts.push_str(match anchor {
            Anchor::Start => "\">",
            Anchor::Middle => "\" text-anchor=\"middle\">",
            Anchor::End => "\" text-anchor=\"end\">",
        });
        escape_into(&mut self.texts, text);
        self.texts.push_str("</text>\n");
    }

    /// The finished drawing, spoken as `summary`.
    pub(crate) fn finish(self, summary: &str) -> Svg {
        let drawn = self.draw();
        let mut out = String::with_capacity(drawn.len() + self.texts.len() + summary.len() + 160);
        let (width, height) = (self.width.to_string(), self.height.to_string());
        out.push_str("<svg class=\"");
        out.push_str(self.class);
        if self.fixed {
            for part in ["\" width=\"", &width, "\" height=\"", &height] {
                out.push_str(part);
            }
        }
        for part in ["\" viewBox=\"0 0 ", &width, " ", &height, "\" role=\"img\" aria-label=\""] {
            out.push_str(part);
        }
        escape_into(&mut out, summary);
        out.push_str("\">\n");
        restyle(&mut out, &drawn, &self.marks);
        out.push_str(&self.texts);
        out.push_str("</svg>");
        Svg(out)
    }

    /// The marks as plotters writes them: an opening line, one line a mark, a closing line.
    fn draw(&self) -> String {
        let mut buffer = String::new();
        let mut backend = SVGBackend::with_string(&mut buffer, (self.width * 10, self.height * 10));
        for mark in &self.marks {
            let style = ShapeStyle { color: mark.role.sentinel().to_rgba(), filled: true, stroke_width: 1 };
            let drawn = match &mark.shape {
                Shape::Line(from, to) => backend.draw_line(*from, *to, &style),
                Shape::Rect(from, to) => backend.draw_rect(*from, *to, &style, true),
                Shape::Circle(center, radius) => {
                    backend.draw_circle(*center, radius.unsigned_abs(), &style, true)
                }
                Shape::Path(points) => backend.draw_path(points.iter().copied(), &style),
                Shape::Area(points) => backend.fill_polygon(points.iter().copied(), &style),
            };
            debug_assert!(drawn.is_ok(), "writing to a string cannot fail");
        }
        drop(backend);
        buffer
    }
}

fn in_tenths(points: &[(f64, f64)]) -> Vec<Point> {
    points.iter().map(|(x, y)| (tenths(*x), tenths(*y))).collect()
}

/// Appends the marks in `drawn` to `out`: sentinel colours become the paint of their roles, tenths become pixels, and
/// what the style sheet decides (opacity, stroke width) is left out.
fn restyle(out: &mut String, drawn: &str, marks: &[Mark]) {
    for (line, mark) in drawn.lines().skip(1).zip(marks) {
        // `<tag name="value" name="value"/>`: split at the quotes, names and values take turns.
        let mut parts = line.split('"');
        let Some((tag, mut name)) = parts.next().and_then(|head| head.split_once(' ')) else { continue };
        out.push_str(tag);
        while let Some(value) = parts.next() {
            match name.trim().trim_end_matches('=') {
                "fill" | "stroke" => {
                    if value.as_bytes() == mark.role.sentinel_text() {
                        out.push(' ');
                        out.push_str(mark.role.attributes());
                    }
                }
                "opacity" | "stroke-width" => {}
                place => {
                    out.push(' ');
                    out.push_str(place);
                    out.push_str("=\"");
                    push_places(out, value);
                    out.push('"');
                }
            }
            name = parts.next().unwrap_or_default();
        }
        out.push_str(&mark.extra);
        out.push_str("/>\n");
    }
}

/// Integers of tenths, apart by commas and spaces, as pixels.
fn push_places(out: &mut String, places: &str) {
    for (index, pair) in places.split_ascii_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        for (index, place) in pair.split(',').enumerate() {
            if index > 0 {
                out.push(',');
            }
            push_tenths(out, place.parse().unwrap_or_default());
        }
    }
}

/// `123` as `12.3`, `120` as `12`.
fn push_tenths(out: &mut String, tenths: i32) {
    let size = tenths.unsigned_abs();
    if tenths < 0 {
        out.push('-');
    }
    out.push_str(&(size / 10).to_string());
    if !size.is_multiple_of(10) {
        out.push('.');
        out.push_str(&(size % 10).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Canvas};
    use crate::palette::{Role, Tone};

    #[test]
    fn geometry_is_restyled_and_text_escaped() {
        let mut canvas = Canvas::new(100, 50);
        canvas.line(Role::Grid, (0.0, 10.04), (99.96, -2.5));
        canvas.path(Role::Line, &[(1.0, 2.0), (3.25, 4.0)]);
        canvas.rounded(Role::Heat4, 1.0, 1.0, 5.0, 6.0, 2);
        canvas.attribute("data-path", "a\"b<c");
        canvas.circle(Role::Ring, (9.0, 9.0), 4.0);
        canvas.text(Tone::Strong, (1.0, 2.0), Anchor::End, "</text><script>");
        insta::assert_snapshot!(canvas.finish("A \"spoken\" <sentence>"), @r#"
        <svg class="chart" viewBox="0 0 100 50" role="img" aria-label="A &quot;spoken&quot; &lt;sentence&gt;">
        <line class="g" x1="0" y1="10" x2="100" y2="-2.5"/>
        <polyline class="ln" points="1,2 3.3,4"/>
        <rect x="1" y="1" width="5" height="6" fill="var(--heat-4)" rx="2" data-path="a&quot;b&lt;c"/>
        <circle cx="9" cy="9" r="4" class="now"/>
        <text class="s" x="1" y="2" text-anchor="end">&lt;/text&gt;&lt;script&gt;</text>
        </svg>
        "#);
    }

    #[test]
    fn every_role_survives_every_shape() {
        for role in Role::ALL {
            let mut canvas = Canvas::new(10, 10);
            canvas.line(role, (0.0, 0.0), (1.0, 1.0));
            canvas.rect(role, 0.0, 0.0, 1.0, 1.0);
            canvas.circle(role, (0.0, 0.0), 1.0);
            canvas.path(role, &[(0.0, 0.0), (1.0, 1.0)]);
            canvas.area(role, &[(0.0, 0.0), (1.0, 1.0), (2.0, 0.0)]);
            let svg = canvas.finish("").into_string();
            assert_eq!(svg.matches(role.attributes()).count(), 5, "{role:?}: {svg}");
            assert!(!svg.contains('#'), "{svg}");
        }
    }
}
