//! Files as telephones, scanners and attackers send them.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::{Fault, Format, Looks, SIDE_MAX, Scaled, scale};

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

/// The left half red, the right half blue.
fn halves(width: u32, height: u32) -> DynamicImage {
    let colour = |x| match x < width / 2 {
        true => Rgb([250, 0, 0]),
        false => Rgb([0, 0, 250]),
    };
    RgbImage::from_fn(width, height, |x, _| colour(x)).into()
}

fn read(scaled: &Scaled) -> RgbImage {
    image::load_from_memory(&scaled.bytes).unwrap().to_rgb8()
}

/// A JPEG that says of itself that it is to be turned by a quarter, where it was taken and more, with something behind its end.
fn told() -> Vec<u8> {
    let jpeg = written(&halves(64, 32), ImageFormat::Jpeg);
    let mut tiff: Vec<u8> = b"II*\0\x08\0\0\0".to_vec();
    // Two entries: orientation 6, and where the GPS block is.
    tiff.extend(2_u16.to_le_bytes());
    for (tag, kind, count, value) in [(0x0112_u16, 3_u16, 1_u32, 6_u32), (0x8825, 4, 1, 38)] {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    }
    tiff.extend(0_u32.to_le_bytes());
    assert_eq!(tiff.len(), 38);
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend([2, 0, 5, 0, 3, 0, 0, 0]);
    tiff.extend(56_u32.to_le_bytes());
    tiff.extend(0_u32.to_le_bytes());
    for number in [48_u32, 1, 51, 1, 2974, 100] {
        tiff.extend(number.to_le_bytes());
    }
    let mut file = jpeg[..2].to_vec();
    let exif = [b"Exif\0\0".as_slice(), &tiff].concat();
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET-XMP</x:xmpmeta>".to_vec();
    for (marker, data) in [
        (0xe1, exif),
        (0xe1, xmp),
        (0xfe, b"SECRET-COMMENT".to_vec()),
    ] {
        file.extend([0xff, marker]);
        file.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        file.extend(data);
    }
    file.extend(&jpeg[2..]);
    file.extend(b"PK\x03\x04 <html><script>alert('SECRET-TAIL')</script></html>");
    file
}

#[test]
fn nothing_of_a_file_passes_but_what_it_shows() {
    let scaled = scale(&told()).unwrap();
    assert_eq!(
        (scaled.format, scaled.width, scaled.height),
        (Format::Jpeg, 32, 64)
    );
    let text = String::from_utf8_lossy(&scaled.bytes).into_owned();
    for bad in ["Exif", "II*", "SECRET", "xmp", "script", "PK\x03"] {
        assert!(!text.contains(bad), "{bad}");
    }
    let place = [48_u32, 1, 51, 1].map(u32::to_le_bytes).concat();
    assert!(!scaled.bytes.windows(16).any(|bytes| bytes == place));
    assert!(told().windows(16).any(|bytes| bytes == place));
    // A quarter to the right: what stood on the left stands on top.
    let picture = read(&scaled);
    let (top, bottom) = (picture.get_pixel(16, 8), picture.get_pixel(16, 56));
    assert!(top.0[0] > 200 && top.0[2] < 60, "{top:?}");
    assert!(bottom.0[2] > 200 && bottom.0[0] < 60, "{bottom:?}");
}

#[test]
fn what_is_large_is_scaled_down_and_keeps_its_shape() {
    let scaled = scale(&written(&halves(4_000, 1_000), ImageFormat::Jpeg)).unwrap();
    assert_eq!((scaled.width, scaled.height), (SIDE_MAX, 400));
    let small = scale(&written(&halves(40, 10), ImageFormat::Png)).unwrap();
    assert_eq!((small.width, small.height), (40, 10));
    assert_eq!(small.format, Format::Jpeg, "nothing of it is transparent");
}

#[test]
fn each_format_is_read_and_of_what_moves_the_first_moment() {
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let scaled = scale(&written(&halves(60, 20), format));
        let scaled = scaled.unwrap_or_else(|fault| panic!("{format:?}: {fault:?}"));
        let left = *read(&scaled).get_pixel(5, 10);
        assert!(left.0[0] > 200 && left.0[2] < 60, "{format:?}: {left:?}");
    }
    let mut gif = Vec::new();
    let mut encoder = GifEncoder::new(&mut gif);
    for colour in [Rgba([250, 0, 0, 255]), Rgba([0, 0, 250, 255])] {
        let frame = Frame::new(RgbaImage::from_pixel(20, 20, colour));
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    let first = *read(&scale(&gif).unwrap()).get_pixel(10, 10);
    assert!(first.0[0] > 200 && first.0[2] < 60, "{first:?}");
}

