//! Codes that a person can read out on the telephone.

/// A number as a code that a person can read out: `K7QF-3MZD`. Forty bits in an alphabet without 0, O, 1, I, L
/// and U, which people mistake or mind.
pub fn readable_code(number: u64) -> String {
    const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rest = number;
    let mut code = String::with_capacity(9);
    for position in 0..8 {
        if position == 4 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[(rest % 30) as usize]));
        rest /= 30;
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_can_be_read_out() {
        assert_eq!(readable_code(0), "2222-2222");
        let code = readable_code(u64::MAX);
        assert_eq!(code.len(), 9);
        assert!(
            code.bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_uppercase() || byte.is_ascii_digit())
        );
        assert_ne!(readable_code(1), readable_code(2));
    }
}
