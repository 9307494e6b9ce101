//! Pictures: a red seal, and a scanned page as PNG or PDF. Nothing on them can be read as a table.

use libdeflater::{CompressionLvl, Compressor, crc32};

/// A round red seal without words, on transparent ground.
pub fn seal() -> Vec<u8> {
    let side = 96i32;
    let pixel = |x: i32, y: i32| {
        let (across, down) = (2 * x - side, 2 * y - side);
        let radius = across * across + down * down;
        let ring = (7_400..=8_900).contains(&radius);
        let star = radius < 900 && (across * down).abs() < 160;
        if ring || star { [212, 28, 28, 255] } else { [255, 255, 255, 0] }
    };
    png(side, side, 6, pixel)
}

/// A scanned page: grey lines where text would stand, and a seal.
pub fn scan(lines: i32) -> Vec<u8> {
    png(248, 350, 0, |x, y| page(x, y, lines))
}

fn page(x: i32, y: i32, lines: i32) -> [u8; 1] {
    let (line, within) = ((y - 40) / 14, (y - 40).rem_euclid(14));
    let inked = y > 40 && line < lines && within < 6 && x > 24 && x < 224 - (line * 37) % 60;
    let stroke = (x * 7 + line * 13) % 5 < 3;
    let (across, down) = (x - 170, y - 270);
    let ring = (620..=780).contains(&(across * across + down * down));
    [if ring {
        140
    } else if inked && stroke {
        70
    } else {
        245
    }]
}

fn png<const N: usize>(width: i32, height: i32, colour: u8, pixel: impl Fn(i32, i32) -> [u8; N]) -> Vec<u8> {
    let mut raw = Vec::new();
    for y in 0..height {
        raw.push(0);
        (0..width).for_each(|x| raw.extend(pixel(x, y)));
    }
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, colour, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in [(b"IHDR", header), (b"IDAT", zlib(&raw)), (b"IEND", Vec::new())] {
        png.extend(u32::try_from(body.len()).expect("a small picture").to_be_bytes());
        let chunk = [&kind[..], &body].concat();
        png.extend(&chunk);
        png.extend(crc32(&chunk).to_be_bytes());
    }
    png
}

/// A PDF of one page that holds nothing but a scanned picture.
pub fn pdf(lines: i32) -> Vec<u8> {
    let (width, height) = (248, 350);
    let pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| page(x, y, lines))).collect();
    let image = zlib(&pixels);
    let draw = b"q 595 0 0 842 0 0 cm /Im0 Do Q";
    let objects: [(String, &[u8]); 5] = [
        ("<< /Type /Catalog /Pages 2 0 R >>".to_owned(), b""),
        ("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(), b""),
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Im0 5 0 R >> >> >>"
                .to_owned(),
            b"",
        ),
        (format!("<< /Length {} >>", draw.len()), draw),
        (
            format!(
                "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length {} >>",
                image.len()
            ),
            &image,
        ),
    ];
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (number, (dictionary, stream)) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{dictionary}\n", number + 1).bytes());
        if !stream.is_empty() {
            pdf.extend(b"stream\n");
            pdf.extend(*stream);
            pdf.extend(b"\nendstream\n");
        }
        pdf.extend(b"endobj\n");
    }
    let start = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    offsets.iter().for_each(|offset| pdf.extend(format!("{offset:010} 00000 n \n").bytes()));
    let trailer =
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    pdf.extend(trailer.bytes());
    pdf
}

fn zlib(raw: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::best());
    let mut body = vec![0; compressor.zlib_compress_bound(raw.len())];
    let length = compressor.zlib_compress(raw, &mut body).expect("the bound is sufficient");
    body.truncate(length);
    body
}
