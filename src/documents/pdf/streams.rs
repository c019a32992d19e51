//! The bytes of a stream, no more of them than a page can need.

use std::io::Read;

use flate2::read::ZlibDecoder;
use lopdf::Stream;

/// One stream's text beyond this many bytes is not read.
const MOST: u64 = 48 * 1024 * 1024;
/// Streams in a filter that may grow without a bound of ours are not opened when longer.
const MOST_OTHER: usize = 2 * 1024 * 1024;

/// A stream as its writer wrote it; `None` for pictures and for filters that are not read.
pub(super) fn plain(stream: &Stream) -> Option<Vec<u8>> {
    let filters: Vec<Vec<u8>> = stream
        .filters()
        .map(|filters| filters.into_iter().map(<[u8]>::to_vec).collect())
        .unwrap_or_default();
    let mut bytes = stream.content.clone();
    for (at, filter) in filters.iter().enumerate() {
        bytes = match filter.as_slice() {
            b"FlateDecode" | b"Fl" if !has_predictor(stream) => inflated(&bytes),
            b"ASCIIHexDecode" | b"AHx" => from_hexadecimal(&bytes),
            b"Crypt" => bytes,
            _ if at == 0 && bytes.len() <= MOST_OTHER => return stream.decompressed_content().ok(),
            _ => return None,
        };
    }
    Some(bytes)
}

/// A stream cut off early gives what was there.
fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().saturating_mul(4).min(1 << 20));
    let whole = ZlibDecoder::new(bytes).take(MOST).read_to_end(&mut out);
    if whole.is_err() && out.is_empty() {
        let raw = bytes.get(2..).unwrap_or_default();
        // Its checksum may be wrong while its content is right; what fails gives nothing.
        let _ = flate2::read::DeflateDecoder::new(raw).take(MOST).read_to_end(&mut out);
    }
    out
}

fn has_predictor(stream: &Stream) -> bool {
    stream.dict.get(b"DecodeParms").and_then(lopdf::Object::as_dict).is_ok_and(|dict| {
        dict.get(b"Predictor").and_then(lopdf::Object::as_i64).is_ok_and(|kind| kind > 1)
    })
}

fn from_hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => high << 4 | low,
            [high] => high << 4,
            _ => 0,
        })
        .collect()
}
