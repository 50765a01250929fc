//! Workbooks that Excel encrypts with a password of its own: to protect the structure of a workbook it has to hide the
//! file, and whoever opens it is asked for nothing. Opened here in the same way ([MS-OFFCRYPTO]); what another password
//! closes stays closed.

use super::records::{self, PASSWORD, SHEET, STREAMS, u16_at, u32_at};
use aes::{
    Aes128, Aes192, Aes256,
    cipher::{BlockModeDecrypt, KeyInit, KeyIvInit, StreamCipher, block_padding::NoPadding},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use md5::Md5;
use quick_xml::{Reader, events::Event};
use rc4::Rc4;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

/// Excel's own password, in its letters of two bytes.
fn password() -> Vec<u8> {
    "VelvetSweatshop".encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// How often a password may have to be hashed. Excel asks for 100,000 times; a file may ask for billions.
const MOST_ROUNDS: u32 = 1_000_000;

/// A description of the encryption that is longer comes from no spreadsheet.
const LONGEST_DESCRIPTION: u64 = 1_000_000;

/// The workbook inside a compound file that Excel's own password opens: a package, or a compound file whose streams can
/// be read. None for every other file, also one that is closed with a password of somebody.
pub(super) fn opened(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    if file.is_stream("/EncryptionInfo") && file.is_stream("/EncryptedPackage") {
        let how = stream(&mut file, "/EncryptionInfo", LONGEST_DESCRIPTION)?;
        let package = stream(&mut file, "/EncryptedPackage", bytes.len() as u64)?;
        return match (u16_at(&how, 0)?, u16_at(&how, 2)?) {
            (4, 4) => Agile::of(how.get(8..)?)?.opened(&package),
            (2..=4, 2) => Standard::of(&how)?.opened(package),
            _ => None,
        };
    }
    let name = STREAMS.into_iter().find(|name| file.is_stream(name))?;
    let plain = opened_stream(stream(&mut file, name, bytes.len() as u64)?)?;
    let mut opened = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).ok()?;
    opened.open_stream(name).ok()?.write_all(&plain).ok()?;
    opened.flush().ok()?;
    Some(opened.into_inner().into_inner())
}

fn stream(file: &mut cfb::CompoundFile<Cursor<&[u8]>>, name: &str, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut stream = file.open_stream(name).ok()?;
    stream.seek(SeekFrom::Start(0)).ok()?;
    // A compound file may hold the same sector many times; no stream is larger than the file.
    stream.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// How a text is hashed.
#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        match name.replace('-', "").as_str() {
            "SHA1" => Some(Hash::Sha1),
            "SHA256" => Some(Hash::Sha256),
            "SHA384" => Some(Hash::Sha384),
            "SHA512" => Some(Hash::Sha512),
            _ => None,
        }
    }

    /// Of pieces, one behind the other.
    fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        match self {
            Hash::Sha1 => digest::<Sha1>(pieces),
            Hash::Sha256 => digest::<Sha256>(pieces),
            Hash::Sha384 => digest::<Sha384>(pieces),
            Hash::Sha512 => digest::<Sha512>(pieces),
        }
    }

    /// Of a salt and Excel's password, again and again with the number of the round before it.
    fn of_password(self, salt: &[u8], rounds: u32) -> Vec<u8> {
        let first = self.of(&[salt, &password()]);
        (0..rounds).fold(first, |hash, round| self.of(&[&round.to_le_bytes(), &hash]))
    }
}

fn digest<Kind: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.iter().fold(Kind::new(), |hash, piece| hash.chain_update(piece)).finalize().to_vec()
}

/// Cut, or filled up with the byte that the specification names.
fn of_length(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, 0x36);
    bytes
}

/// AES in chained blocks, in place.
fn decrypt_chained(key: &[u8], start: &[u8], bytes: &mut [u8]) -> Option<()> {
    match key.len() {
        16 => chained(cbc::Decryptor::<Aes128>::new_from_slices(key, start).ok()?, bytes),
        24 => chained(cbc::Decryptor::<Aes192>::new_from_slices(key, start).ok()?, bytes),
        32 => chained(cbc::Decryptor::<Aes256>::new_from_slices(key, start).ok()?, bytes),
        _ => None,
    }
}

