//! What a file is, by its first bytes: its name and what the browser calls it say nothing.

use image::ImageFormat;

use super::Format;

/// What a file that is not read looks like, as far as that helps its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// What telephones of one maker write; they write JPEG too.
    Heic,
    /// A drawing, which can hold script.
    Svg,
    /// Anything else.
    Other,
}

/// The format that is read, or what the file looks like otherwise.
pub fn looks(file: &[u8]) -> Result<ImageFormat, Looks> {
    let starts = |magic: &[u8]| file.starts_with(magic);
    if starts(b"\xff\xd8\xff") {
        return Ok(ImageFormat::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok(ImageFormat::Png);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Ok(ImageFormat::Gif);
    }
    if starts(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
        return Ok(ImageFormat::WebP);
    }
    // The box `ftyp` of ISO media, with the brands of HEIF; AVIF has it too.
    if file.get(4..8) == Some(b"ftyp") {
        return Err(Looks::Heic);
    }
    let head: String = String::from_utf8_lossy(&file[..file.len().min(4_096)]).to_lowercase();
    Err(match head.contains("<svg") {
        true => Looks::Svg,
        false => Looks::Other,
    })
}

impl Format {
    /// The end of its files' names.
    pub fn end(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}
