//! Bits in a row of bytes, the highest of each byte first.

/// Reads them.
#[derive(Clone, Copy, Debug)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    /// From the first bit on.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn bit(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// How many ones stand before the next zero; nothing when there is none.
    pub fn ones(&mut self) -> Option<u64> {
        let mut count = 0;
        while self.bit()? {
            count += 1;
        }
        Some(count)
    }

    /// A number of so many bits.
    pub fn number(&mut self, bits: u32) -> Option<u64> {
        let mut number = 0;
        for _ in 0..bits {
            number = number << 1 | u64::from(self.bit()?);
        }
        Some(number)
    }
}

/// Writes them.
#[derive(Debug, Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// How many bits of the last byte are not written.
    free: u32,
}

impl BitWriter {
    fn bit(&mut self, is_one: bool) {
        if self.free == 0 {
            self.bytes.push(0);
            self.free = 8;
        }
        self.free -= 1;
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(is_one) << self.free;
        }
    }

    /// So many ones, and a zero.
    pub fn ones(&mut self, count: u64) {
        for _ in 0..count {
            self.bit(true);
        }
        self.bit(false);
    }

    /// The lowest bits of a number.
    pub fn number(&mut self, number: u64, bits: u32) {
        for bit in (0..bits).rev() {
            self.bit(number >> bit & 1 == 1);
        }
    }

    /// Fills the last byte up with ones.
    pub fn fill(&mut self) {
        while self.free > 0 {
            self.bit(true);
        }
    }

    /// The bytes so far.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