/// AES block by block, in place.
fn decrypt_blocks(key: &[u8], bytes: &mut [u8]) -> Option<()> {
    match key.len() {
        16 => chained(ecb::Decryptor::<Aes128>::new_from_slice(key).ok()?, bytes),
        24 => chained(ecb::Decryptor::<Aes192>::new_from_slice(key).ok()?, bytes),
        32 => chained(ecb::Decryptor::<Aes256>::new_from_slice(key).ok()?, bytes),
        _ => None,
    }
}

fn chained(cipher: impl BlockModeDecrypt, bytes: &mut [u8]) -> Option<()> {
    cipher.decrypt_padded::<NoPadding>(bytes).ok().map(|_| ())
}

/// The length a package says it has, if its bytes are as many; and the bytes.
fn length_and_bytes(package: &[u8]) -> Option<(usize, &[u8])> {
    let (length, bytes) = package.split_at_checked(8)?;
    let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
    (length <= bytes.len()).then_some((length, bytes))
}

/// 2.3.4.10: described in XML, since Excel 2010.
#[derive(Default)]
struct Agile {
    data: KeyData,
    key: KeyData,
    rounds: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    encrypted_key: Vec<u8>,
}

/// How something is encrypted.
#[derive(Default)]
struct KeyData {
    salt: Vec<u8>,
    hash: String,
    key_bytes: usize,
    block_bytes: usize,
}

impl KeyData {
    fn meet(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "saltValue" => self.salt = BASE64_STANDARD.decode(value).ok()?,
            "hashAlgorithm" => self.hash = value.to_owned(),
            "keyBits" => self.key_bytes = value.parse::<usize>().ok()? / 8,
            "blockSize" => self.block_bytes = value.parse().ok()?,
            "cipherAlgorithm" if value != "AES" => return None,
            "cipherChaining" if value != "ChainingModeCBC" => return None,
            _ => {}
        }
        Some(())
    }
}

impl Agile {
    /// 2.3.4.11: what each key of the password is for.
    const VERIFIER: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
    const VERIFIER_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
    const KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

    /// How many bytes are encrypted at a time.
    const SEGMENT: usize = 4_096;

    fn of(xml: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(xml).ok()?;
        let mut reader = Reader::from_str(text);
        let mut agile = Agile::default();
        let mut has_password = false;
        loop {
            let element = match reader.read_event().ok()? {
                Event::Start(element) | Event::Empty(element) => element,
                Event::Eof => break,
                _ => continue,
            };
            let local = element.local_name();
            let is_data = local.as_ref() == "keyData";
            // The first of them: another one would be for a certificate or for a second password.
            let is_key = local.as_ref() == "encryptedKey" && !has_password;
            if !is_data && !is_key {
                continue;
            }
            has_password |= is_key;
            for attribute in element.attributes().with_checks(false).flatten() {
                let (name, value) = (attribute.key.local_name(), attribute.value);
                let bytes = || BASE64_STANDARD.decode(value.as_bytes()).ok();
                match name.as_ref() {
                    "spinCount" if is_key => agile.rounds = value.parse().ok()?,
                    "encryptedVerifierHashInput" if is_key => agile.verifier = bytes()?,
                    "encryptedVerifierHashValue" if is_key => agile.verifier_hash = bytes()?,
                    "encryptedKeyValue" if is_key => agile.encrypted_key = bytes()?,
                    name if is_key => agile.key.meet(name, &value)?,
                    name => agile.data.meet(name, &value)?,
                }
            }
        }
        (has_password && agile.rounds <= MOST_ROUNDS).then_some(agile)
    }

