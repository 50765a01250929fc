//! The records of binary workbooks, one after the other: .xlsb (BIFF12) and .xls (BIFF8).

/// Names that the stream of an .xls has in its compound file: since Excel 97, and before.
pub(super) const STREAMS: [&str; 2] = ["/Workbook", "/Book"];

/// [MS-XLS] 2.4.117: how the stream is encrypted.
pub(super) const PASSWORD: u16 = 0x002F;

/// [MS-XLS] 2.4.28: where a sheet begins, and its name.
pub(super) const SHEET: u16 = 0x0085;

/// A record's number and its bytes.
pub(super) type Record<'a> = (u16, &'a [u8]);

/// The records of a part of .xlsb, up to the first that is cut.
pub(super) fn of_xlsb(mut part: &[u8]) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let (number, rest) = number_of_xlsb(part)?;
        let (length, rest) = length_of_xlsb(rest)?;
        let (bytes, rest) = rest.split_at_checked(length)?;
        part = rest;
        Some((number, bytes))
    })
}

/// One byte, or two of seven bits each.
fn number_of_xlsb(part: &[u8]) -> Option<(u16, &[u8])> {
    match part {
        [low, high, rest @ ..] if low & 0x80 != 0 => Some((u16::from(low & 0x7F) | u16::from(high & 0x7F) << 7, rest)),
        [low, rest @ ..] if low & 0x80 == 0 => Some((u16::from(*low), rest)),
        _ => None,
    }
}

/// Up to four bytes of seven bits each.
fn length_of_xlsb(part: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0;
    for place in 0..4 {
        let byte = *part.get(place)?;
        length |= usize::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((length, &part[place + 1..]));
        }
    }
    Some((length, &part[4..]))
}

/// The records of a stream of .xls, up to the first that is cut.
pub(super) fn of_xls(mut stream: &[u8]) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let (number, length) = (u16_at(stream, 0)?, u16_at(stream, 2)?);
        let (bytes, rest) = stream.get(4..)?.split_at_checked(usize::from(length))?;
        stream = rest;
        Some((number, bytes))
    })
}

/// A number at a place of a record, if the record is so long.
pub(super) fn u16_at(bytes: &[u8], place: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(place..place + 2)?.try_into().ok()?))
}

/// A number at a place of a record, if the record is so long.
pub(super) fn u32_at(bytes: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(place..place + 4)?.try_into().ok()?))
}

/// UTF-16 of so many units at a place of a record, as far as the record goes.
pub(super) fn wide_text(bytes: &[u8], place: usize, units: usize) -> String {
    let all = bytes.get(place..).unwrap_or_default().chunks_exact(2).take(units);
    let units = all.map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_xlsb_have_numbers_and_lengths_of_seven_bits() {
        // 0x9F 0x01 is 0x1F + 0x80 = 0x9F; a length of 0x81 0x01 is 1 + 128 = 129.
        let mut part = vec![0x9F, 0x01, 0x02, 7, 8, 0x13, 0x81, 0x01];
        part.extend([5; 129]);
        part.extend([0x05, 0x09, 1]);
        let found: Vec<_> = of_xlsb(&part).map(|(number, bytes)| (number, bytes.len())).collect();
        assert_eq!(found, [(0x9F, 2), (0x13, 129)]);
    }

    #[test]
    fn records_of_xls_end_where_the_stream_is_cut() {
        let stream = [0x08, 0x02, 0x01, 0x00, 7, 0x0A, 0x00, 0x00, 0x00, 0x06, 0x00, 0x09, 0x00, 1];
        let found: Vec<_> = of_xls(&stream).map(|(number, bytes)| (number, bytes.len())).collect();
        assert_eq!(found, [(0x208, 1), (0x0A, 0)]);
    }
}
