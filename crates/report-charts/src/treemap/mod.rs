//! Where the uncovered lines are: area for size, strength of colour for what is missing.

mod squarify;

use report_model::{Ratio, text};

use self::squarify::{Rect, squarify};
use crate::canvas::{Anchor, Canvas};
use crate::measure::{fit, text_width};
use crate::palette::{Role, Tone};
use crate::svg::Svg;
use crate::table::{ChartTable, UNKNOWN};
use crate::{Chart, order};

/// Files smaller than this, in square pixels, are drawn as one.
const SMALLEST_FILE: f64 = 2200.0;
/// Folders smaller than this, in square pixels, are drawn as one.
const SMALLEST_FOLDER: f64 = 4200.0;
/// The height of a folder's title.
const TITLE: f64 = 22.0;

/// Folders with their files. Every rectangle carries the path it stands for as `data-path`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Treemap {
    /// What is counted, in the singular: `line`.
    pub noun: String,
    /// The folders, in any order.
    pub folders: Vec<TreemapFolder>,
}

/// A folder of a [`Treemap`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreemapFolder {
    /// Its path, `app/tasks`.
    pub path: String,
    /// Its files, in any order.
    pub files: Vec<TreemapFile>,
}

/// A file of a [`Treemap`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreemapFile {
    /// Its path from the root of the project.
    pub path: String,
    /// The name to show, `whisper_tasks`.
    pub name: String,
    /// Covered of all.
    pub covered: Ratio,
}

/// What one rectangle stands for.
struct Cell {
    name: String,
    path: String,
    covered: Ratio,
}

struct Group {
    title: String,
    covered: Ratio,
    cells: Vec<Cell>,
}

fn sum<'a>(ratios: impl Iterator<Item = &'a Ratio>) -> Ratio {
    ratios.fold(Ratio::default(), |sum, ratio| sum + *ratio)
}

/// A share in whole percent; less than all is never written as all.
fn whole_percent(covered: Ratio) -> String {
    let percent = covered.percent().unwrap_or(0.0);
    let shown = if percent < 100.0 { percent.min(99.0) } else { 100.0 };
    format!("{shown:.0}{}%", text::NO_BREAK)
}

fn heat(covered: Ratio) -> (Role, Tone) {
    match covered.percent().unwrap_or(0.0) {
        80.0.. => (Role::Heat1, Tone::OnHeat),
        65.0.. => (Role::Heat2, Tone::OnHeat),
        50.0.. => (Role::Heat3, Tone::OnHeat3),
        _ => (Role::Heat4, Tone::OnHeat4),
    }
}

impl Treemap {
    fn total(&self) -> Ratio {
        sum(self.folders.iter().flat_map(|folder| folder.files.iter().map(|file| &file.covered)))
    }

    /// The folders as they are drawn, largest first, with what is too small to show gathered.
    fn groups(&self, area: f64) -> Vec<Group> {
        let per_line = area / self.total().whole.max(1) as f64;
        let size = |covered: Ratio| covered.whole as f64 * per_line;
        let mut groups: Vec<Group> = self
            .folders
            .iter()
            .map(|folder| Group {
                title: folder.path.clone(),
                covered: sum(folder.files.iter().map(|file| &file.covered)),
                cells: folder_cells(folder, size),
            })
            .filter(|group| group.covered.whole > 0)
            .collect();
        order::largest_first(&mut groups, |group| group.covered.whole);
        let small = groups.iter().filter(|group| size(group.covered) < SMALLEST_FOLDER).count();
        if small > 1 {
            let rest = groups.split_off(groups.len() - small);
            let covered = sum(rest.iter().map(|group| &group.covered));
            let cells = vec![Cell { name: format!("{small} folders"), path: String::new(), covered }];
            groups.push(Group { title: format!("…{small} more"), covered, cells });
            order::largest_first(&mut groups, |group| group.covered.whole);
        }
        groups
    }
}

/// The files of a folder, largest first, the small ones as one cell.
fn folder_cells(folder: &TreemapFolder, size: impl Fn(Ratio) -> f64) -> Vec<Cell> {
    let mut files: Vec<&TreemapFile> = folder.files.iter().filter(|file| file.covered.whole > 0).collect();
    order::largest_first(&mut files, |file| file.covered.whole);
    let small = files.iter().filter(|file| size(file.covered) < SMALLEST_FILE).count();
    let rest = if small > 1 { files.split_off(files.len() - small) } else { Vec::new() };
    let mut cells: Vec<Cell> = files
        .into_iter()
        .map(|file| Cell { name: file.name.clone(), path: file.path.clone(), covered: file.covered })
        .collect();
    if !rest.is_empty() {
        let covered = sum(rest.iter().map(|file| &file.covered));
        let words = if cells.is_empty() { "files" } else { "more" };
        cells.push(Cell { name: format!("…{small} {words}"), path: folder.path.clone(), covered });
        order::largest_first(&mut cells, |cell| cell.covered.whole);
    }
    cells
}

