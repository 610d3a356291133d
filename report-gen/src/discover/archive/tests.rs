use std::io::Write as _;

use report_model::Severity;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // As hostile archives do: the builder itself refuses names that lead upwards.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn open_within(path: &str, bytes: Vec<u8>, limits: Limits) -> Opened {
    open(path, &mut Cursor::new(bytes), limits, &|_, _| true)
}

fn opened(path: &str, bytes: Vec<u8>) -> Opened {
    open_within(path, bytes, Limits::default())
}

fn names(opened: &Opened) -> Vec<&str> {
    opened.files.iter().map(|(name, _)| name.as_str()).collect()
}

fn only_notice(opened: &Opened) -> &Notice {
    assert_eq!(opened.notices.len(), 1, "{:?}", opened.notices);
    &opened.notices[0]
}

const XML: &[u8] = b"<testsuite/>";

#[test]
fn opens_what_the_content_says_it_is() {
    let cases: [(&str, Vec<u8>, &[&str], bool); 7] = [
        ("a/junit.xml.gz", gzip(XML), &["a/junit.xml"], false),
        ("no-ending", gzip(XML), &["no-ending"], false),
        ("plain.gz", XML.to_vec(), &["plain.gz"], false),
        (
            "r.tar.gz",
            gzip(&tar_of(&[("b.xml", XML), ("./a.xml", XML)])),
            &["r.tar.gz/a.xml", "r.tar.gz/b.xml"],
            true,
        ),
        ("r.tgz", gzip(&tar_of(&[("b.xml", XML)])), &["r.tgz/b.xml"], true),
        ("r.tar", tar_of(&[("b.xml", XML)]), &["r.tar/b.xml"], true),
        ("r.zip", zip_of(&[("in/junit.xml", XML)]), &["r.zip/in/junit.xml"], true),
    ];
    for (path, bytes, expected, is_archive) in cases {
        let opened = opened(path, bytes);
        assert_eq!((names(&opened), opened.is_archive), (expected.to_vec(), is_archive), "{path}");
        assert!(opened.files.iter().all(|(_, bytes)| bytes == XML), "{path}");
        assert_eq!(opened.notices.len(), usize::from(path == "no-ending"), "{path}: {:?}", opened.notices);
    }
}

#[test]
fn an_archive_within_an_archive_is_opened_once() {
    let inner = zip_of(&[("junit.xml", XML), ("more.xml.gz", &gzip(XML))]);
    let middle = tar_of(&[("inner.zip", &inner), ("own.xml", XML)]);
    let opened = opened("outer.zip", zip_of(&[("middle.tar.gz", &gzip(&middle)), ("inner.zip", &inner)]));
    assert_eq!(
        names(&opened),
        ["outer.zip/inner.zip/junit.xml", "outer.zip/inner.zip/more.xml", "outer.zip/middle.tar.gz/own.xml"]
    );
    let notice = only_notice(&opened);
    assert_eq!(notice.location.as_ref().unwrap().path, "outer.zip/middle.tar.gz/inner.zip");
    assert_eq!(notice.severity, Severity::Warning);
}

#[test]
fn names_never_lead_out_of_the_archive() {
    let members: &[(&str, &[u8])] =
        &[("../../up.xml", XML), ("/etc/root.xml", XML), ("a/../b.xml", XML), ("c\\d.xml", XML), ("..", XML)];
    let expected = ["x/a/b.xml", "x/c/d.xml", "x/etc/root.xml", "x/up.xml"];
    assert_eq!(names(&opened("x", zip_of(members))), expected);
    assert_eq!(names(&opened("x", tar_of(members))), expected);
}

#[test]
fn links_are_left_alone() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link.xml", "/etc/passwd", zip::write::SimpleFileOptions::default()).unwrap();
    assert!(opened("x.zip", zip.finish().unwrap().into_inner()).files.is_empty());
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    tar.append_link(&mut header, "link.xml", "/etc/passwd").unwrap();
    assert!(opened("x.tar", tar.into_inner().unwrap()).files.is_empty());
}

#[test]
fn the_last_of_two_members_of_one_name_counts() {
    let opened = opened("x.tar", tar_of(&[("a.xml", b"old"), ("b.xml", XML), ("a.xml", b"new")]));
    assert_eq!(names(&opened), ["x.tar/a.xml", "x.tar/b.xml"]);
    assert_eq!(opened.files[0].1, b"new");
}

