//! No file tells where it was written: paths of this machine mean nothing on another, and a plugin that holds one is
//! not reproducible. Owns the search; never reads files. Tests are below.

use std::path::Path;

/// The paths of one machine: the repository's folder, the home folder, and those of homes in general.
#[derive(Debug)]
pub(super) struct Machine {
    paths: Vec<String>,
}

impl Machine {
    /// Learns the paths of the machine that this runs on.
    pub(super) fn of(root: &Path) -> Self {
        let home = std::env::home_dir().unwrap_or_default();
        let own = [root, home.as_path()].map(|path| path.to_string_lossy().into_owned());
        Self::with(&own)
    }

    fn with(own: &[String]) -> Self {
        // Written in two halves, so that this very file passes.
        let general = ["home", "root", "Users"].map(|name| format!("/{name}/"));
        let own = own
            .iter()
            .filter(|path| path.len() > 1)
            .map(|path| format!("{}/", path.trim_end_matches('/')));
        let mut paths: Vec<String> = own.chain(general).collect();
        paths.sort();
        paths.dedup();
        Self { paths }
    }

    /// Returns every place in a file, text or not, that holds such a path.
    pub(super) fn offences(&self, path: &Path, bytes: &[u8]) -> Vec<String> {
        let place = path.display();
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        lines
            .flat_map(|(number, line)| self.paths.iter().map(move |path| (number, line, path)))
            .filter(|(_, line, path)| holds(line, path.as_bytes()))
            .map(|(number, _, path)| format!("{place}:{}: holds `{path}`, a path of one machine", number + 1))
            .collect()
    }
}

/// Returns whether a line holds a path that is not the tail of a longer one.
fn holds(line: &[u8], path: &[u8]) -> bool {
    let continues = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-}>/*".contains(byte);
    line.windows(path.len()).enumerate().any(|(at, window)| {
        window == path
            && !at
                .checked_sub(1)
                .and_then(|before| line.get(before))
                .is_some_and(continues)
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Machine;

    fn offences(text: &[u8]) -> Vec<String> {
        Machine::with(&["/srv/src/alongside".to_owned(), "/".to_owned()]).offences(Path::new("a.md"), text)
    }

    #[test]
    fn a_path_of_the_machine_is_found_in_text_and_in_bytes() {
        assert_eq!(
            offences(b"ok\nsee /srv/src/alongside/plugins\n"),
            ["a.md:2: holds `/srv/src/alongside/`, a path of one machine"]
        );
        assert_eq!(offences(b"\0asm\xff/srv/src/alongside/x").len(), 1);
        let home = ["`/", "home", "/ann/x`"].concat();
        assert_eq!(offences(home.as_bytes()).len(), 1);
    }

    #[test]
    fn the_tail_of_another_path_is_none() {
        let inner = [
            "$DIR/",
            "home",
            "/x and <dir>/",
            "root",
            "/y and a/srv/src/alongside/z",
        ]
        .concat();
        let found = offences(inner.as_bytes());
        assert_eq!(found, [""; 0]);
        assert_eq!(offences(b"/srv/src/alongside-two/x /etc/passwd"), [""; 0]);
    }
}