fn draw_cell(canvas: &mut Canvas, cell: &Cell, rect: Rect) {
    let rect = rect.inset(1.0);
    if rect.width < 1.0 || rect.height < 1.0 {
        return;
    }
    let (role, tone) = heat(cell.covered);
    canvas.rounded(role, rect.x, rect.y, rect.width, rect.height, 2);
    if !cell.path.is_empty() {
        canvas.attribute("data-path", &cell.path);
    }
    let share = whole_percent(cell.covered);
    let room = rect.width - 12.0;
    if rect.height < 22.0 {
        return;
    }
    if let Some(name) = fit(&cell.name, room) {
        canvas.text(tone, (rect.x + 6.0, rect.y + 16.0), Anchor::Start, &name);
        if rect.height >= 38.0 && text_width(&share, false) <= room {
            canvas.text(tone, (rect.x + 6.0, rect.y + 31.0), Anchor::Start, &share);
        }
    }
}

fn draw_group(canvas: &mut Canvas, group: &Group, rect: Rect) {
    let inner = rect.inset(2.0);
    let title = format!("{} {}", group.title, text::percent(group.covered.percent().unwrap_or(0.0)));
    // Bold text is a little wider than `fit` reckons.
    let title = if inner.height >= 56.0 {
        let room = inner.width / 1.06;
        if text_width(&title, false) <= room { Some(title) } else { fit(&group.title, room) }
    } else {
        None
    };
    let mut room = inner;
    if let Some(title) = title {
        canvas.text(Tone::Strong, (inner.x + 2.0, inner.y + 14.0), Anchor::Start, &title);
        room.y += TITLE;
        room.height -= TITLE;
    }
    let weights: Vec<f64> = group.cells.iter().map(|cell| cell.covered.whole as f64).collect();
    for (cell, rect) in group.cells.iter().zip(squarify(&weights, room)) {
        draw_cell(canvas, cell, rect);
    }
}

impl Chart for Treemap {
    fn draw(&self, width: u32) -> Svg {
        let height = if width < 480 { 460 } else { 380 };
        let room = Rect { x: 0.0, y: 0.0, width: f64::from(width), height: f64::from(height) };
        let mut canvas = Canvas::new(width, height);
        let groups = self.groups(room.width * room.height);
        if groups.is_empty() {
            let middle = (room.width / 2.0, room.height / 2.0);
            canvas.text(Tone::Quiet, middle, Anchor::Middle, &format!("No coverable {}s", self.noun));
        }
        let weights: Vec<f64> = groups.iter().map(|group| group.covered.whole as f64).collect();
        for (group, rect) in groups.iter().zip(squarify(&weights, room)) {
            draw_group(&mut canvas, group, rect);
        }
        canvas.finish(&self.summary())
    }

    fn table(&self) -> ChartTable {
        let whole = format!("{}s", text::capitalized(&self.noun));
        let mut table = ChartTable::new(&["Folder", "File", "Covered", &whole, "Share"]);
        let mut rows: Vec<(&str, &TreemapFile)> = self
            .folders
            .iter()
            .flat_map(|folder| folder.files.iter().map(|file| (folder.path.as_str(), file)))
            .collect();
        order::largest_first(&mut rows, |(_, file)| file.covered.rest());
        for (folder, file) in rows {
            table.rows.push(vec![
                folder.to_owned(),
                file.name.clone(),
                text::count(file.covered.part),
                text::count(file.covered.whole),
                file.covered.percent().map_or_else(|| UNKNOWN.to_owned(), text::percent),
            ]);
        }
        table
    }

    fn summary(&self) -> String {
        let total = self.total();
        let Some(percent) = total.percent() else { return format!("No coverable {}s.", self.noun) };
        let mut files: Vec<&TreemapFile> = self.folders.iter().flat_map(|folder| &folder.files).collect();
        order::largest_first(&mut files, |file| file.covered.rest());
        let most: Vec<String> = files
            .iter()
            .take(3)
            .filter(|file| file.covered.rest() > 0)
            .map(|file| format!("{} {}", file.name, whole_percent(file.covered)))
            .collect();
        let lead = format!(
            "{} by folder and file, {} covered; stronger colour is less covered",
            text::counted(total.whole, &format!("coverable {}", self.noun)),
            text::percent(percent)
        );
        if most.is_empty() {
            format!("{lead}. Nothing is uncovered.")
        } else {
            format!("{lead}. Most uncovered {}s: {}.", self.noun, most.join(", "))
        }
    }
}
