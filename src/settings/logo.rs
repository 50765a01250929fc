//! A company's logo, from a PNG.

use crate::model::theme::{Colour, Logo};
use png::{ColorType, Decoder, Limits, Transformations};
use std::io::Cursor;

/// Most pixels across or down: more is not seen at the head of a page, and every PDF carries them.
const MOST_PIXELS: u32 = 1_200;

/// Most memory that decoding takes, in bytes.
const MOST_BYTES: usize = 64 << 20;

/// The picture of a PNG on paper of this colour.
///
/// Errors: what is no PNG or larger than a logo is.
pub fn decode(bytes: &[u8], paper: Colour) -> Result<Logo, String> {
    let no_png = |error: png::DecodingError| format!("it is no PNG that can be read ({error})");
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_BYTES });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(no_png)?;
    let (width, height) = reader.info().size();
    if width.max(height) > MOST_PIXELS {
        return Err(format!("it has {width} × {height} pixels, and {MOST_PIXELS} are the most"));
    }
    let mut samples = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let frame = reader.next_frame(&mut samples).map_err(no_png)?;
    let samples = &samples[..frame.buffer_size()];
    let pixels: Vec<u8> = match frame.color_type {
        ColorType::Rgb => samples.to_vec(),
        ColorType::Rgba => samples.chunks_exact(4).flat_map(|of| on(paper, [of[0], of[1], of[2]], of[3])).collect(),
        ColorType::Grayscale => samples.iter().flat_map(|grey| [*grey; 3]).collect(),
        ColorType::GrayscaleAlpha => samples.chunks_exact(2).flat_map(|of| on(paper, [of[0]; 3], of[1])).collect(),
        ColorType::Indexed => return Err("its colours cannot be read".to_owned()),
    };
    Ok(Logo { width, height, pixels: pixels.into() })
}

/// A colour that lets so much of the paper through.
fn on(paper: Colour, colour: [u8; 3], opacity: u8) -> [u8; 3] {
    let opacity = u32::from(opacity);
    let mixed =
        |colour: u8, paper: u8| ((u32::from(colour) * opacity + u32::from(paper) * (255 - opacity) + 127) / 255) as u8;
    [mixed(colour[0], paper.0), mixed(colour[1], paper.1), mixed(colour[2], paper.2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHITE: Colour = Colour(255, 255, 255);

    fn png(width: u32, colours: ColorType, samples: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, 1);
        encoder.set_color(colours);
        encoder.write_header().unwrap().write_image_data(samples).unwrap();
        bytes
    }

    #[test]
    fn every_kind_of_png_becomes_colours_on_paper() {
        let pixels = |colours, samples: &[u8]| decode(&png(2, colours, samples), WHITE).unwrap().pixels.to_vec();
        assert_eq!(pixels(ColorType::Rgb, &[1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 6]);
        assert_eq!(pixels(ColorType::Grayscale, &[7, 9]), [7, 7, 7, 9, 9, 9]);
        // Half of 0 on white: (0 × 128 + 255 × 127) / 255 = 127; nothing of it: the paper.
        assert_eq!(pixels(ColorType::Rgba, &[0, 0, 0, 128, 9, 9, 9, 0]), [127, 127, 127, 255, 255, 255]);
        assert_eq!(pixels(ColorType::GrayscaleAlpha, &[10, 255, 10, 0]), [10, 10, 10, 255, 255, 255]);
    }

    #[test]
    fn what_is_no_logo_is_refused() {
        assert!(decode(b"<svg/>", WHITE).unwrap_err().contains("no PNG"));
        let wide = png(1_201, ColorType::Grayscale, &[0; 1_201]);
        assert!(decode(&wide, WHITE).unwrap_err().contains("1201 × 1 pixels"));
        let cut = png(2, ColorType::Grayscale, &[7, 9]);
        assert!(decode(&cut[..cut.len() - 20], WHITE).is_err());
    }
}
