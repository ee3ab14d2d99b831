//! Entries of a zip, one at a time. Never unpacks more than a fiche may have, and writes no file anywhere.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::fiche::DOCUMENT_BYTES_MAX;

/// The official archive of citizens has about 6,000 entries.
pub const ENTRIES_MAX: usize = 20_000;
/// The official archives unpack to about 150 MB.
pub const UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// One entry.
#[derive(Debug)]
pub enum Entry {
    /// A folder, or something that is no XML.
    Nothing,
    /// A fiche, perhaps.
    Document(Vec<u8>),
    /// Not taken, and why.
    Refused(String),
}

/// Opens an archive, or says why it is none. The number of entries is looked up before anything is reserved for them.
pub fn open<R: Read + Seek>(mut reader: R) -> Result<ZipArchive<R>, String> {
    let entries =
        declared_entries(&mut reader).map_err(|error| format!("it cannot be read: {error}"))?;
    match entries {
        None => return Err("it is no zip archive, or its end is missing".to_owned()),
        Some(entries) if entries > ENTRIES_MAX => {
            return Err(format!(
                "it has {entries} entries or more; {ENTRIES_MAX} is the limit"
            ));
        }
        Some(_) => {}
    }
    ZipArchive::new(reader)
        .map_err(|error| format!("it is no zip archive that we can read: {error}"))
}

/// What the end-of-archive record says (APPNOTE 4.3.16); 65,535 stands for more.
fn declared_entries<R: Read + Seek>(reader: &mut R) -> std::io::Result<Option<usize>> {
    let size = reader.seek(SeekFrom::End(0))?;
    let start = size.saturating_sub(66_000);
    reader.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    reader.take(66_000).read_to_end(&mut tail)?;
    let record = tail
        .windows(22)
        .rposition(|window| window.starts_with(b"PK\x05\x06"));
    Ok(record.map(|at| usize::from(u16::from_le_bytes([tail[at + 10], tail[at + 11]]))))
}

/// The name of an entry and what is in it. `left` is what the archive may still unpack to.
pub fn entry<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    left: u64,
) -> (String, Entry) {
    let mut file = match archive.by_index(index) {
        Ok(file) => file,
        Err(error) => {
            return (
                format!("#{index}"),
                Entry::Refused(format!("the entry cannot be read: {error}")),
            );
        }
    };
    let name = String::from_utf8_lossy(file.name_raw()).into_owned();
    if let Err(reason) = checked_name(&name) {
        return (name, Entry::Refused(reason));
    }
    if file.is_dir() || !name.to_ascii_lowercase().ends_with(".xml") {
        return (name, Entry::Nothing);
    }
    let bytes_max = (DOCUMENT_BYTES_MAX as u64).min(left);
    let mut bytes = Vec::new();
    match file.by_ref().take(bytes_max + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > bytes_max => (
            name,
            Entry::Refused(format!("it unpacks to more than {bytes_max} bytes")),
        ),
        Ok(_) => (name, Entry::Document(bytes)),
        Err(error) => (
            name,
            Entry::Refused(format!("it cannot be unpacked: {error}")),
        ),
    }
}

/// Nothing is ever written under an entry's name, but one that tries to climb is no honest one.
fn checked_name(name: &str) -> Result<(), String> {
    let climbs = name.split('/').any(|part| part == "..");
    if climbs || name.starts_with('/') || name.contains(['\\', '\0', ':']) {
        return Err("its name leads out of the archive".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::{Entry, entry, open};

    fn archive(files: &[(&str, &[u8])]) -> Cursor<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap()
    }

    #[test]
    fn unpacks_fiches_and_refuses_by_name_and_size() {
        let bomb = vec![b' '; 5 * 1024 * 1024];
        let files: [(&str, &[u8]); 5] = [
            ("F1.xml", b"<a/>"),
            ("../F2.xml", b"x"),
            ("a\\F3.xml", b"x"),
            ("F4.xml", &bomb),
            ("menu.txt", b"x"),
        ];
        let mut zip = open(archive(&files)).unwrap();
        assert!(matches!(entry(&mut zip, 0, 1_000).1, Entry::Document(bytes) if bytes == b"<a/>"));
        assert!(matches!(entry(&mut zip, 1, 1_000).1, Entry::Refused(_)));
        assert!(matches!(entry(&mut zip, 2, 1_000).1, Entry::Refused(_)));
        assert!(matches!(
            entry(&mut zip, 3, u64::MAX - 1).1,
            Entry::Refused(_)
        ));
        assert!(matches!(entry(&mut zip, 4, 1_000).1, Entry::Nothing));
        assert!(matches!(entry(&mut zip, 0, 2).1, Entry::Refused(_)));
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        assert!(open(Cursor::new(b"not a zip".to_vec())).is_err());
        let mut cut = archive(&[("F1.xml", b"<a/>")]).into_inner();
        cut.truncate(cut.len() / 2);
        assert!(open(Cursor::new(cut)).is_err());
    }
}