    fn opened(&self, package: &[u8]) -> Option<Vec<u8>> {
        let hash = Hash::named(&self.key.hash)?;
        let of_password = hash.of_password(&self.key.salt, self.rounds);
        let decrypted = |purpose: &[u8], encrypted: &[u8]| {
            let key = of_length(hash.of(&[&of_password, purpose]), self.key.key_bytes);
            let start = of_length(self.key.salt.clone(), self.key.block_bytes);
            let mut bytes = encrypted.to_vec();
            decrypt_chained(&key, &start, &mut bytes).map(|()| bytes)
        };
        let verifier = decrypted(&Self::VERIFIER, &self.verifier)?;
        let expected = hash.of(&[&verifier]);
        if !decrypted(&Self::VERIFIER_HASH, &self.verifier_hash)?.starts_with(&expected) {
            return None;
        }
        let mut key = decrypted(&Self::KEY, &self.encrypted_key)?;
        key.truncate(self.data.key_bytes);
        let (length, bytes) = length_and_bytes(package)?;
        let hash = Hash::named(&self.data.hash)?;
        let mut plain = bytes[..bytes.len() / 16 * 16].to_vec();
        for (number, segment) in plain.chunks_mut(Self::SEGMENT).enumerate() {
            let start = hash.of(&[&self.data.salt, &(number as u32).to_le_bytes()]);
            decrypt_chained(&key, &of_length(start, self.data.block_bytes), segment)?;
        }
        plain.truncate(length);
        Some(plain)
    }
}

/// 2.3.4.5: AES and SHA-1, as Excel 2007 does and others still do.
struct Standard {
    salt: Vec<u8>,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    key_bytes: usize,
}

impl Standard {
    const ROUNDS: u32 = 50_000;

    /// 2.3.2: numbers of AES with keys of 128, 192 and 256 bits.
    const AES: [u32; 3] = [0x660E, 0x660F, 0x6610];

    fn of(how: &[u8]) -> Option<Self> {
        let header = how.get(12..)?;
        let behind = header.get(u32_at(how, 8)? as usize..)?;
        if !Self::AES.contains(&u32_at(header, 8)?) {
            return None;
        }
        Some(Standard {
            salt: behind.get(4..20)?.to_vec(),
            verifier: behind.get(20..36)?.to_vec(),
            verifier_hash: behind.get(40..72)?.to_vec(),
            key_bytes: u32_at(header, 16)? as usize / 8,
        })
    }

    /// 2.3.4.7
    fn key(&self) -> Vec<u8> {
        let hash = Hash::Sha1.of(&[&Hash::Sha1.of_password(&self.salt, Self::ROUNDS), &0_u32.to_le_bytes()]);
        let half = |with: u8| {
            let mut block = [with; 64];
            block.iter_mut().zip(&hash).for_each(|(byte, hashed)| *byte ^= hashed);
            Hash::Sha1.of(&[&block])
        };
        let mut key = [half(0x36), half(0x5C)].concat();
        key.truncate(self.key_bytes);
        key
    }

    fn opened(&self, package: Vec<u8>) -> Option<Vec<u8>> {
        let key = self.key();
        let (mut verifier, mut expected) = (self.verifier.clone(), self.verifier_hash.clone());
        decrypt_blocks(&key, &mut verifier)?;
        decrypt_blocks(&key, &mut expected)?;
        if !expected.starts_with(&Hash::Sha1.of(&[&verifier])) {
            return None;
        }
        let (length, bytes) = length_and_bytes(&package)?;
        let mut plain = bytes[..bytes.len() / 16 * 16].to_vec();
        decrypt_blocks(&key, &mut plain)?;
        plain.truncate(length);
        Some(plain)
    }
}

