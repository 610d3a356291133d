//! Tracking numbers: two letters, eight digits and a check digit.

/// Why a text is no tracking number.
#[derive(Debug, PartialEq, Eq)]
pub enum TrackingError {
    Length(usize),
    Letters,
    Digits,
    CheckDigit { expected: u32, found: u32 },
}

const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];

/// The check digit of eight digits.
#[must_use]
pub fn check_digit(digits: &[u32; 8]) -> u32 {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    }
}

/// The service letters and the digits of a tracking number.
pub fn parse(text: &str) -> Result<(String, [u32; 8]), TrackingError> {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    if text.chars().count() != 11 {
        return Err(TrackingError::Length(text.chars().count()));
    }
    let (letters, rest) = text.split_at(2);
    if !letters.chars().all(|sign| sign.is_ascii_uppercase()) {
        return Err(TrackingError::Letters);
    }
    let all: Option<Vec<u32>> = rest.chars().map(|sign| sign.to_digit(10)).collect();
    let all = all.ok_or(TrackingError::Digits)?;
    let digits: [u32; 8] = all[..8].try_into().map_err(|_| TrackingError::Digits)?;
    let expected = check_digit(&digits);
    if all[8] != expected {
        return Err(TrackingError::CheckDigit { expected, found: all[8] });
    }
    Ok((letters.to_owned(), digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digit_of_the_standard_example() {
        assert_eq!(check_digit(&[4, 7, 3, 1, 2, 4, 8, 2]), 9);
    }

    #[test]
    fn check_digit_ten_is_written_as_zero() {
        assert_eq!(check_digit(&[0, 0, 0, 0, 0, 0, 5, 0]), 10 % 10);
    }

    #[test]
    fn check_digit_eleven_is_written_as_five() {
        assert_eq!(check_digit(&[0; 8]), 5);
    }

    #[test]
    fn spaces_do_not_count() {
        assert_eq!(parse("RR 4731 2482 9"), parse("RR473124829"));
    }

    #[test]
    fn short_number_says_its_length() {
        assert_eq!(parse("RR47312482"), Err(TrackingError::Length(10)));
    }

    #[test]
    fn small_letters_are_refused() {
        assert_eq!(parse("rr473124829"), Err(TrackingError::Letters));
    }

    #[test]
    fn letters_among_the_digits_are_refused() {
        assert_eq!(parse("RR47312A829"), Err(TrackingError::Digits));
    }

    #[test]
    fn wrong_check_digit_names_the_right_one() {
        assert_eq!(parse("RR473124828"), Err(TrackingError::CheckDigit { expected: 9, found: 8 }));
    }

    #[test]
    fn letters_outside_ascii_are_refused() {
        assert_eq!(parse("ÄÖ473124829"), Err(TrackingError::Letters));
    }
}
