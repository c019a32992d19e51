//! Outlook's compressed RTF (MS-OXRTFCP): a window of 4096 bytes that starts with usual RTF.

const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \
\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\
\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;
/// RTF beyond this many bytes is not read.
const MOST: usize = 4 * 1024 * 1024;

/// The RTF in `bytes`; what is cut off ends where it is cut.
pub(super) fn decompressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let (head, body) = bytes.split_first_chunk::<16>()?;
    let [_, _, _, _, s0, s1, s2, s3, kind @ .., _, _, _, _] = head;
    let size = usize::try_from(u32::from_le_bytes([*s0, *s1, *s2, *s3])).ok()?.min(MOST);
    match kind {
        b"MELA" => Some(body.get(..size).unwrap_or(body).to_vec()),
        b"LZFu" => Some(unpacked(body, size)),
        _ => None,
    }
}

fn unpacked(body: &[u8], size: usize) -> Vec<u8> {
    // The window is the end of what was written, the dictionary standing before it.
    let mut out = DICTIONARY.to_vec();
    let end = DICTIONARY.len() + size;
    let mut bytes = body.iter().copied();
    'all: while let Some(flags) = bytes.next() {
        for bit in 0..8 {
            if out.len() >= end {
                break 'all;
            }
            let Some(first) = bytes.next() else { break 'all };
            if flags >> bit & 1 == 0 {
                out.push(first);
                continue;
            }
            let Some(second) = bytes.next() else { break 'all };
            let word = usize::from(u16::from_be_bytes([first, second]));
            let (offset, length) = (word >> 4, (word & 15) + 2);
            let write = out.len() % WINDOW;
            if offset == write {
                break 'all;
            }
            let back = (write + WINDOW - offset) % WINDOW;
            for _ in 0..length {
                let byte = out.len().checked_sub(back).and_then(|at| out.get(at)).copied();
                out.push(byte.unwrap_or(b' '));
            }
        }
    }
    out.truncate(end);
    out.drain(..DICTIONARY.len());
    out
}
