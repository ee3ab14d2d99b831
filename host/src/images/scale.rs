//! A file to a picture: what it says of its size is looked at before anything is read, then it is decoded within bounds, turned as
//! its camera says, scaled down and written anew. No byte of the file passes: no metadata, no second content behind the first.

use std::fmt;
use std::io::Cursor;
use std::str::FromStr;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageResult, Limits};

use super::sniff::looks;
use super::{Fault, UnknownWord, words};

/// Pixels of a picture's longer side: it fills a large screen, and a page with ten of them still loads.
pub const SIDE_MAX: u32 = 1_600;
/// Pixels that are read: a camera of forty million.
const PIXELS_MAX: u64 = 42_000_000;
/// Bytes of a picture while it is read; the decoder's own beside it are bounded by as much again.
const READ_BYTES_MAX: u64 = 168_000_000;
/// Bytes of a picture that is written; what has transparent parts loses them rather than pass that.
const WRITTEN_BYTES_MAX: usize = 1024 * 1024;
/// Of 100: what a screen shows of more is not worth its bytes.
const QUALITIES: [u8; 3] = [82, 65, 45];

words!(
    /// What is written.
    Format {
        /// Whatever has no transparent parts.
        Jpeg => "image/jpeg",
        /// What has some.
        Png => "image/png",
    }
);

/// A picture as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaled {
    /// What it is.
    pub format: Format,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What it is made of.
    pub bytes: Vec<u8>,
}

/// Reads a file. It computes for a second or two: not on a thread that answers.
pub fn scale(file: &[u8]) -> Result<Scaled, Fault> {
    let bytes = Cursor::new(file);
    let format = looks(file).map_err(Fault::Not)?;
    if format == ImageFormat::Jpeg && !is_whole_jpeg(file) {
        return Err(Fault::Damaged);
    }
    let (picture, orientation) = match format {
        ImageFormat::Jpeg => read(JpegDecoder::new(bytes)),
        ImageFormat::Png => read(PngDecoder::with_limits(bytes, limits())),
        ImageFormat::Gif => read(GifDecoder::new(bytes)),
        _ => read(WebPDecoder::new(bytes)),
    }?;
    let mut picture = match picture.width().max(picture.height()) > SIDE_MAX {
        true => picture.thumbnail(SIDE_MAX, SIDE_MAX),
        false => picture,
    };
    picture.apply_orientation(orientation);
    write(&picture)
}

/// Whether a JPEG has an end: a decoder fills what was cut off with grey, and nobody is told.
fn is_whole_jpeg(file: &[u8]) -> bool {
    let mut at = 2;
    // The segments before the picture, each with its length; one of them may hold a small JPEG of its own.
    while let Some([0xff, kind, high, low]) = file.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        at += 2 + length;
        if *kind == 0xda {
            let rest = file.get(at..).unwrap_or_default();
            return rest.windows(2).any(|pair| pair == [0xff, 0xd9]);
        }
    }
    false
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(READ_BYTES_MAX);
    limits
}

fn read<D: ImageDecoder>(decoder: ImageResult<D>) -> Result<(DynamicImage, Orientation), Fault> {
    let mut decoder = decoder.map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS_MAX || decoder.total_bytes() > READ_BYTES_MAX {
        return Err(Fault::TooManyPixels);
    }
    if pixels == 0 {
        return Err(Fault::Damaged);
    }
    let limited = decoder.set_limits(limits());
    limited.map_err(|error| fault(&error))?;
    let orientation = decoder.orientation();
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    // What a camera says badly is as if it had said nothing.
    Ok((picture, orientation.unwrap_or(Orientation::NoTransforms)))
}

fn fault(error: &ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => Fault::TooManyPixels,
        _ => Fault::Damaged,
    }
}

fn write(picture: &DynamicImage) -> Result<Scaled, Fault> {
    let picture = picture.to_rgba8();
    let is_transparent = picture.pixels().any(|pixel| pixel.0[3] < u8::MAX);
    if is_transparent {
        let mut bytes = Vec::new();
        let encoder = PngEncoder::new_with_quality(
            &mut bytes,
            CompressionType::Default,
            FilterType::Adaptive,
        );
        let written = picture.write_with_encoder(encoder);
        written.map_err(|error| fault(&error))?;
        if bytes.len() <= WRITTEN_BYTES_MAX {
            return Ok(Scaled {
                format: Format::Png,
                width: picture.width(),
                height: picture.height(),
                bytes,
            });
        }
    }
    let mut opaque = DynamicImage::from(on_white(&picture));
    loop {
        for quality in QUALITIES {
            let mut bytes = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
            let written = opaque.write_with_encoder(encoder);
            written.map_err(|error| fault(&error))?;
            if bytes.len() <= WRITTEN_BYTES_MAX {
                return Ok(Scaled {
                    format: Format::Jpeg,
                    width: opaque.width(),
                    height: opaque.height(),
                    bytes,
                });
            }
        }
        // Noise in every pixel: half of it is noise enough.
        opaque = opaque.thumbnail(opaque.width() / 2, opaque.height() / 2);
    }
}

fn on_white(picture: &image::RgbaImage) -> image::RgbImage {
    let (width, height) = picture.dimensions();
    image::RgbImage::from_fn(width, height, |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let alpha = u16::from(alpha);
        let mixed = |part: u8| {
            let part = u16::from(part) * alpha + 255 * (255 - alpha);
            u8::try_from(part / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([mixed(red), mixed(green), mixed(blue)])
    })
}