/// What stands in a record of .xls that says how its stream is encrypted ([MS-XLS] 2.4.117).
enum Xls<'a> {
    /// [MS-OFFCRYPTO] 2.3.6: MD5 and a key of 40 bits, since Excel 97.
    Short { salt: &'a [u8] },
    /// 2.3.5: SHA-1 and a key of the length that it says, since Excel 2002.
    Long { salt: &'a [u8], key_bytes: usize },
}

impl<'a> Xls<'a> {
    /// With the verifier and its hash, as they are encrypted.
    fn of(record: &'a [u8]) -> Option<(Self, &'a [u8], &'a [u8])> {
        let how = record.get(2..)?;
        match (u16_at(record, 0)?, u16_at(how, 0)?, u16_at(how, 2)?) {
            (1, 1, 1) => Some((Xls::Short { salt: how.get(4..20)? }, how.get(20..36)?, how.get(36..52)?)),
            (1, 2..=4, 2) => {
                let header = how.get(12..)?;
                let behind = header.get(u32_at(how, 8)? as usize..)?;
                // No length means the 40 bits of old.
                let key_bytes = match u32_at(header, 16)? / 8 {
                    0 => 5,
                    bytes => bytes as usize,
                };
                let long = Xls::Long { salt: behind.get(4..20)?, key_bytes };
                (key_bytes <= 16).then_some((long, behind.get(20..36)?, behind.get(40..60)?))
            }
            _ => None,
        }
    }

    /// The stream of bytes that a block of the workbook's stream is mixed with.
    fn cipher(&self, block: u32) -> Option<Rc4> {
        let key = match self {
            Xls::Short { salt } => {
                let hash = digest::<Md5>(&[&password()]);
                let again = [&hash[..5], salt].concat().repeat(16);
                digest::<Md5>(&[&digest::<Md5>(&[&again])[..5], &block.to_le_bytes()])
            }
            Xls::Long { salt, key_bytes } => {
                let hash = Hash::Sha1.of(&[salt, &password()]);
                let mut key = Hash::Sha1.of(&[&hash, &block.to_le_bytes()]);
                key.truncate(*key_bytes);
                // 2.3.5.2: a key of 40 bits is one of 128 of which the rest is zero.
                if *key_bytes == 5 {
                    key.resize(16, 0);
                }
                key
            }
        };
        Rc4::new_from_slice(&key).ok()
    }

    fn is_opened(&self, verifier: &[u8], expected: &[u8]) -> Option<bool> {
        let mut both = [verifier, expected].concat();
        self.cipher(0)?.apply_keystream(&mut both);
        let (verifier, expected) = both.split_at(verifier.len());
        Some(match self {
            Xls::Short { .. } => digest::<Md5>(&[verifier]) == expected,
            Xls::Long { .. } => Hash::Sha1.of(&[verifier]) == expected,
        })
    }
}

/// After how many bytes of a stream of .xls the key changes.
const BLOCK: usize = 1_024;

/// The stream of an .xls with its records as if nothing had been encrypted; none if nothing is, or not by Excel's own
/// password.
fn opened_stream(mut stream: Vec<u8>) -> Option<Vec<u8>> {
    let (how, verifier, expected) = Xls::of(password_record(&stream)?)?;
    if !how.is_opened(verifier, expected)? {
        return None;
    }
    let mut pad = vec![0; stream.len()];
    for (number, block) in pad.chunks_mut(BLOCK).enumerate() {
        how.cipher(number as u32)?.apply_keystream(block);
    }
    let mut at = 0;
    while let (Some(number), Some(length)) = (u16_at(&stream, at), u16_at(&stream, at + 2)) {
        let (from, to) = (at + 4, (at + 4 + usize::from(length)).min(stream.len()));
        let from = match number {
            // [MS-XLS] 2.2.10: these stand as they are, and so does the place of a sheet.
            0x0809 | 0x00E1 | 0x0194 | 0x0195 | 0x0196 | 0x0138 => to,
            PASSWORD => {
                // Nothing is encrypted any more: a record of no meaning.
                stream[at..at + 2].copy_from_slice(&0_u16.to_le_bytes());
                to
            }
            SHEET => (from + 4).min(to),
            _ => from,
        };
        stream[from..to].iter_mut().zip(&pad[from..to]).for_each(|(byte, mixed)| *byte ^= mixed);
        at = to.max(at + 4);
    }
    Some(stream)
}

/// The record that says how a stream is encrypted; it stands among the first ones.
fn password_record(stream: &[u8]) -> Option<&[u8]> {
    let mut first = records::of_xls(stream).take(20);
    first.find(|(number, _)| *number == PASSWORD).map(|(_, record)| record)
}

/// For tests: descriptions of any kind lead nowhere or somewhere, and never to a panic.
#[cfg(test)]
pub(super) fn opened_of_any(bytes: &[u8]) -> bool {
    let agile = Agile::of(bytes).is_some_and(|agile| agile.opened(bytes).is_some());
    let standard = Standard::of(bytes).is_some();
    let number = PASSWORD.to_le_bytes();
    let stream = [&number[..], &(bytes.len() as u16).to_le_bytes(), bytes].concat();
    agile || standard || opened_stream(stream).is_some() || Xls::of(bytes).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn sample(name: &str) -> Vec<u8> {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
    }

    #[test]
    fn another_password_opens_nothing_and_what_is_not_encrypted_stays_as_it_is() {
        for name in
            ["odd-workbooks/pass_protected.xlsx", "odd-workbooks/pass_protected.xlsb", "formats/initiatives.xls"]
        {
            assert_eq!(opened(&sample(name)), None, "{name}");
        }
        assert_eq!(opened(&sample("formats/initiatives.xlsx")), None);
    }

    #[test]
    fn a_file_cannot_ask_for_hours_of_hashing_nor_for_more_bytes_than_it_has() {
        let file = |info: &[u8], package: &[u8]| {
            let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
            file.create_stream("/EncryptionInfo").unwrap().write_all(info).unwrap();
            file.create_stream("/EncryptedPackage").unwrap().write_all(package).unwrap();
            file.into_inner().into_inner()
        };
        let sample = sample("formats/protected-2010.xlsx");
        let mut plain = cfb::CompoundFile::open(Cursor::new(&sample[..])).unwrap();
        let info = stream(&mut plain, "/EncryptionInfo", 1_000_000).unwrap();
        let mut package = stream(&mut plain, "/EncryptedPackage", 1_000_000).unwrap();
        assert!(opened(&file(&info, &package)).is_some());
        let text = String::from_utf8_lossy(&info[8..]).replace("spinCount=\"1000\"", "spinCount=\"4000000000\"");
        assert_eq!(opened(&file(&[&info[..8], text.as_bytes()].concat(), &package)), None);
        package[..8].copy_from_slice(&u64::MAX.to_le_bytes());
        assert_eq!(opened(&file(&info, &package)), None);
        for cut in 0..info.len() {
            let _ = opened(&file(&info[..cut], &package));
        }
    }

    #[test]
    fn xls_is_opened_with_keys_of_any_length() {
        // The records of LibreOffice's file, opened, and encrypted again with SHA-1 as [MS-OFFCRYPTO] 2.3.5.2 says.
        let whole = sample("formats/protected.xls");
        let mut file = cfb::CompoundFile::open(Cursor::new(&whole[..])).unwrap();
        let plain = opened_stream(stream(&mut file, "/Workbook", 1_000_000).unwrap()).unwrap();
        for bits in [0_u32, 40, 128] {
            let salt = [7_u8; 16];
            let mut record = Vec::new();
            for number in [1_u16, 4, 2] {
                record.extend(number.to_le_bytes());
            }
            for number in [4_u32, 34, 4, 0, 0x6801, 0x8004, bits, 1, 0, 0] {
                record.extend(number.to_le_bytes());
            }
            record.extend([0, 0]);
            record.extend(16_u32.to_le_bytes());
            record.extend(salt);
            let how = Xls::Long { salt: &salt, key_bytes: if bits == 128 { 16 } else { 5 } };
            let mut verifier = [vec![9; 16], Hash::Sha1.of(&[&[9; 16]])].concat();
            how.cipher(0).unwrap().apply_keystream(&mut verifier);
            record.extend(&verifier[..16]);
            record.extend(20_u32.to_le_bytes());
            record.extend(&verifier[16..]);
            let (found, verifier, expected) = Xls::of(&record).unwrap();
            assert_eq!(found.is_opened(verifier, expected), Some(true), "{bits}");
            // Behind the first record, in place of the one that has no meaning any more.
            let mut stream = plain[..20].to_vec();
            stream.extend(PASSWORD.to_le_bytes());
            stream.extend((record.len() as u16).to_le_bytes());
            stream.extend(&record);
            let begins = stream.len();
            stream.extend(&plain[20 + 58..]);
            let mut pad = vec![0; stream.len()];
            for (number, block) in pad.chunks_mut(BLOCK).enumerate() {
                how.cipher(number as u32).unwrap().apply_keystream(block);
            }
            let mut at = begins;
            while let (Some(number), Some(length)) =
                (u16_at(&plain, at - begins + 78), u16_at(&plain, at - begins + 80))
            {
                let from = at + 4 + if number == SHEET { 4 } else { 0 };
                let to = at + 4 + usize::from(length);
                if !matches!(number, 0x0809 | 0x00E1) {
                    (from..to).for_each(|place| stream[place] ^= pad[place]);
                }
                at = to;
            }
            let again = opened_stream(stream).unwrap();
            assert_eq!(again[begins..], plain[78..], "{bits}");
        }
    }
}
