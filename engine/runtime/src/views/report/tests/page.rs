//! The HTML page as a page: complete, closed, in order, and in need of nothing else.

use super::cases::{finished, running};
use super::sample::{Sample, nothing_yet};

fn page(sample: &Sample) -> String {
    sample.report().html
}

#[test]
fn it_is_a_page_by_itself() {
    let html = page(&running());
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">\n"));
    assert!(html.contains("<meta charset=\"utf-8\">"));
    assert!(html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "));
    assert!(html.contains("name=\"viewport\""));
    for foreign in [
        "<script", "<link", "<img", "<iframe", "<form", "http://", "https://", "url(", "@import", "src=",
    ] {
        assert!(!html.contains(foreign), "{foreign}");
    }
}

#[test]
fn headings_go_down_by_one() {
    let html = page(&finished());
    assert_eq!(html.matches("<h1>").count(), 1);
    assert!(html.matches("<h2 ").count() >= 10);
    assert!(!html.contains("<h3"));
    assert!(html.find("<h1>") < html.find("<h2 "));
}

#[test]
fn every_table_has_a_caption_and_every_header_a_scope() {
    let html = page(&finished());
    let tables = html.matches("<table ").count();
    assert!(tables >= 8);
    assert_eq!(html.matches("<caption").count(), tables);
    assert_eq!(html.matches("<th ").count(), html.matches(" scope=\"").count());
    assert!(html.contains("scope=\"row\"") && html.contains("scope=\"col\""));
}

#[test]
fn every_section_is_named_by_its_heading_once() {
    let html = page(&finished());
    for piece in html.split("aria-labelledby=\"").skip(1) {
        let id = piece.split('"').next().unwrap();
        assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
}

#[test]
fn what_is_opened_is_closed() {
    for sample in [nothing_yet(), running(), finished()] {
        let html = page(&sample);
        let mut open: Vec<&str> = Vec::new();
        for piece in html.split('<').skip(1) {
            let name = piece.split([' ', '>', '\n']).next().unwrap();
            match name.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None if ["!DOCTYPE", "meta", "br"].contains(&name) => {}
                None => open.push(name),
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}

/// A status is a word; the colour and the mark before it only repeat it.
#[test]
fn no_status_is_without_a_word() {
    let html = page(&running());
    for class in ["good", "open", "alarm"] {
        for piece in html.split(&format!("<strong class=\"{class}\">")).skip(1) {
            assert!(piece.starts_with(|c: char| c.is_ascii_alphabetic()), "{class}");
        }
    }
}