#[test]
fn limits_are_met_with_a_notice_that_names_the_option() {
    let three: &[(&str, &[u8])] =
        &[("a.xml", &[b'a'; 600]), ("b.xml", &[b'b'; 600]), ("c.xml", &[b'c'; 600])];
    for bytes in [zip_of(three), tar_of(three), gzip(&tar_of(three))] {
        let by_size = open_within("x", bytes.clone(), Limits { bytes: 1500, ..Limits::default() });
        assert_eq!(names(&by_size), ["x/a.xml", "x/b.xml"]);
        assert!(only_notice(&by_size).hint.as_ref().unwrap().contains("--max-unpacked"));
        let by_count = open_within("x", bytes, Limits { files: 1, ..Limits::default() });
        assert_eq!(names(&by_count), ["x/a.xml"]);
        assert!(only_notice(&by_count).hint.as_ref().unwrap().contains("--max-members"));
    }
    let alone = open_within("a.xml.gz", gzip(&[b'a'; 600]), Limits { bytes: 599, ..Limits::default() });
    assert!(alone.files.is_empty());
    assert!(only_notice(&alone).message.contains("599"));
}

#[test]
fn a_bomb_is_left_out_and_its_neighbours_are_read() {
    let zeros = vec![0; 17 << 20];
    let opened = opened("x.zip", zip_of(&[("a-bomb.xml", &zeros), ("b.xml", XML)]));
    assert_eq!(names(&opened), ["x.zip/b.xml"]);
    let notice = only_notice(&opened);
    assert!(notice.message.contains("more than 250 times"), "{}", notice.message);
    assert!(notice.hint.as_ref().unwrap().contains("--max-ratio"));
    let allowed = Limits { ratio: 5000, ..Limits::default() };
    assert_eq!(open_within("x.gz", gzip(&zeros), allowed).files[0].1.len(), 17 << 20);
}

#[test]
fn of_what_no_reader_wants_only_the_beginning_is_unpacked() {
    let video = vec![7; 100_000];
    let bytes = zip_of(&[("a.webm", &video), ("b.xml", &video)]);
    let limits = Limits { bytes: 170_000, ..Limits::default() };
    let opened =
        open("x", &mut Cursor::new(bytes), limits, &|path, _| path == "b.xml" || path.ends_with("/b.xml"));
    let sizes: Vec<usize> = opened.files.iter().map(|(_, bytes)| bytes.len()).collect();
    assert_eq!(sizes, [64 * 1024, 100_000]);
    assert_eq!(opened.notices, []);
}

#[test]
fn a_broken_archive_gives_what_it_has_and_a_notice() {
    let nonsense = opened("x.zip", b"PK\x03\x04nonsense".to_vec());
    assert!(nonsense.files.is_empty());
    assert!(only_notice(&nonsense).message.starts_with("cannot be opened"));

    let whole = zip_of(&[("a.xml", XML), ("b.xml", XML)]);
    let cut = opened("x.zip", whole[..whole.len() - 60].to_vec());
    assert_eq!(names(&cut), ["x.zip/a.xml", "x.zip/b.xml"]);
    assert!(only_notice(&cut).message.contains("without its end"));

    let long = "<testcase/>".repeat(1000);
    let packed = gzip(long.as_bytes());
    let cut = opened("x.xml.gz", packed[..packed.len() - 4].to_vec());
    assert_eq!(cut.files[0].1, long.as_bytes());
    assert!(only_notice(&cut).message.starts_with("breaks off"));

    let tar = tar_of(&[("a.xml", XML), ("b.xml", &[b'b'; 2000])]);
    let cut = opened("x.tar", tar[..2000].to_vec());
    assert_eq!(names(&cut)[0], "x.tar/a.xml");
    assert!(!cut.notices.is_empty());
}

#[test]
fn no_cut_and_no_changed_byte_panics() {
    let inner = zip_of(&[("junit.xml", XML)]);
    for bytes in
        [zip_of(&[("i.zip", &inner), ("a.xml", XML)]), gzip(&tar_of(&[("a.xml", XML), ("i.zip", &inner)]))]
    {
        for position in (0..bytes.len()).step_by(5) {
            let _ = opened("x", bytes[..position].to_vec());
            let mut changed = bytes.clone();
            changed[position] ^= 0xff;
            let _ = opened("x", changed);
        }
    }
}
