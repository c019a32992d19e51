//! winmail.dat: the envelope in which Outlook sends files to mail programs it takes for its own.

const SIGNATURE: u32 = 0x223E_9F78;
const MESSAGE: u8 = 1;
const ATTACHMENT: u8 = 2;
const VERSION: u32 = 0x0008_9006;
const CODE_PAGE: u32 = 0x0006_9007;
const RENDERING: u32 = 0x0006_9002;
const TITLE: u32 = 0x0001_8010;
const DATA: u32 = 0x0006_800F;

/// One file in it.
pub(super) fn winmail(name: &str, file: &[u8]) -> Vec<u8> {
    let mut bytes = SIGNATURE.to_le_bytes().to_vec();
    bytes.extend(1_u16.to_le_bytes());
    attribute(&mut bytes, (MESSAGE, VERSION), &0x0001_0000_u32.to_le_bytes());
    attribute(&mut bytes, (MESSAGE, CODE_PAGE), &[0xE4, 0x04, 0, 0, 0, 0, 0, 0]);
    // A file, drawn nowhere in the text.
    let rendering = [&1_u16.to_le_bytes()[..], &[0xFF; 4], &[0; 8]].concat();
    attribute(&mut bytes, (ATTACHMENT, RENDERING), &rendering);
    let title: Vec<u8> = name.bytes().filter(u8::is_ascii).chain([0]).collect();
    attribute(&mut bytes, (ATTACHMENT, TITLE), &title);
    attribute(&mut bytes, (ATTACHMENT, DATA), file);
    bytes
}

fn attribute(bytes: &mut Vec<u8>, (level, id): (u8, u32), data: &[u8]) {
    bytes.push(level);
    bytes.extend(id.to_le_bytes());
    bytes.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(data);
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    bytes.extend(sum.to_le_bytes());
}
