//! How XLSB is read: files made by real programs, and hostile ones.

use super::read;
use crate::documents::office::testing::made;

#[test]
fn no_broken_byte_stops_the_program() {
    let whole = made("workbook.xlsb");
    for at in (0..whole.len()).step_by(17) {
        let mut broken = whole.clone();
        broken[at] ^= 0x5A;
        read(&broken);
    }
}
