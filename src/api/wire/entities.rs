//! The named character references of HTML.

/// The names of U+00A0 to U+00FF, in order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc \
    Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve \
    Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute \
    acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde \
    ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Other names, each with its hexadecimal code point.
const OTHERS: &str = "Alpha=391 Beta=392 Chi=3a7 Dagger=2021 Delta=394 Epsilon=395 Eta=397 Gamma=393 Hat=5e Iota=399 \
    Kappa=39a Lambda=39b MediumSpace=205f Mu=39c NewLine=a NonBreakingSpace=a0 Nu=39d OElig=152 \
    Omega=3a9 Omicron=39f Phi=3a6 Pi=3a0 Prime=2033 Psi=3a8 Rho=3a1 Scaron=160 Sigma=3a3 Tab=9 Tau=3a4 \
    Theta=398 Upsilon=3a5 Xi=39e Yuml=178 ZeroWidthSpace=200b Zeta=396 alefsym=2135 alpha=3b1 amp=26 \
    and=2227 ang=2220 apos=27 ast=2a asymp=2248 bdquo=201e beta=3b2 bigstar=2605 bsol=5c bull=2022 \
    bullet=2022 cap=2229 centerdot=b7 check=2713 checkmark=2713 chi=3c7 circ=2c6 clubs=2663 colon=3a \
    comma=2c commat=40 cong=2245 copysr=2117 crarr=21b5 cross=2717 cup=222a dArr=21d3 dagger=2020 \
    darr=2193 dash=2010 delta=3b4 diams=2666 dollar=24 empty=2205 emsp=2003 ensp=2002 epsilon=3b5 \
    equals=3d equiv=2261 eta=3b7 euro=20ac excl=21 exist=2203 fnof=192 forall=2200 frac13=2153 \
    frac23=2154 frasl=2044 gamma=3b3 ge=2265 grave=60 gt=3e hArr=21d4 hairsp=200a half=bd harr=2194 \
    hearts=2665 hellip=2026 horbar=2015 hyphen=2010 image=2111 infin=221e int=222b iota=3b9 isin=2208 \
    kappa=3ba lArr=21d0 lambda=3bb lang=2329 larr=2190 lbrace=7b lbrack=5b lceil=2308 lcub=7b ldquo=201c \
    ldquor=201e le=2264 lfloor=230a lowast=2217 lowbar=5f loz=25ca lpar=28 lrm=200e lsaquo=2039 lsqb=5b \
    lsquo=2018 lsquor=201a lt=3c mdash=2014 minus=2212 mldr=2026 mu=3bc nabla=2207 ndash=2013 ne=2260 \
    ni=220b nldr=2025 notin=2209 nsub=2284 nu=3bd num=23 numsp=2007 oelig=153 oline=203e omega=3c9 \
    omicron=3bf oplus=2295 or=2228 otimes=2297 part=2202 percnt=25 period=2e permil=2030 perp=22a5 \
    phi=3c6 phone=260e pi=3c0 piv=3d6 plus=2b prime=2032 prod=220f prop=221d psi=3c8 puncsp=2008 \
    quest=3f quot=22 rArr=21d2 radic=221a rang=232a rarr=2192 rbrace=7d rbrack=5d rceil=2309 rcub=7d \
    rdquo=201d rdquor=201d real=211c rfloor=230b rho=3c1 rlm=200f rpar=29 rsaquo=203a rsqb=5d rsquo=2019 \
    rsquor=2019 sbquo=201a scaron=161 sdot=22c5 semi=3b sigma=3c3 sigmaf=3c2 sim=223c sol=2f spades=2660 \
    star=2606 starf=2605 sub=2282 sube=2286 sum=2211 sup=2283 supe=2287 tau=3c4 there4=2234 theta=3b8 \
    thetasym=3d1 thinsp=2009 tilde=2dc trade=2122 uArr=21d1 uarr=2191 upsih=3d2 upsilon=3c5 verbar=7c \
    vert=7c weierp=2118 xi=3be zeta=3b6 zwj=200d zwnj=200c";

/// What Windows shows for the code points U+0080 to U+009F, which are control characters elsewhere.
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d,
    0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0,
    0x17e, 0x178,
];

/// The character of a name such as `eacute`, of `#233` or of `#xE9`.
pub(super) fn character(name: &str) -> Option<char> {
    match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                    u32::from_str_radix(hex, 16).ok()?
                }
                Some(_) => return None,
                None if number.bytes().all(|byte| byte.is_ascii_digit()) => number.parse().ok()?,
                None => return None,
            };
            char::from_u32(code).map(windows_1252)
        }
        None => named(name).or_else(|| named(&name.to_ascii_lowercase())),
    }
}

fn named(name: &str) -> Option<char> {
    if name.is_empty() {
        return None;
    }
    if let Some(position) = LATIN_1.split(' ').position(|known| known == name) {
        return u32::try_from(position).ok().and_then(|position| char::from_u32(0xa0 + position));
    }
    let known = OTHERS.split(' ').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    u32::from_str_radix(known, 16).ok().and_then(char::from_u32)
}

/// The character that is meant where Windows' encoding was taken for Latin-1.
pub(super) fn windows_1252(letter: char) -> char {
    let meant = match letter {
        '\u{80}'..='\u{9f}' => {
            usize::try_from(u32::from(letter) - 0x80).ok().and_then(|place| WINDOWS_1252.get(place))
        }
        _ => None,
    };
    meant.and_then(|code| char::from_u32(u32::from(*code))).filter(|meant| *meant != '\0').unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_found_by_name_and_by_number() {
        for (name, letter) in [
            ("nbsp", '\u{a0}'),
            ("eacute", 'é'),
            ("Eacute", 'É'),
            ("yuml", 'ÿ'),
            ("amp", '&'),
            ("AMP", '&'),
            ("mdash", '—'),
            ("hellip", '…'),
            ("rsquo", '’'),
            ("apos", '\''),
            ("#39", '\''),
            ("#039", '\''),
            ("#x27", '\''),
            ("#XE9", 'é'),
            ("#146", '’'),
            ("#128512", '😀'),
        ] {
            assert_eq!(character(name), Some(letter), "{name}");
        }
        for name in ["", "foo", "#", "#x", "#xZZ", "#-1", "#99999999999", "#55296", "="] {
            assert_eq!(character(name), None, "{name}");
        }
    }
}