#[test]
fn what_is_transparent_stays_so_and_noise_is_no_burden() {
    let glass = RgbaImage::from_fn(30, 30, |x, _| {
        Rgba([0, 200, 0, if x < 15 { 0 } else { 255 }])
    });
    let scaled = scale(&written(&glass.into(), ImageFormat::Png)).unwrap();
    assert_eq!(scaled.format, Format::Png);
    // Each pixel another, half of them transparent: too large as PNG.
    let mut seed = 1_u32;
    let noise = RgbaImage::from_fn(1_600, 800, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgba(seed.to_be_bytes())
    });
    let scaled = scale(&written(&noise.into(), ImageFormat::Png)).unwrap();
    assert_eq!(scaled.format, Format::Jpeg);
    assert!(scaled.bytes.len() <= 1024 * 1024, "{}", scaled.bytes.len());
}

/// A chunk of a PNG.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let length = u32::try_from(data.len()).unwrap();
    [
        &length.to_be_bytes(),
        kind.as_slice(),
        data,
        &crc.sum().to_be_bytes(),
    ]
    .concat()
}

fn packed(bytes: usize) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..bytes >> 20 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap()
}

/// A PNG of these sides, in eight bits of grey, that holds so many bytes of nothing.
fn png(side: u32, content: &[u8], before: &[u8]) -> Vec<u8> {
    let mut head = [side.to_be_bytes(), side.to_be_bytes()].concat();
    head.extend([8, 0, 0, 0, 0]);
    [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IHDR", &head),
        before,
        &chunk(b"IDAT", content),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

#[test]
fn bombs_are_refused_by_what_they_say_of_themselves() {
    let bomb = png(50_000, &packed(64 << 20), b"");
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_eq!(scale(&bomb), Err(Fault::TooManyPixels));
    // A small picture beside which half a gibibyte of a colour profile and of a text is packed.
    let bytes = packed(512 << 20);
    let profile = chunk(b"iCCP", &[b"x\0\0".as_slice(), &bytes].concat());
    let text = chunk(b"zTXt", &[b"x\0\0".as_slice(), &bytes].concat());
    for before in [profile, text] {
        let small = png(8, &packed(1 << 20), &before);
        // Read without that, or refused: both are well.
        if let Ok(scaled) = scale(&small) {
            assert_eq!((scaled.width, scaled.height), (8, 8));
        }
    }
    let mut gif = b"GIF89a".to_vec();
    gif.extend([
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, b',', 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0,
    ]);
    assert_eq!(scale(&gif), Err(Fault::TooManyPixels));
}

#[test]
fn what_is_cut_off_or_no_picture_is_refused_by_name() {
    let jpeg = written(&halves(800, 600), ImageFormat::Jpeg);
    for part in [3, 20, jpeg.len() / 2, jpeg.len() - 3] {
        assert_eq!(scale(&jpeg[..part]), Err(Fault::Damaged), "{part}");
    }
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = written(&halves(80, 60), format);
        assert_eq!(
            scale(&whole[..whole.len() / 2]),
            Err(Fault::Damaged),
            "{format:?}"
        );
    }
    for (file, looks) in [
        (
            b"<?xml version='1.0'?><svg onload='alert(1)'/>".as_slice(),
            Looks::Svg,
        ),
        (b"<html><body>", Looks::Other),
        (b"%PDF-1.7", Looks::Other),
        (b"BM\0\0\0\0\0\0", Looks::Other),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Looks::Heic),
        (b"", Looks::Other),
    ] {
        assert_eq!(scale(file), Err(Fault::Not(looks)));
    }
    // A GIF to who looks at its beginning, a script to who does not.
    assert!(scale(b"GIF89a=1;alert(document.domain)//").is_err());
}

proptest::proptest! {
    #[test]
    fn a_file_changed_anywhere_is_read_or_refused(
        which in 0_usize..4,
        at in proptest::collection::vec((0_usize..4_000, 0_u8..=255), 1..20),
    ) {
        let format = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif][which];
        let mut file = written(&halves(48, 32), format);
        for (place, byte) in at {
            let place = place % file.len();
            file[place] = byte;
        }
        if let Ok(scaled) = scale(&file) {
            proptest::prop_assert!(scaled.width <= SIDE_MAX && scaled.height <= SIDE_MAX);
            proptest::prop_assert!(scaled.bytes.len() <= 1024 * 1024);
        }
    }
}
